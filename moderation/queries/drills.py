"""Drills of the crisis lane: whether one runs, and who was reached after how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from moderation.drill_case import DRILL
from moderation.drill_times import Reached, reached
from moderation.models import Case, CaseEvent, Drill, Lane
from moderation.queries.cases import names_of
from moderation.queries.reveals import contact_of
from moderation.rules import may_moderate
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.spoken import day

EVERY = timedelta(days=30)
CAME = (CaseEvent.Kind.READ, CaseEvent.Kind.LOOKS, CaseEvent.Kind.TRIAGED)


def running() -> Drill | None:
    """The one that is under way."""
    return Drill.objects.filter(ended_at=None).first()


def starter_of(case: Case) -> int:
    """Id of the person who began the drill of this case; nobody calls her."""
    return Drill.objects.values_list("by", flat=True).get(case=case)


def danger_waits(*, actor: Actor) -> bool:
    """Whether a case in the lane waits for somebody to say what to do."""
    rows = Case.objects.visible_to(actor).filter(
        lane=Lane.CRISIS, state=Case.State.OPEN, call_next_at__isnull=False
    )
    return bool(rows.exclude(kind=DRILL).exists())


def drill_due(*, actor: SignedIn, now: datetime) -> str | None:
    """When the last one was, in words, a month after it; None before that, while one runs, and for
    whoever is not named for the lane.
    """
    if contact_of(actor.person_id) is None:
        return None
    last = Drill.objects.order_by("-pk").first()
    if last is None:
        return _("Nobody has practised yet.")
    if last.ended_at is None or last.at > now - EVERY:
        return None
    return _("The last time was on %(day)s.") % {"day": day(last.at)}


def drills(*, actor: Actor) -> Sequence[tuple[Drill, str]]:
    """The last twenty, with who began each."""
    demand(may_moderate(actor))
    rows = list(Drill.objects.order_by("-pk")[:20])
    names = names_of([row.by for row in rows])
    return [(row, names.get(row.by, "")) for row in rows]


@dataclass(frozen=True, slots=True)
class DrillPage:
    """`people`: who was reached, by the name others see, '' for who is gone."""

    row: Drill
    case: Case
    by: str
    people: Sequence[tuple[Reached, str]]


def drill_page(*, actor: Actor, number: int) -> DrillPage:
    """A fixed number of queries. Raises Http404, PermissionDenied."""
    demand(may_moderate(actor))
    row = Drill.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    case = Case.objects.visible_to(actor).get(pk=row.case_id)
    events = CaseEvent.objects.visible_to(actor).filter(case=case, kind__in=CAME, by__isnull=False)
    if row.ended_at is not None:  # what ended it was written at the same moment
        events = events.filter(Q(kind=CaseEvent.Kind.TRIAGED) | Q(at__lte=row.ended_at))
    looks = [
        (int(by), at)
        for by, at in events.values_list("by", "at")
        if by is not None and by != row.by
    ]
    calls = [(one["person"], datetime.fromisoformat(one["at"])) for one in row.calls]
    found = reached(row.at, calls, looks)
    names = names_of([row.by, *(one.person for one in found)])
    people = [(one, names.get(one.person, "")) for one in found]
    return DrillPage(row, case, names.get(row.by, ""), people)
