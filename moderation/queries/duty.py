"""Who is there: now, next, and where nobody is; and how much a moderator read, for her alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from members.models import Person, RoleHolding
from moderation.call_numbers import open_number
from moderation.drill_case import DRILL
from moderation.models import CallNumber, Case, CaseEvent, FollowUp, SafetyContact, Shift
from moderation.places import place_names
from moderation.queries.avoided import left_out, my_avoided
from moderation.queries.there import counts_for, places_of_keepers
from moderation.rota import Hours, Span, spans
from moderation.rules import case_worker, is_of_whole_team, may_moderate, may_stand_in
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand

A_ROTA_LIVES = timedelta(days=30)  # without any hours for so long there is no rota
OPENS, CLOSES, DAYS = time(8), time(22), 7


def on_duty(place: UUID | None = None) -> bool | None:
    """Whether a moderator is there now who moderates everywhere, or this place; None where nobody is
    and the whole team entered no hours: those of others keep nothing waiting outside them. Two
    queries at most.
    """
    now = timezone.now()
    rows = Shift.objects.filter(ends_at__gt=now - A_ROTA_LIVES)
    if rows.filter(counts_for(place), starts_at__lte=now, ends_at__gt=now).exists():
        return True
    return False if rows.filter(counts_for(None)).exists() else None


def next_hours(place: UUID | None = None) -> datetime | None:
    """When the next hours for this place begin; None where somebody is there, or none are entered."""
    now = timezone.now()
    rows = Shift.objects.filter(counts_for(place), ends_at__gt=now).order_by("starts_at")
    first = rows.values_list("starts_at", flat=True).first()
    return first if first is not None and first > now else None


@dataclass(frozen=True, slots=True)
class Rota:
    """A week from today; `mine`: the reader's hours that are not over; `asked`: hours somebody else
    is asked to take; `read`: today, this week. With each day, hours for some places alone.
    `places`: names of those the reader moderates who does not moderate everywhere; she finds their
    hours alone.
    """

    days: Sequence[tuple[date, Sequence[Span], Sequence[Hours]]]
    mine: Sequence[Shift]
    asked: Sequence[Shift]
    read: tuple[int, int]
    places: Sequence[str] = ()


def rota(*, actor: Actor) -> Rota:
    """A fixed number of queries."""
    me = case_worker(actor).person_id
    today = timezone.localdate()
    first = _at(today, OPENS)
    team, some, names = _hours(actor, first, first + timedelta(days=DAYS))
    days = [today + timedelta(days=number) for number in range(DAYS)]
    mine = Shift.objects.filter(person=me, ends_at__gt=timezone.now()).order_by("starts_at")
    week = _at(today - timedelta(days=6), time(0))
    read = list(
        CaseEvent.objects.visible_to(actor)
        .filter(by=me, kind=CaseEvent.Kind.READ, at__gte=week)
        .exclude(case__kind=DRILL)
        .values_list("at", flat=True)
    )
    return Rota(
        [(day, spans(_at(day, OPENS), _at(day, CLOSES), team), _of_day(day, some)) for day in days],
        list(mine),
        asked_about(actor=actor),
        (sum(timezone.localdate(at) == today for at in read), len(read)),
        names,
    )


def _hours(
    actor: Actor, since: datetime, upto: datetime
) -> tuple[list[Hours], list[Hours], list[str]]:
    """Of the whole team and of those beside it with their places, for her who is one of the team; for
    others those of their own places alone, as if these were all. Then what her places are called.
    """
    me, keepers = case_worker(actor).person_id, places_of_keepers()
    mine = keepers.get(me, frozenset())
    names = place_names({place for places in keepers.values() for place in places})
    rows = Shift.objects.filter(ends_at__gt=since, starts_at__lt=upto).select_related("person")
    if not is_of_whole_team(actor):
        near = {person for person, places in keepers.items() if places & mine}
        here = [_as_hours(row) for row in rows.filter(person__in=near)]
        return here, [], sorted(names[place] for place in mine if place in names)
    team = [_as_hours(row) for row in rows.filter(counts_for(None))]
    some = [
        _as_hours(row, [names[place] for place in keepers[row.person_id] if place in names])
        for row in rows.filter(person__in=list(keepers)).order_by("starts_at", "pk")
    ]
    return team, some, []


def _as_hours(row: Shift, places: Sequence[str] = ()) -> Hours:
    name = row.person.display_name
    return Hours(
        row.starts_at, row.ends_at, f"{name} ({', '.join(sorted(places))})" if places else name
    )


def _of_day(day: date, hours: Sequence[Hours]) -> list[Hours]:
    """Hours over midnight are on both days."""
    begins, over = _at(day, time(0)), _at(day + timedelta(days=1), time(0))
    return [one for one in hours if one.starts_at < over and one.ends_at > begins]


def my_number(*, actor: Actor) -> str:
    """Where this moderator is called for somebody in danger, '' for nowhere."""
    row = CallNumber.objects.visible_to(actor).filter(person=case_worker(actor).person_id).first()
    return open_number(row) if row else ""


def asked_about(*, actor: Actor) -> Sequence[Shift]:
    """Hours a colleague asks somebody to take, the next ones first; those the reader can take."""
    me, keepers = case_worker(actor).person_id, places_of_keepers()
    rows = Shift.objects.filter(wanted_at__isnull=False, ends_at__gt=timezone.now())
    others = rows.exclude(person=me).select_related("person")
    if not is_of_whole_team(actor):
        hers = keepers.get(me, frozenset())
        others = others.filter(
            person__in=[
                person
                for person, places in keepers.items()
                if may_stand_in(actor, hers=hers, theirs=places)
            ]
        )
    return list(others.order_by("starts_at")[:20])


def last_note(*, actor: Actor) -> Shift | None:
    """What one of the whole team left for whoever comes next, of the last two days."""
    demand(may_moderate(actor))
    since = timezone.now() - timedelta(days=2)
    rows = (
        Shift.objects.filter(counts_for(None), noted_at__gte=since)
        .exclude(note="")
        .select_related("person")
    )
    return rows.order_by("-noted_at").first()


def follow_ups(*, actor: Actor) -> list[tuple[FollowUp, Case]]:
    """Looks back that are due, oldest first, but for what this moderator is not given."""
    kinds = my_avoided(actor=actor)
    avoided = Case.objects.visible_to(actor).filter(left_out(actor, kinds), pk=OuterRef("case"))
    due = FollowUp.objects.visible_to(actor).filter(
        case__in=Case.objects.visible_to(actor), done_at__isnull=True, due_at__lte=timezone.now()
    )
    if kinds:
        due = due.filter(~Exists(avoided))
    rows = list(due.select_related("case").order_by("due_at")[:20])
    return [(row, row.case) for row in rows]


def contacts() -> dict[str, str]:
    """Step → the name of whom it calls."""
    return dict(SafetyContact.objects.values_list("step", "person__display_name"))


def who_moderates(*, actor: Actor) -> list[tuple[str, str]]:
    """(person id, name) of everybody who holds the role."""
    demand(may_moderate(actor))
    held = RoleHolding.objects.filter(role=Hat.MODERATOR, ends_at__isnull=True)
    people = Person.objects.filter(account__in=held.values("account")).order_by("display_name")
    return [(str(pk), name) for pk, name in people.values_list("pk", "display_name")]


def people_who_moderate(now: datetime) -> list[int]:
    """Ids of everybody who holds the role."""
    held = RoleHolding.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), role=Hat.MODERATOR, starts_at__lte=now
    )
    return list(held.values_list("account__person", flat=True))


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
