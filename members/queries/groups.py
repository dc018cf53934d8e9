"""Groups as people read them, and what the actor herself has to do with each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from members.group_rules import COMES_BACK, is_of_the_house
from members.models import Group, GroupContact, GroupLead, GroupMembership
from members.queries.organisation import in_language
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn


@dataclass(frozen=True, slots=True)
class Mine:
    """The actor's own place in a group. One of `inside`, `waits`, `refused`, `can_undo`, or none."""

    membership_id: int
    asked_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None
    declined: bool = False
    named: bool = False

    @property
    def inside(self) -> bool:
        return self.joined_at is not None and self.left_at is None

    @property
    def waits(self) -> bool:
        return self.joined_at is None and self.left_at is None

    @property
    def refused(self) -> bool:
        return self.declined

    @property
    def can_undo(self) -> bool:
        return (
            self.left_at is not None
            and not self.declined
            and timezone.now() <= self.left_at + COMES_BACK
        )


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call, as she agreed to be shown. `mine`: the reader herself."""

    pk: int
    name: str
    phone: str
    hours: str
    mine: bool = False

    @property
    def phone_href(self) -> str:
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads, by display name. `mine`: the reader herself."""

    pk: int
    name: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group in the reader's language. `people`: about how many, None below five."""

    row: Group
    name: str
    text: str
    people: int | None = None
    mine: Mine | None = None
    leads: list[Lead] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)

    @property
    def i_lead(self) -> bool:
        return any(lead.mine for lead in self.leads)

    @property
    def stands_there(self) -> bool:
        """Whether the reader's own name stands on the page."""
        return self.i_lead or any(contact.mine for contact in self.contacts)


def visible_groups(actor: Actor) -> Q:
    """Public ones for everybody, those for members for members; closed ones for nobody."""
    open_now = Q(closed_at__isnull=True)
    return open_now if is_of_the_house(actor) else open_now & Q(public=True)


def groups(*, actor: Actor) -> list[GroupShown]:
    """All groups the actor may know of, her own first, then by kind and name; three queries."""
    rows = list(Group.objects.filter(visible_groups(actor)))
    sizes, mine = group_sizes(row.pk for row in rows), _places(actor, [row.pk for row in rows])
    shown = [_shown(row, people=sizes.get(row.pk), mine=mine.get(row.pk)) for row in rows]
    kinds = [kind.value for kind in Group.Kind]
    return sorted(
        shown,
        key=lambda one: (
            not (one.mine and one.mine.inside),
            kinds.index(one.row.kind),
            one.name.casefold(),
        ),
    )


def group_row(*, actor: Actor, ref: UUID) -> Group:
    """One the actor may know of: also a closed one, for who is or was in it.

    Raises Http404, for what is not there as for what is not hers to know.
    """
    row = Group.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    if (row.public or is_of_the_house(actor)) and row.closed_at is None:
        return row
    if isinstance(actor, SignedIn) and own_rows(GroupMembership, actor).filter(group=row).exists():
        return row
    raise Http404


def group_page(*, actor: Actor, ref: UUID) -> GroupShown:
    """One group with who leads it and whom to call; five queries."""
    row = group_row(actor=actor, ref=ref)
    me = actor.person_id if isinstance(actor, SignedIn) else None
    return _shown(
        row,
        people=group_sizes([row.pk]).get(row.pk),
        mine=_places(actor, [row.pk]).get(row.pk),
        leads=leads_of(row, me),
        contacts=contacts_of([row.pk], me),
    )


def my_groups(*, actor: Actor) -> list[GroupShown]:
    """Those the actor is in or asked to be in, by name; one query. Closed ones too."""
    rows = own_rows(GroupMembership, actor).filter(left_at__isnull=True).select_related("group")
    shown = [_shown(row.group, mine=_place(row)) for row in rows]
    return sorted(shown, key=lambda one: one.name.casefold())


def my_place(*, actor: Actor, group: Group) -> Mine | None:
    """The actor's newest place in one group."""
    return _places(actor, [group.pk]).get(group.pk)


def leads_of(group: Group, me: int | None = None) -> list[Lead]:
    """Who leads now, in the order they were named."""
    rows = (
        GroupLead.objects.filter(group=group, ended_at__isnull=True)
        .order_by("since", "pk")
        .values_list("pk", "person__display_name", "person_id")
    )
    return [Lead(pk, name, person == me) for pk, name, person in rows]


def contacts_of(group_ids: Collection[int], me: int | None = None) -> list[Contact]:
    """Whom to call now, in the order they were named; the same name and number once."""
    here = get_language() or "en"
    rows = GroupContact.objects.filter(group_id__in=group_ids, ended_at__isnull=True)
    found: dict[tuple[str, str], Contact] = {}
    for row in rows.order_by("pk"):
        contact = Contact(
            row.pk,
            row.public_name,
            row.phone,
            in_language(row.hours, here),
            me is not None and row.person_id == me,
        )
        found.setdefault((contact.name, contact.phone), contact)
    return list(found.values())


def group_sizes(group_ids: Iterable[int]) -> dict[int, int]:
    """group id → about how many are in it, in steps of five; below five it is left out."""
    wanted = list(group_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select group_id, people from group_sizes(%s)", [wanted])
        return dict(cursor.fetchall())


def name_of(group: Group) -> str:
    """In the reader's language, else in another."""
    return in_language(group.name, get_language() or "en")


def _places(actor: Actor, group_ids: Collection[int]) -> dict[int, Mine]:
    """group id → the newest of the actor's places in it."""
    rows = own_rows(GroupMembership, actor).filter(group_id__in=group_ids).order_by("pk")
    return {row.group_id: _place(row) for row in rows} if group_ids else {}


def _place(row: GroupMembership) -> Mine:
    return Mine(row.pk, row.asked_at, row.joined_at, row.left_at, row.declined, row.named)


def _shown(
    row: Group,
    *,
    people: int | None = None,
    mine: Mine | None = None,
    leads: list[Lead] | None = None,
    contacts: list[Contact] | None = None,
) -> GroupShown:
    text = in_language(row.text, get_language() or "en")
    return GroupShown(row, name_of(row), text, people, mine, leads or [], contacts or [])
