"""Who was reached in a drill, and after how long; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Reached:
    """`after`: from her first call to her first look, None where she did not look; `called_at` is
    None for who came by herself, and `after` then counts from the beginning.
    """

    person: int
    called_at: datetime | None
    after: timedelta | None


def reached(
    began: datetime,
    calls: Sequence[tuple[int, datetime]],
    looks: Sequence[tuple[int, datetime]],
) -> list[Reached]:
    """`calls` and `looks`: (person, moment). In the order of calls, then who came by herself."""
    first_call: dict[int, datetime] = {}
    for person, at in sorted(calls, key=lambda one: one[1]):
        first_call.setdefault(person, at)
    first_look: dict[int, datetime] = {}
    for person, at in sorted(looks, key=lambda one: one[1]):
        first_look.setdefault(person, at)
    found = []
    for person, called_at in first_call.items():
        looked = first_look.pop(person, None)
        before_call = looked is not None and looked < called_at
        since = None if looked is None else looked - (began if before_call else called_at)
        found.append(Reached(person, None if before_call else called_at, since))
    return found + [Reached(person, None, at - began) for person, at in first_look.items()]


def minutes(span: timedelta) -> int:
    """Whole minutes, the begun one counted: 0:30 is 1, and so is nothing."""
    return max(1, -(-int(span.total_seconds()) // 60))
