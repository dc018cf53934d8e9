"""A guide's list: who waits longest for an answer, then who is stuck, however many they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from audit.actions import Looked, record_reads
from education.models import Enrolment, Guide, GuideAssignment, GuideCall, GuideMessage
from education.programme_rules import may_guide
from education.queries.guiding import LISTED, names_of_guided
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

STUCK = timedelta(days=14)
ON_A_PAGE = 50
WAITS = Q(by_guide=False, settled_at=None)


@dataclass(frozen=True, slots=True)
class Guided:
    """One person on a guide's list. `waits_since`: her oldest message without answer; `for_other`: I stand in."""

    assignment: GuideAssignment
    enrolment: Enrolment
    name: str
    stuck: bool
    last_word_at: datetime | None
    waits_since: datetime | None
    late: bool
    for_other: bool
    call_on: date | None = None  # a call is to be made, not before this day


@dataclass(frozen=True, slots=True)
class PeopleGuided:
    """One page of a guide's list. `people`: on all pages; `mine`: those of them she does not stand in for."""

    lines: list[Guided]
    people: int
    mine: int
    page: int
    pages: int


def people_guided(*, actor: Actor, page: int = 1) -> PeopleGuided:
    """Who waits longest first, then who is stuck, however many they are; whoever is on this page can
    read that she was looked at. As many queries for many as for few."""
    demand(may_guide(actor))
    names = names_of_guided()
    me = getattr(actor, "account_id", 0)
    rows = GuideAssignment.objects.visible_to(actor).filter(enrolment_id__in=names)
    hers = Count("pk", filter=Q(guide_account=me))
    number = rows.aggregate(all=Count("pk"), mine=hers)
    pages = max(1, -(-number["all"] // ON_A_PAGE))
    page = min(max(1, page), pages)
    # Many are on the same few versions, each with the whole text of a programme: read once.
    joined = rows.select_related("enrolment").prefetch_related("enrolment__version__programme")
    first = (page - 1) * ON_A_PAGE
    found = list(_by_need(joined, actor)[first : first + ON_A_PAGE])
    ids = [one.enrolment_id for one in found]
    said = GuideMessage.objects.visible_to(actor).filter(enrolment__in=ids)
    words = said.values("enrolment").annotate(last=Max("at"), since=Min("at", filter=WAITS))
    last, waiting = {}, {}
    for enrolment_id, newest, since in words.values_list("enrolment", "last", "since"):
        last[enrolment_id], waiting[enrolment_id] = newest, since
    promised = {
        one.account_id: timedelta(days=one.answers_within)
        for one in Guide.objects.filter(account_id__in={a.guide_account for a in found})
    }
    record_reads(actor=actor, what=LISTED, looked=[Looked(a.subject_id, a.grant_id) for a in found])
    open_calls = GuideCall.objects.visible_to(actor).filter(enrolment__in=ids, state="waiting")
    calls = dict(open_calls.values_list("enrolment", "next_on"))
    lines = [
        replace(
            _line(one, names[one.enrolment_id], last, waiting, me, promised.get(one.guide_account)),
            call_on=calls.get(one.enrolment_id),
        )
        for one in found
    ]
    return PeopleGuided(lines, number["all"], number["mine"], page, pages)


def _by_need(rows: QuerySet[GuideAssignment], actor: Actor) -> QuerySet[GuideAssignment]:
    """Whose message waits longest, then who is stuck (as `_line` says it), then who came first."""
    waits = GuideMessage.objects.visible_to(actor).filter(WAITS, enrolment=OuterRef("enrolment"))
    since = waits.order_by().values("enrolment").annotate(since=Min("at")).values("since")
    quiet = Q(
        enrolment__state="active", enrolment__paused_until=None,
        enrolment__quiet_since__lt=timezone.now() - STUCK,
    )  # fmt: skip
    stuck = Case(When(quiet, then=0), default=1)
    return rows.annotate(waits_since=Subquery(since), stuck=stuck).order_by(
        F("waits_since").asc(nulls_last=True), "stuck", "from_at", "pk"
    )


def _line(
    one: GuideAssignment, name: str, last: Mapping[int, datetime],
    waiting: Mapping[int, datetime | None], me: int, promised: timedelta | None,
) -> Guided:  # fmt: skip
    row, now = one.enrolment, timezone.now()
    quiet = row.state == "active" and row.paused_until is None and row.quiet_since + STUCK < now
    since = waiting.get(row.pk)
    late = bool(since and promised and since + promised < now)
    return Guided(one, row, name, quiet, last.get(row.pk), since, late, one.guide_account != me)
