"""How soon somebody looked where somebody may have been in danger: for whoever leads on safety."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from moderation.chain import LOOK_WITHIN
from moderation.drill_case import DRILL
from moderation.models import Case, CaseEvent, Lane
from moderation.queries.lead import leads
from moderation.rules import case_worker, may_see_first_looks
from moderation.team_words import how_long
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

LAST = timedelta(days=30)
MOST = 20
# As in the numbers of a half-year: a call that was made and a page that was opened are no look.
LOOKS = (CaseEvent.Kind.LOOKS, CaseEvent.Kind.TRIAGED)


@dataclass(frozen=True, slots=True)
class Late:
    """A case at which nobody looked in time; `waits`: nor did anybody since. Never who."""

    case: Case
    after: str
    waits: bool


@dataclass(frozen=True, slots=True)
class FirstLooks:
    """`longest`: in words. `late`: the newest ones, of so many as `late_times` says."""

    times: int
    longest: str
    late_times: int
    late: Sequence[Late]


def first_looks(*, actor: Actor) -> FirstLooks:
    """Of the last 30 days, without drills and what is about herself; what nobody looked at yet counts
    until now. The same few queries however many there are. Raises PermissionDenied.
    """
    demand(may_see_first_looks(actor, leads=leads(actor)))
    now = timezone.now()
    rows = _in_danger(actor, now)
    told = rows.aggregate(
        times=Count("pk"),
        longest=Max("waited"),
        late=Count("pk", filter=Q(waited__gt=LOOK_WITHIN)),
    )
    late = rows.filter(waited__gt=LOOK_WITHIN).order_by("-opened_at", "-pk")[:MOST]
    return FirstLooks(
        times=told["times"],
        longest=how_long(told["longest"] or timedelta()),
        late_times=told["late"],
        late=[Late(row, how_long(row.waited), row.looked is None) for row in late],
    )


def _in_danger(actor: Actor, now: datetime) -> Any:  # rows with two columns more
    """With `looked`, None as long as nobody did, and `waited`, how long it took."""
    looks = CaseEvent.objects.visible_to(actor).filter(case=OuterRef("pk"), kind__in=LOOKS)
    first = Subquery(looks.order_by("at").values("at")[:1], output_field=DateTimeField())
    end = Coalesce(F("looked"), Value(now), output_field=DateTimeField())
    return (
        Case.objects.visible_to(actor)
        .filter(lane=Lane.CRISIS, opened_at__gte=now - LAST)
        .exclude(kind=DRILL)
        .exclude(person=case_worker(actor).person_id)
        .annotate(looked=first)
        .exclude(looked__isnull=True, state=Case.State.DECIDED)  # its author took it back before
        .annotate(waited=end - F("opened_at"))
    )
