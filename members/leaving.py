"""Leaving and dying are single events here; every app says what it stops, and brings that back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from .purposes import Words


class How(StrEnum):
    """How a membership ended."""

    LEFT = "left"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Ended:
    """Whose membership ended, how and when; `account_id` is 0 for somebody without an account.

    `at` is the mark: a row that is ended with exactly this moment rests because of this event, and
    nothing else is brought back. `kept`: JSON by code of a stop, for what a moment cannot say.
    """

    person_id: int
    account_id: int
    how: How
    at: datetime
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that stops. `words`: a sentence the office reads before and after.

    `stop` gives how many there were, None where nobody is told (a group, a share, is health data).
    `bring_back` undoes exactly it; without one it does not come back. `code`: app.noun.
    """

    code: str
    words: Words
    stop: Callable[[Ended], int | None]
    bring_back: Callable[[Ended], object] | None = None


_answers: dict[str, tuple[Stop, ...]] = {}


def register_leaving(app: str, *stops: Stop) -> None:
    """Once per app at start. Runs inside the transaction of the event: what raises undoes it all.

    Called as System(Purpose.END) for this one person; without stops an app says that nothing of
    it goes on by itself.
    """
    if _answers.setdefault(app, stops) != stops:
        raise ValueError(f"{app} says already what it stops.")


def all_stops() -> Sequence[Stop]:
    """In the order the apps registered."""
    return [stop for stops in _answers.values() for stop in stops]


def who_answers() -> frozenset[str]:
    """Labels of the apps that have said what they stop; for the test that walks them all."""
    return frozenset(_answers)


def stop_everything(ended: Ended) -> dict[str, int | None]:
    """code → how many, None where that is told to nobody."""
    return {stop.code: stop.stop(ended) for stop in all_stops()}


def bring_everything_back(ended: Ended) -> None:
    """What `stop_everything` stopped at this moment, and nothing else."""
    for stop in reversed(all_stops()):
        if stop.bring_back is not None:
            stop.bring_back(ended)
