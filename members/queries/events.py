"""Events as people read them, and whether the reader herself said that she comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from members.event_rules import may_keep_event, may_take_off
from members.group_rules import is_of_the_house
from members.models import Attendance, Event, Group, GroupLead, GroupMembership
from members.queries.event_shown import EventShown
from members.queries.groups import name_of
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

PAGE = 30
ON_GROUP_PAGE = 3
Readers = Event.Readers
# The next of the actor's groups, or one she said she comes to: [ref, title, when].
NEXT = """select json_build_array(e.ref, e.title, e.starts_at)
  from members_event e left join members_group g on g.id = e.group_id
 where e.over_at > now() and e.taken_off_at is null and e.cancelled_at is null
   and g.closed_at is null
   and (e.group_id in (select m.group_id from members_groupmembership m
                        where m.subject_id = %(subject)s
                          and m.joined_at is not null and m.left_at is null)
     or e.id in (select a.event_id from members_attendance a
                  where a.subject_id = %(subject)s and a.ended_at is null))
 order by e.starts_at, e.id limit 1"""
# To how many she comes.
MINE = """select count(*) from members_attendance
  where subject_id = %(subject)s and ended_at is null and over_at > now()"""


@dataclass(frozen=True, slots=True)
class Comes:
    """One of those who said that they come and are shown; by display name."""

    name: str
    said_at: datetime


def readable(actor: Actor) -> Q:
    """Which events the actor may know of; her groups are asked within the question."""
    stands = Q(taken_off_at__isnull=True) & (Q(group=None) | Q(group__closed_at__isnull=True))
    if not isinstance(actor, SignedIn) or not is_of_the_house(actor):
        return stands & Q(readers=Readers.EVERYBODY) & (Q(group=None) | Q(group__public=True))
    hers = Q(group_id__in=_inside(actor).values("group_id")) | Q(group_id__in=_leads(actor))
    return stands & (~Q(readers=Readers.GROUP) | hers)


def events(
    *, actor: Actor, after: UUID | None = None, group: Group | None = None, size: int | None = None
) -> tuple[list[EventShown], UUID | None]:
    """What comes, the soonest first, and the key of the next page; raises Http404 for a wrong key."""
    size, rows = size or PAGE, to_come().filter(readable(actor))
    if group is not None:
        rows = rows.filter(group=group)
    if after is not None:
        key = Event.objects.filter(ref=after).first()
        if key is None:
            raise Http404
        rows = rows.filter(
            Q(starts_at__gt=key.starts_at) | Q(starts_at=key.starts_at, pk__gt=key.pk)
        )
    found = list(rows.order_by("starts_at", "pk")[: size + 1])
    more = found[size - 1].ref if len(found) > size else None
    return _shown(actor, found[:size]), more


def next_of_group(actor: Actor, group: Group) -> list[EventShown]:
    """The next few, for its page."""
    return events(actor=actor, group=group, size=ON_GROUP_PAGE)[0]


def event_page(*, actor: Actor, ref: UUID) -> EventShown:
    """One the actor may know of: also what is over or off, for who comes or looks after it."""
    row = _row(ref)
    (shown,) = _shown(actor, [row])
    hers = shown.mine is not None or shown.takes_off
    if not hers and not Event.objects.filter(readable(actor), pk=row.pk).exists():
        raise Http404
    return shown


def my_events(*, actor: Actor) -> list[EventShown]:
    """Those to come the actor said she comes to, the soonest first, also what was called off."""
    rows = to_come().filter(pk__in=_mine(actor).values_list("event_id", flat=True))
    return _shown(actor, list(rows.order_by("starts_at", "pk")))


def kept_event(*, actor: Actor, ref: UUID) -> Event:
    """One the actor looks after. Raises Http404, and PermissionDenied without the second factor."""
    row = _row(ref)
    leads = row.group_id in _led(actor)
    if row.group_id is not None and isinstance(actor, SignedIn) and not leads:
        raise Http404
    demand(may_keep_event(actor, of_group=row.group_id is not None, leads=leads))
    return row


def leads_event(*, actor: Actor, ref: UUID) -> bool:
    """Whether it is of a group the actor leads."""
    return Event.objects.filter(ref=ref, group_id__in=_led(actor)).exists()


def people_of_event(*, actor: Actor, ref: UUID) -> list[Comes]:
    """Who comes, of those who know that they are shown; the vault writes a look for each name."""
    row = kept_event(actor=actor, ref=ref)
    with connection.cursor() as cursor:
        cursor.execute("select display_name, said_at from event_people(%s)", [row.pk])
        return [Comes(*one) for one in cursor.fetchall()]


def _row(ref: UUID) -> Event:
    row = Event.objects.select_related("group").filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def to_come() -> QuerySet[Event]:
    """Events that are not over."""
    return Event.objects.select_related("group").filter(over_at__gt=timezone.now())


def _mine(actor: Actor) -> QuerySet[Attendance]:
    return own_rows(Attendance, actor).filter(ended_at__isnull=True)


def _inside(actor: Actor) -> QuerySet[GroupMembership]:
    rows = own_rows(GroupMembership, actor)
    return rows.filter(joined_at__isnull=False, left_at__isnull=True)


def _led(actor: Actor) -> set[int]:
    """Groups the actor leads now."""
    return set(_leads(actor))


def _leads(actor: Actor) -> QuerySet[GroupLead, int]:
    """Their ids, as a question."""
    if not isinstance(actor, SignedIn) or actor.helping:
        return GroupLead.objects.none().values_list("group_id", flat=True)
    leads = GroupLead.objects.filter(
        person_id=actor.person_id, ended_at__isnull=True, group__closed_at__isnull=True
    )
    return leads.values_list("group_id", flat=True)


def _shown(actor: Actor, rows: Sequence[Event]) -> list[EventShown]:
    """Three queries, however many they are."""
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select event_id, is_full, people from event_room(%s)", [[row.pk for row in rows]]
        )
        room = {pk: (full, people) for pk, full, people in cursor.fetchall()}
    mine = {one.event_id: one for one in _mine(actor).filter(event_id__in=[r.pk for r in rows])}
    led = _led(actor)
    found = []
    for row in rows:
        whose = {"of_group": row.group_id is not None, "leads": row.group_id in led}
        keeps = bool(may_keep_event(actor, **whose))
        # What only the group reads, the office does not read either.
        takes_off = keeps or (row.readers != Readers.GROUP and bool(may_take_off(actor, **whose)))
        full, people = room.get(row.pk, (False, None))
        found.append(
            EventShown(
                row,
                name_of(row.group) if row.group else "",
                mine.get(row.pk),
                full,
                people,
                keeps,
                takes_off,
            )
        )
    return found
