"""Buddies from behind: what they wrote about themselves, for who looks after the guides; and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404

from education.buddy_rules import may_look_after_buddies
from education.models import Programme
from education.queries.guiding import leads
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import demand

LOOKED_AT, REPORTED = "education.buddy_offer", "education.reported_buddy"
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """One on the list: on which programme, and since about when; no word, nobody."""

    ref: UUID
    programme: Programme
    is_new: bool
    week: datetime


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One that is looked at, as others would read it."""

    ref: UUID
    programme: Programme
    name: str
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one programme: how many offer, wait for an answer, and are pairs."""

    programme: Programme
    offers: int
    waiting: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Dates:
    """When a pair began, and ended; not whose."""

    programme: Programme
    began_at: datetime
    ended_at: datetime | None


def offers_to_check(*, actor: Actor) -> list[Listed]:
    """Those to read, oldest first, then those others read. For the office none."""
    if not leads(actor):
        return []
    rows = _asked("select * from buddy_offers_to_check(%s)", MOST_LISTED)
    known = _programmes({row[1] for row in rows})
    return [Listed(ref, known[pk], state == "new", week) for ref, pk, state, week in rows]


def new_offers(*, actor: Actor) -> int:
    """How many wait to be read, for the start page; 0 for who does not look after the guides."""
    return sum(one.is_new for one in offers_to_check(actor=actor))


def offer_to_check(*, actor: Actor, ref: UUID) -> ToCheck:
    """The vault writes the look down. Raises Http404, also for one's own."""
    demand(may_look_after_buddies(actor, leads=leads(actor)))
    rows = _asked("select * from buddy_offer_to_check(%s)", ref)
    if not rows:
        raise Http404
    pk, name, words, state = rows[0]
    return ToCheck(ref, _programmes({pk})[pk], name, words, state)


def figures(*, actor: Actor) -> tuple[list[Figures], list[Dates]]:
    """Numbers of each programme, and when pairs began and ended. Nobody, no word."""
    office = isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR)
    demand(may_look_after_buddies(actor, leads=leads(actor), office=office))
    counted = _asked("select * from buddy_figures()")
    dated = _asked("select * from buddy_pairs_of_house(%s)", MOST_LISTED)
    known = _programmes({row[0] for row in (*counted, *dated)})
    return (
        [Figures(known[pk], *numbers) for pk, *numbers in counted],
        [Dates(known[pk], began, ended) for pk, began, ended in dated],
    )


def _asked(statement: str, *values: int | str | UUID) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def _programmes(wanted: set[int]) -> Mapping[int, Programme]:
    return Programme.objects.in_bulk(wanted)
