"""Decisions about what the actor wrote: those not looked at yet, and all of them as one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from moderation.content import Line, Standing, content_kind
from moderation.lanes import APPEAL_FOR
from moderation.models import Decision, DecisionSeen, Report
from moderation.rules import may_appeal
from po_platform.access.actor import Actor, SignedIn

PAGE = 20
# What its author was told of: what changed something, and every answer to an objection.
TOLD = ~Q(before=F("after")) | Q(source=Decision.Source.APPEAL)


@dataclass(frozen=True, slots=True)
class Mine:
    """One decision as its author finds it in the list. `line`: of the thing, None when it is gone.

    `objected`: she did; `answered`: another person looked at that. `until`: how long she can object,
    None where she cannot. `is_new`: she has not opened it.
    """

    decision: Decision
    line: Line | None
    undone: bool
    objected: bool
    answered: bool
    until: datetime | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Mines:
    """One page; `older`: what the address of the next one names, 0 at the end."""

    rows: Sequence[Mine]
    older: int = 0


def decisions_unseen(*, actor: Actor) -> list[Decision]:
    """Newest first, two at most. What was given back waits with its feature until it is changed."""
    if not isinstance(actor, SignedIn):
        return []
    new = _told(actor).filter(~Exists(_seen(actor))).exclude(after=Standing.RETURNED)
    return list(new.defer("by").order_by("-pk")[:2])


def my_decisions(*, actor: Actor, before: int = 0) -> Mines:
    """Newest first, twenty a page; the same queries for one as for twenty."""
    if not isinstance(actor, SignedIn):
        return Mines(())
    rows = _told(actor).annotate(seen=Exists(_seen(actor)))
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.defer("by").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    lines = _lines(shown)
    mine = Decision.objects.visible_to(actor).filter(person=actor.person_id)
    undone = set(mine.filter(reverses__in=shown).values_list("reverses", flat=True))
    objections = Report.objects.visible_to(actor).filter(appeals__in=shown)
    appealed = dict(objections.values_list("appeals", "answer"))
    now = timezone.now()
    made = []
    for row in shown:
        may = may_appeal(row, appealed=row.pk in appealed, undone=row.pk in undone, now=now)
        made.append(
            Mine(
                row,
                lines.get((row.kind, row.thing)),
                undone=row.pk in undone,
                objected=row.pk in appealed,
                answered=bool(appealed.get(row.pk)),
                until=row.at + APPEAL_FOR if may else None,
                is_new=not row.seen,
            )
        )
    return Mines(made, shown[-1].pk if len(found) > PAGE else 0)


def _told(actor: SignedIn) -> QuerySet[Decision]:
    mine: QuerySet[Decision] = Decision.objects.visible_to(actor).filter(person=actor.person_id)
    return mine.filter(TOLD)


def _seen(me: SignedIn) -> QuerySet[DecisionSeen]:
    return DecisionSeen.objects.filter(person=me.person_id, decision=OuterRef("ref"))


def _lines(rows: Sequence[Decision]) -> dict[tuple[str, UUID], Line]:
    """One query for each kind of thing there is."""
    found: dict[tuple[str, UUID], Line] = {}
    for name in {row.kind for row in rows}:
        known = content_kind(name)
        refs = [row.thing for row in rows if row.kind == name]
        for ref, line in known.lines(refs).items() if known else ():
            found[name, ref] = line
    return found
