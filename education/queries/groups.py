"""Groups of programmes: which begin, one with who may be named in it, and those a guide keeps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.http import Http404
from django.utils import timezone

from education.models import GroupPlace, Programme, ProgrammeGroup
from education.programme_rules import may_guide
from education.queries.guiding import living_guides
from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MOST = 50


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One group. `names`: first names of those who agreed, for who is in it; `mine`: her place."""

    row: ProgrammeGroup
    guide: str
    people: int
    mine: GroupPlace | None
    names: list[str]

    @property
    def free(self) -> int:
        return max(0, self.row.size - self.people)

    @property
    def is_over(self) -> bool:
        return self.row.over_at <= timezone.now()

    @property
    def can_join(self) -> bool:
        begun = self.row.opens_at <= timezone.now()
        return bool(self.free and not begun and self.row.cancelled_at is None and self.guide)


def taken(groups: Collection[int]) -> Mapping[int, int]:
    """group id → how many are in it; numbers only."""
    with connection.cursor() as cursor:
        cursor.execute("select group_id, people from programme_group_sizes(%s)", [list(groups)])
        return dict(cursor.fetchall())


def names_in(row: ProgrammeGroup) -> list[str]:
    """First names of those who agreed to be named, for who is in it and its guide."""
    with connection.cursor() as cursor:
        cursor.execute("select called from names_in_programme_group(%s)", [row.pk])
        return [called for (called,) in cursor.fetchall()]


def groups_to_come(*, actor: Actor, programme: Programme) -> list[GroupShown]:
    """Of this programme, those that have not opened yet, and hers until they are over."""
    rows = ProgrammeGroup.objects.filter(programme=programme, over_at__gt=timezone.now())
    to_come = list(rows.order_by("opens_at", "pk")[:MOST])
    if not to_come:
        return []
    places = own_rows(GroupPlace, actor).filter(left_at=None, group__programme=programme)
    mine = {one.group_id: one for one in places}
    found = [
        one
        for one in to_come
        if one.pk in mine or (one.cancelled_at is None and one.opens_at > timezone.now())
    ]
    people, guides = taken([one.pk for one in found]), _guides(found)
    return [
        GroupShown(
            one, guides.get(one.guide_account, ""), people.get(one.pk, 0), mine.get(one.pk), []
        )
        for one in found
    ]


def group_page(*, actor: Actor, ref: UUID) -> GroupShown:
    """One of them. Raises Http404."""
    row = ProgrammeGroup.objects.select_related("programme__live__stop").filter(ref=ref).first()
    if row is None:
        raise Http404
    mine = own_rows(GroupPlace, actor).filter(group=row, left_at=None).first()
    names = names_in(row) if mine else []
    people = taken([row.pk]).get(row.pk, 0)
    return GroupShown(row, _guides([row]).get(row.guide_account, ""), people, mine, names)


def groups_kept(*, actor: Actor) -> list[GroupShown]:
    """Those the acting guide keeps, the next one first."""
    demand(may_guide(actor))
    rows = ProgrammeGroup.objects.select_related("programme").order_by("-opens_at", "-pk")
    found = list(rows.filter(guide_account=getattr(actor, "account_id", 0))[:MOST])
    people = taken([one.pk for one in found])
    return [GroupShown(one, "", people.get(one.pk, 0), None, []) for one in found]


def group_kept(*, actor: Actor, ref: UUID) -> GroupShown:
    """One of hers, with the names she may read. Raises Http404."""
    demand(may_guide(actor))
    rows = ProgrammeGroup.objects.select_related("programme__live__stop")
    row = rows.filter(ref=ref, guide_account=getattr(actor, "account_id", 0)).first()
    if row is None:
        raise Http404
    return GroupShown(row, "", taken([row.pk]).get(row.pk, 0), None, names_in(row))


def _guides(rows: Collection[ProgrammeGroup]) -> dict[int, str]:
    wanted = living_guides().filter(account_id__in={one.guide_account for one in rows})
    return dict(wanted.values_list("account_id", "public_name"))
