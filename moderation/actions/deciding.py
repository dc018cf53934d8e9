"""A moderator decides about one version of a thing; another decision undoes it."""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from moderation.actions.answering import answer_reports, outcome_of
from moderation.actions.claiming import note_event, turned
from moderation.actions.training import demand_ready
from moderation.content import (
    COVERED,
    DANGER,
    NAMES_STAFF,
    NOTICED,
    UNCOVERED,
    Covering,
    Label,
    Outdated,
    Standing,
    Thing,
    content_kind,
)
from moderation.danger_rules import may_close_danger
from moderation.models import Case, CaseEvent, Decision, Lane, Report, Triage
from moderation.notices import tell_author
from moderation.own_pages import own_page
from moderation.queries.cases import (
    case_for,
    covers,
    decision_for,
    known_thing,
    rules_now,
    uncovers,
    why_not,
)
from moderation.rules import case_worker, may_decide_so, may_undo
from moderation.theme_words import WATCHED
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand

State = Case.State


def decide_case(
    *,
    actor: Actor,
    ref: UUID,
    version: int,
    thing_version: int,
    after: str,
    why: str = "",
    rule: int | None = None,
    piece: str = "",
    said: str = "",
    path: str = "",
    ground: str = "",
) -> Decision:
    """`version` of the case and `thing_version` are the ones that were read: both are compared.

    `after`: how the thing stands from now on; as it stands already leaves it; COVERED covers `piece`.
    `rule`: its number. `said` and `path`: of a note above it, where that is what is decided.
    `ground`: the law it goes against, needed where that is what somebody told us.
    In the crisis lane only after somebody said what she reads in it. Raises Outdated,
    PermissionDenied, Http404. Locks the thing before the case.
    """
    with transaction.atomic():
        case = case_for(actor=actor, ref=ref)
        thing = known_thing(case.kind, case.thing)
        _demand_free(actor, case)
        _demand_current(thing, thing_version)
        cited = next((one for one in rules_now() if one.number == rule), None)
        demand(
            may_decide_so(
                thing.standing,
                after,
                why=why,
                rule=cited is not None,
                covers=covers(thing),
                uncovers=after == UNCOVERED and uncovers(actor=actor, case=case, thing=thing),
                ground=case.lane != Lane.LEGAL or bool(ground.strip()),
            )
        )
        label = _label(thing, after, said, path)
        made = _carried_out(actor, thing, after, why, piece=piece, label=label)
        case = _locked(actor, case)
        if case.version != version or case.state == State.DECIDED:
            raise Outdated(_("Somebody decided about this meanwhile."))
        demand(may_close_danger(case))
        before, after = _from_to(thing, after)
        decision = _write(actor, case, thing, after, made, why.strip())
        decision.before = before
        decision.rule, decision.label = cited, asdict(label) if label else {}
        decision.ground = ground.strip()
        decision.save()
        turned(case, State.RETURNED if after == Standing.RETURNED else State.DECIDED)
        note_event(case, by=decision.by, kind=CaseEvent.Kind.DECIDED, text=after)
        if after != Standing.RETURNED:
            _close_returned(actor, case)
        outcome = outcome_of(
            case, changed=decision.before != after, never_changes=thing.never_changes
        )
        answer_reports(actor, case, outcome)
        record(actor=actor, verb=f"moderation.decision.{_verb(decision)}", thing=decision)
        if decision.before != after or decision.source == Decision.Source.APPEAL:
            tell_author(decision)
    return decision


def undo_decision(*, actor: Actor, ref: UUID) -> Decision:
    """The thing stands as before, the case is open again. Raises Outdated, PermissionDenied, Http404."""
    with transaction.atomic():
        former = decision_for(actor=actor, ref=ref)
        demand_ready(actor)
        case = former.case
        demand_not(why_not(actor=actor, case=case))
        undone = Decision.objects.visible_to(actor).filter(reverses=former).exists()
        demand(may_undo(former, reversed_before=undone, now=timezone.now()))
        thing = known_thing(former.kind, former.thing)
        _demand_current(thing, former.made)
        made = (
            _covering(thing).uncover(actor, thing.ref, thing.version)
            if former.after == COVERED
            else _settled_back(actor, thing, former)
        )
        case = _locked(actor, case)
        decision = _write(actor, case, thing, former.before, made, "")
        decision.before = former.after
        decision.reverses = former
        decision.save()
        same = Case.objects.visible_to(actor).filter(
            kind=case.kind, thing=case.thing, lane=case.lane
        )
        if not same.exclude(pk=case.pk).exclude(state=State.DECIDED).exists():
            if case.triage == Triage.NOBODY:  # said wrongly, perhaps: it is read once more
                case.triage = ""
                case.save(update_fields=["triage"])
            turned(case, State.OPEN)
        note_event(case, by=decision.by, kind=CaseEvent.Kind.UNDID)
        record(actor=actor, verb="moderation.decision.undone", thing=decision)
        tell_author(decision)
    return decision


