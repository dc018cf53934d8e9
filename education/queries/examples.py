"""Examples members gave: for others on the same step, for whoever gave them, for editors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import Http404

from education.example_rules import MOST, SHOWN_AT_ONCE, may_give_example
from education.models import Programme, StepExample
from education.programme_shape import Step, read_modules, steps_of
from education.queries.ways import Walk, my_walk
from education.rules import may_write
from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

LOOKED_AT = "education.example"
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Examples:
    """What stands on a step: a few of others, whether there are more, and her own."""

    words: list[str]
    more: bool
    may_give: bool
    mine: StepExample | None


def examples_on(*, actor: Actor, walk: Walk, step: Step) -> Examples | None:
    """None for a step that asks nothing. Two queries."""
    if not step.ask:
        return None
    programme = walk.enrolment.programme
    found = _of(programme.pk, step, SHOWN_AT_ONCE + 1)
    mine = own_rows(StepExample, actor).filter(programme=programme, step=step.id).first()
    may_give = bool(may_give_example(actor, step, done=step.id in walk.way.done))
    return Examples(found[:SHOWN_AT_ONCE], len(found) > SHOWN_AT_ONCE, may_give, mine)


def more_examples(*, actor: Actor, ref: UUID, step_id: str) -> tuple[Walk, Step, list[str]]:
    """All that are shown of one step of hers, newest look first. Raises Http404."""
    walk, step = step_to_give(actor=actor, ref=ref, step_id=step_id)
    return walk, step, _of(walk.enrolment.programme_id, step, MOST)


def step_to_give(*, actor: Actor, ref: UUID, step_id: str, lock: bool = False) -> tuple[Walk, Step]:
    """A step of her own way. Raises Http404."""
    walk = my_walk(actor=actor, ref=ref, lock=lock)
    step = next((one for one in walk.way.steps if one.id == step_id), None)
    if step is None or not step.ask:
        raise Http404
    return walk, step


def _of(programme: int, step: Step, most: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from examples_of(%s, %s, %s, %s)", [programme, step.id, step.ask, most]
        )
        return [words for (words,) in cursor.fetchall()]


def my_examples(*, actor: Actor) -> list[StepExample]:
    """All she gave, newest first; one query."""
    rows = own_rows(StepExample, actor).select_related("programme")
    return list(rows.order_by("-pk")[:MOST_LISTED])


@dataclass(frozen=True, slots=True)
class Listed:
    """One on the list of editors: on which step, and since about when; no word, nobody."""

    ref: UUID
    programme: Programme
    step: str
    is_new: bool
    week: datetime


def examples_to_check(*, actor: Actor) -> list[Listed]:
    """Those to look at, oldest first, then those that are shown. Two queries."""
    demand(may_write(actor))
    with connection.cursor() as cursor:
        cursor.execute("select * from examples_to_check(%s)", [MOST_LISTED])
        rows = cursor.fetchall()
    programmes = _programmes({one[1] for one in rows})
    return [
        Listed(ref, programmes[pk], _title(programmes[pk], step), state == "new", week)
        for ref, pk, step, state, week in rows
        if pk in programmes
    ]


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One that is looked at, without who gave it."""

    ref: UUID
    programme: Programme
    step: str
    asked: str
    words: str
    state: str


def example_to_check(*, actor: Actor, ref: UUID) -> ToCheck:
    """The vault writes the look down. Raises Http404, also for one's own."""
    demand(may_write(actor))
    with connection.cursor() as cursor:
        cursor.execute("select * from example_to_check(%s)", [ref])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    pk, step, asked, words, state = row
    programme = _programmes({pk})[pk]
    return ToCheck(ref, programme, _title(programme, step), asked, words, state)


def _programmes(wanted: set[int]) -> Mapping[int, Programme]:
    return {one.pk: one for one in Programme.objects.filter(pk__in=wanted).select_related("live")}


def _title(programme: Programme, step_id: str) -> str:
    """As it stands in what is live; the id of a step that is no more."""
    modules = read_modules(programme.live.modules) if programme.live else ()
    return next((one.title for one in steps_of(modules) if one.id == step_id), step_id)
