"""Buddies: who can be asked, her own pairs and offer, and what two members are to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from education.buddy_rules import SHOWN_AT_ONCE, Standing
from education.buddy_talk import talk
from education.models import BuddyOffer, BuddyPair, Enrolment, Programme
from education.queries.guiding import living_guides
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn


@dataclass(frozen=True, slots=True)
class Buddy:
    """Somebody she can ask: how she calls herself, and what she wrote for others."""

    ref: UUID
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One of hers. `is_buddy`: the other asked her. `other`: the ref of the other person. `stands`:
    "asked", "pair", "ended", or "nothing" for an ask of hers that came to nothing."""

    ref: UUID
    programme: Programme
    is_buddy: bool
    name: str
    other: UUID
    stands: str
    asked_at: datetime
    ended_at: datetime | None
    away_until: date | None

    @property
    def goes_on(self) -> bool:
        return self.stands in ("asked", "pair")

    @property
    def waits_for_me(self) -> bool:
        return self.stands == "asked" and self.is_buddy

    @property
    def talk_url(self) -> str:
        offered = talk()
        return offered.address(self.other) if offered and self.stands == "pair" else ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One of hers, with the way it belongs to, None where there is none any more."""

    row: BuddyOffer
    way: UUID | None


@dataclass(frozen=True, slots=True)
class Tie:
    """What she and one other member are to each other, on the page where they write. `began_at`: when
    they first were brought together."""

    ref: UUID
    programme: str
    is_buddy: bool
    began_at: datetime
    ended_at: datetime | None
    away_until: date | None


def my_enrolment(*, actor: Actor, ref: UUID, lock: bool = False) -> Enrolment:
    """Hers, by its ref. Raises Http404."""
    rows = own_rows(Enrolment, actor).select_related("programme", "version")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def looked_after() -> bool:
    """Whether there are messages here and a guide who looks after the guides."""
    return talk() is not None and living_guides().filter(leads=True).exists()


def who_looks_after(*, actor: Actor) -> list[int]:
    """Person ids of the guides who read what buddies write about themselves, without the actor."""
    leading = living_guides().filter(leads=True, account__person__isnull=False)
    others = leading.exclude(account_id=getattr(actor, "account_id", None) or 0)
    return list(others.values_list("account__person__pk", flat=True))


def standing_of(*, actor: Actor, enrolment: Enrolment, pairs: list[Pair]) -> Standing:
    """Of the acting member, on one programme. `pairs`: hers. Three queries."""
    leading = set(living_guides().filter(leads=True).values_list("account_id", flat=True))
    free = of_age_and_free()
    has_one = any(
        one.programme.pk == enrolment.programme_id and not one.is_buddy and one.goes_on
        for one in pairs
    )
    others = leading - {getattr(actor, "account_id", None)}
    unsaid = bool(say_first(actor=actor))
    return Standing(talk() is not None and bool(leading), free, has_one, bool(others), unsaid)


def of_age_and_free() -> bool:
    """Whether the acting member may be or have a buddy now."""
    with connection.cursor() as cursor:
        cursor.execute("select my_buddy_subject() is not null")
        return bool(cursor.fetchone()[0])


def say_first(*, actor: Actor, back: str = "") -> str:
    """Where she says what has to be said before she writes to anybody; '' for nothing. One query."""
    offered = talk()
    return offered.say_first(actor, back) if offered else ""


def buddies_to_ask(*, actor: Actor, programme: Programme) -> list[Buddy]:
    """A few with room, nobody she ignores or who ignores her. Two queries."""
    return [buddy for _person, buddy in _found(actor, programme)][:SHOWN_AT_ONCE]


def _found(actor: Actor, programme: Programme) -> list[tuple[int, Buddy]]:
    with connection.cursor() as cursor:
        cursor.execute("select ref, person_id, name, words from buddies_on(%s)", [programme.pk])
        rows = cursor.fetchall()
    offered = talk()
    apart = set(offered.apart(actor)) if offered and rows else set()
    return [
        (person, Buddy(ref, name, words))
        for ref, person, name, words in rows
        if person not in apart
    ]


def reported_by(*, actor: Actor, ref: UUID) -> tuple[int, Buddy] | None:
    """Words others on a programme of hers read, and whose they are, to report them: whether or not
    she could ask this buddy now. One query."""
    if not isinstance(actor, SignedIn):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select person_id, name, words from buddy_words(%s)", [ref])
        row = cursor.fetchone()
    return (row[0], Buddy(ref, row[1], row[2])) if row else None


def buddy_to_ask(*, actor: Actor, programme: Programme, ref: UUID) -> Buddy:
    """One of these, also one that does not stand among the first any more. Raises Http404."""
    found = _found(actor, programme)
    one = next((buddy for _person, buddy in found if buddy.ref == ref), None)
    if one is None:
        raise Http404
    return one


def _offers(actor: Actor) -> QuerySet[BuddyOffer]:
    """Hers, without what she took back and the moderators still look at."""
    return own_rows(BuddyOffer, actor).exclude(state=BuddyOffer.State.GONE)


def my_offer(*, actor: Actor, programme: Programme) -> BuddyOffer | None:
    """Hers on this programme."""
    return _offers(actor).filter(programme=programme).first()


def my_offers(*, actor: Actor) -> list[Offer]:
    """All of hers. Two queries."""
    rows = list(_offers(actor).select_related("programme").order_by("pk"))
    if not rows:
        return []
    known = dict(own_rows(Enrolment, actor).values_list("programme_id", "ref"))
    return [Offer(row, known.get(row.programme_id)) for row in rows]


def my_pairs(*, actor: Actor) -> list[Pair]:
    """What goes on first, then what ended lately. Two queries."""
    if not isinstance(actor, SignedIn):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from my_buddies()")
        rows = cursor.fetchall()
    found = Programme.objects.in_bulk({row[1] for row in rows})
    return [Pair(row[0], found[row[1]], *row[2:]) for row in rows]


def my_pair(*, actor: Actor, ref: UUID) -> BuddyPair:
    """One of hers, on whichever side, also one that ended. Raises Http404."""
    row = BuddyPair.objects.visible_to(actor).select_related("programme").filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def asked_of_me(*, actor: Actor, ref: UUID) -> Pair | None:
    """Somebody who asks her; None for one of hers that does not wait for her. Raises Http404."""
    my_pair(actor=actor, ref=ref)
    found = (one for one in my_pairs(actor=actor) if one.ref == ref and one.waits_for_me)
    return next(found, None)


def tie_with(*, actor: Actor, other: int) -> Tie | None:
    """Of the acting member with this person: the pair that goes on, else the last that ended."""
    if not isinstance(actor, SignedIn):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select * from buddy_tie(%s)", [other])
        row = cursor.fetchone()
    if row is None:
        return None
    ref, programme, is_buddy, began_at, ended_at, away_until = row
    title = Programme.objects.filter(pk=programme).values_list("title", flat=True).first() or ""
    return Tie(ref, title, is_buddy, began_at, ended_at, away_until)
