"""The hard cases a moderator looked at: asked for herself and by nobody else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from moderation.drill_case import DRILL
from moderation.exposure import SPAN, Exposure, asks_to_rest
from moderation.models import CaseEvent, DeskWish, Lane, TeamCare
from moderation.rules import case_worker
from po_platform.access.actor import Actor


def my_exposure(*, actor: Actor) -> Exposure:
    """Each case once, however often she opened it; one query."""
    me, now = case_worker(actor).person_id, timezone.now()
    looks = CaseEvent.objects.visible_to(actor).filter(
        by=me, kind=CaseEvent.Kind.READ, at__gte=now - SPAN
    )
    looks = looks.exclude(case__kind=DRILL)
    rows = looks.order_by("pk").values_list("pk", "at", "case", "case__lane", "case__themes")
    cases: dict[int, tuple[str, list[int]]] = {}
    last, last_at = 0, None
    for number, at, case, lane, themes in rows:
        if lane in (Lane.CRISIS, Lane.LEGAL) or themes:
            cases[case] = (lane, themes)
            last, last_at = number, at
    lanes = Counter(lane for lane, _themes in cases.values())
    themes_seen = Counter(theme for _lane, themes in cases.values() for theme in themes)
    return Exposure(
        len(cases), lanes[Lane.CRISIS], lanes[Lane.LEGAL], dict(themes_seen), last, last_at
    )


def care() -> TeamCare:
    """What the organisation said, or how it is to begin with."""
    return TeamCare.objects.first() or TeamCare()


@dataclass(frozen=True, slots=True)
class Rest:
    """A kind word above the queue. `word`: as in exposure.asks_to_rest. `last`: to be sent back."""

    word: str
    hard: int
    last: int
    care: TeamCare


def rest_prompt(*, actor: Actor) -> Rest | None:
    """None where there is nothing, or she read it. Never stops anything."""
    seen = my_exposure(actor=actor)
    if not seen.last:
        return None
    row, me = care(), case_worker(actor).person_id
    read = DeskWish.objects.filter(person=me).values_list("rested", flat=True).first() or 0
    word = asks_to_rest(seen, most=row.hard_cases, read=read, now=timezone.now())
    return Rest(word, seen.hard, seen.last, row) if word else None


def pictures_open(*, actor: Actor) -> bool:
    """Whether this moderator wants pictures at once and in colour; one query."""
    me = case_worker(actor).person_id
    return DeskWish.objects.filter(person=me, pictures_open=True).exists()
