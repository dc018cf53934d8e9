"""Runs that computed earlier answers again, and what they changed; numbers of answers, no answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from members.used import cell
from proms.course import in_language
from proms.models import Instrument, Rescoring
from proms.queries.instruments import standing_of

NEWEST = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `changed`: scale in words, how many numbers; few are not told exactly."""

    made_at: datetime
    done: datetime | None
    looked: int
    changed: list[tuple[str, str]]
    failed: int


def newest_runs(instrument: Instrument, language: str) -> list[Run]:
    """The last ones, newest first."""
    names = {
        scale.id: in_language(scale.label, language)
        for spec in standing_of(instrument).specs
        for scale in spec.scales
    }
    return [
        Run(
            run.made_at,
            run.done_at,
            run.looked,
            [(names.get(scale, scale), cell(n)) for scale, n in sorted(run.changed.items())],
            run.failed,
        )
        for run in Rescoring.objects.filter(instrument=instrument).order_by("-pk")[:NEWEST]
    ]
