"""A day of the rota as spans: who is there, and where nobody is; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Hours:
    """Somebody's hours."""

    starts_at: datetime
    ends_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a day; without names nobody is there."""

    starts_at: datetime
    ends_at: datetime
    names: tuple[str, ...] = ()


def spans(opens: datetime, closes: datetime, hours: Sequence[Hours]) -> list[Span]:
    """The day from `opens` to `closes`, cut wherever somebody comes or goes; equal ones joined."""
    cuts = {opens, closes}
    for one in hours:
        cuts |= {at for at in (one.starts_at, one.ends_at) if opens < at < closes}
    edges = sorted(cuts)
    found: list[Span] = []
    for start, end in pairwise(edges):
        names = tuple(
            sorted({one.name for one in hours if one.starts_at <= start and one.ends_at >= end})
        )
        if found and found[-1].names == names:
            found[-1] = Span(found[-1].starts_at, end, names)
        else:
            found.append(Span(start, end, names))
    return found