def demand_not(reason: str) -> None:
    """Refuses with this reason; '' is none."""
    if reason:
        demand(Denied(reason))


def _demand_free(actor: Actor, case: Case) -> None:
    demand_not(why_not(actor=actor, case=case))
    demand_ready(actor)
    others = case.claimed_by not in (None, case_worker(actor).person_id)
    lives = case.claimed_until is not None and case.claimed_until > timezone.now()
    if others and lives and case.lane != Lane.CRISIS:
        raise Outdated(_("Somebody else is on this case now."))


def _demand_current(thing: Thing, version: int) -> None:
    if thing.version != version:
        raise Outdated(_("It was changed since you read it."))


def _from_to(thing: Thing, after: str) -> tuple[str, str]:
    """As a decision is written down."""
    if after == UNCOVERED:
        return COVERED, thing.standing
    return thing.standing, after


def _settle(actor: Actor, thing: Thing, after: Standing, why: str) -> int:
    kind = content_kind(thing.kind)
    if kind is None:
        raise Http404
    return kind.settle(actor, thing.ref, thing.version, after, why)


def _settled_back(actor: Actor, thing: Thing, former: Decision) -> int:
    """As it stood; a note that was put above it then is taken off first."""
    before = Standing(former.before)
    if former.after == Standing.CONTEXT and before is not Standing.PUBLISHED:
        thing = replace(thing, version=_settle(actor, thing, Standing.PUBLISHED, ""))
    return _settle(actor, thing, before, "")


def _carried_out(
    actor: Actor, thing: Thing, after: str, why: str, *, piece: str, label: Label | None
) -> int:
    """The version the thing then has."""
    if after == COVERED:
        return _covering(thing).cover(actor, thing.ref, thing.version, piece)
    if after == UNCOVERED:
        return _covering(thing).uncover(actor, thing.ref, thing.version)
    if label is not None:
        return _put_label(actor, thing, label, why)
    return _settle(actor, thing, Standing(after), why)


def _covering(thing: Thing) -> Covering:
    kind = content_kind(thing.kind)
    if kind is None or kind.covering is None:
        raise Http404
    return kind.covering


def _label(thing: Thing, after: str, said: str, path: str) -> Label | None:
    """What readers shall find above it; None where that is not what is decided."""
    if after != Standing.CONTEXT or thing.standing is Standing.CONTEXT:
        return None
    if not said.strip():
        raise PermissionDenied(_("Write a sentence for its readers."))
    page = own_page(path)
    if page is None:
        raise PermissionDenied(_("There is no such page here. Copy its address once more."))
    return Label(page.path, page.title, said.strip())


def _put_label(actor: Actor, thing: Thing, label: Label, why: str) -> int:
    kind = content_kind(thing.kind)
    if kind is None or kind.put_label is None:
        raise PermissionDenied(_("It cannot become that from how it stands now. Look at it again."))
    return kind.put_label(actor, thing.ref, thing.version, label, why)


def _locked(actor: Actor, case: Case) -> Case:
    return Case.objects.visible_to(actor).select_for_update().get(pk=case.pk)


def _write(actor: Actor, case: Case, thing: Thing, after: str, made: int, why: str) -> Decision:
    return Decision(
        case=case,
        person_id=case.person_id,
        kind=case.kind,
        thing=case.thing,
        before=thing.standing,
        after=after,
        judged=thing.version,
        made=made,
        why=why,
        source=_source(actor, case, thing),
        by=case_worker(actor).person_id,
    )


def _source(actor: Actor, case: Case, thing: Thing) -> str:
    if case.lane == Lane.APPEAL:
        return Decision.Source.APPEAL
    if NOTICED in case.because:  # said first: how a program had its part is told in every case
        by_list = {DANGER, WATCHED}.intersection(case.because)
        named = NAMES_STAFF in case.because and not by_list
        return Decision.Source.NAMED if named else Decision.Source.NOTICED
    if Report.objects.visible_to(actor).filter(case=case).exists():
        return Decision.Source.REPORT
    waited = case.because and thing.standing in (Standing.HELD, Standing.RETURNED)
    return Decision.Source.WAITED if waited else Decision.Source.OWN


def _close_returned(actor: Actor, case: Case) -> None:
    """Cases of other lanes that waited for its author: what she sent has its answer with this one."""
    others = Case.objects.visible_to(actor).filter(kind=case.kind, thing=case.thing)
    waiting = others.filter(state=State.RETURNED).exclude(pk=case.pk).order_by("pk")
    for other in waiting.select_for_update():
        turned(other, State.DECIDED)
        note_event(other, by=case_worker(actor).person_id, kind=CaseEvent.Kind.DECIDED)


def _verb(decision: Decision) -> str:
    return "left" if decision.before == decision.after else decision.after
