"""One case as a moderator sees it: the thing, the reports, what was decided, who is on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from members.models import Person
from moderation.content import COVERED, TO_TEAM, Thing, content_kind
from moderation.drill_case import DRILL
from moderation.guests import open_guest
from moderation.models import Case, CaseEvent, Decision, Lane, Report, Rule, Sealed
from moderation.queries.training import not_ready
from moderation.rules import AGAINST, case_worker, may_decide, may_handle_cases
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand


def case_for(*, actor: Actor, ref: UUID) -> Case:
    """Raises Http404, PermissionDenied."""
    demand(may_handle_cases(actor))
    case = Case.objects.visible_to(actor).filter(ref=ref).first()
    if case is None:
        raise Http404
    return case


def decision_for(*, actor: Actor, ref: UUID) -> Decision:
    """One decision with its case, for a moderator. Raises Http404, PermissionDenied."""
    demand(may_handle_cases(actor))
    row = Decision.objects.visible_to(actor).select_related("case").filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def known_thing(kind: str, ref: UUID) -> Thing:
    """The thing itself. Raises Http404 where it is gone."""
    known = content_kind(kind)
    thing = known.for_case(ref) if known else None
    if thing is None:
        raise Http404
    return thing


def covers(thing: Thing) -> bool:
    """Whether a piece of it can be covered."""
    known = content_kind(thing.kind)
    return known is not None and known.covering is not None


def uncovers(*, actor: Actor, case: Case, thing: Thing) -> bool:
    """Whether this case is about a covered piece that can still be put back: an objection to it,
    with nothing done to the thing since, and the words not deleted.
    """
    told = Report.objects.visible_to(actor).filter(case=case, appeals__isnull=False)
    if not told.filter(appeals__after=COVERED, appeals__made=thing.version).exists():
        return False
    pieces = Sealed.objects.visible_to(actor).filter(kind=case.kind, thing=case.thing, piece=True)
    last = pieces.order_by("pk").last()
    return last is not None and not last.is_over


def why_not(*, actor: Actor, case: Case) -> str:
    """Why this moderator does not decide about this case, '' when she may."""
    told, first = _involved(actor, case)
    verdict = may_decide(actor, case, reporters=told, decided_before=first)
    return verdict.reason if isinstance(verdict, Denied) else ""


def barred_from(*, actor: Actor, case: Case) -> set[int]:
    """Ids of people who may not decide about this case, whatever their role; see rules.may_decide."""
    told, first = _involved(actor, case)
    return {one for one in (case.person_id, first, *told) if one is not None}


def _involved(actor: Actor, case: Case) -> tuple[list[int | None], int | None]:
    """Who told us, and who took the decision that is objected to."""
    reports = Report.objects.visible_to(actor).filter(case=case)
    told = reports.filter(appeals=None).values_list("person", flat=True)
    first = reports.exclude(appeals=None).values_list("appeals__by", flat=True).first()
    return list(told), first


def names_of(ids: Collection[int | None]) -> dict[int, str]:
    """Person id → the name others see; one query."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "display_name"))


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything on the page of a case. `thing` is None where it was erased.

    `holder`: who else is on it now, '' for nobody. `refused`: why this actor does not decide.
    `unready`: what she has to read first, '' for nothing.
    `reported`: the words of the version that was reported, where they differ from today's.
    `uncovers`: whether a covered piece can be shown again.
    """

    case: Case
    thing: Thing | None
    reports: Sequence[Report]
    decisions: Sequence[tuple[Decision, str]]
    events: Sequence[tuple[CaseEvent, str]]
    holder: str
    is_mine: bool
    refused: str
    unready: str
    reported: str
    decisions_before: int
    uncovers: bool

    @property
    def objection(self) -> Report | None:
        return next((row for row in self.reports if row.appeals_id), None)

    @property
    def people_told(self) -> int:
        """How many people told us; one of them perhaps several times. Each guest is one."""
        members = {row.person_id for row in self.reports if row.person_id is not None}
        return len(members) + sum(1 for row in self.reports if row.person_id is None)

    @property
    def untold(self) -> set[int]:
        """Reports of guests who were not told what came of it."""
        if self.is_open:
            return set()
        return {row.pk for row in self.reports if row.guest and not row.answer}

    @property
    def unreadable(self) -> set[int]:
        """Those of them nobody can write to: name and address do not open."""
        shut = (row for row in self.reports if row.pk in self.untold)
        return {row.pk for row in shut if open_guest(row.ref, row.guest) is None}

    @property
    def in_words_to_team(self) -> bool:
        """Whether what sounds like danger stands in what its author answered to the team."""
        return TO_TEAM in self.case.because

    @property
    def is_open(self) -> bool:
        return self.case.state != Case.State.DECIDED

    @property
    def in_danger(self) -> bool:
        return self.case.lane == Lane.CRISIS

    @property
    def is_drill(self) -> bool:
        return self.case.kind == DRILL


def case_page(*, actor: Actor, case: Case) -> CasePage:
    """A fixed number of queries."""
    me = case_worker(actor).person_id
    known = content_kind(case.kind)
    thing = known.for_case(case.thing) if known else None
    reports = list(
        Report.objects.visible_to(actor).filter(case=case).select_related("appeals").order_by("pk")
    )
    decisions = list(
        Decision.objects.visible_to(actor)
        .filter(kind=case.kind, thing=case.thing)
        .select_related("rule", "reversed_by")
        .order_by("-pk")[:20]
    )
    log = CaseEvent.objects.visible_to(actor).filter(case=case)
    if case.person_id == me:  # she hears of it by her letter, and not by whom
        log = log.exclude(kind__in=(CaseEvent.Kind.OPENED, CaseEvent.Kind.REVIEWED))
    events = list(log.order_by("-pk")[:50])
    names = names_of([case.claimed_by, *(row.by for row in decisions), *(row.by for row in events)])
    first = reports[0].version if reports else case.thing_version
    lives = case.claimed_until is not None and case.claimed_until > timezone.now()
    against = Decision.objects.visible_to(actor).filter(
        person=case.person_id, after__in=AGAINST, reversed_by=None
    )
    return CasePage(
        case=case,
        thing=thing,
        reports=reports,
        decisions=[(row, names.get(row.by, "")) for row in decisions],
        events=[(row, names.get(row.by or 0, "")) for row in events],
        holder=names.get(case.claimed_by or 0, "") if lives and case.claimed_by != me else "",
        is_mine=lives and case.claimed_by == me,
        refused=why_not(actor=actor, case=case),
        unready=not_ready(actor=actor),
        reported=known.former(case.thing, first)
        if known and thing and thing.version != first
        else "",
        decisions_before=against[:20].count() if case.person_id else 0,
        uncovers=case.lane == Lane.APPEAL
        and thing is not None
        and uncovers(actor=actor, case=case, thing=thing),
    )


def rules_now() -> list[Rule]:
    """The rules in force, by number."""
    return list(Rule.objects.filter(until_at__isnull=True).order_by("number"))
