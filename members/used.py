"""Is it used? One page a month for the board: each app says its part, small numbers are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.kit import spoken

from .rights_texts import months_after

FEWEST = 5  # people: below, a number could point at somebody


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month in the house's time zone: from `begins` up to `ends`, not included."""

    first: date

    @property
    def begins(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def ends(self) -> datetime:
        return timezone.make_aware(datetime.combine(months_after(self.first, 1), time.min))


@dataclass(frozen=True, slots=True)
class Used:
    """One part of the page: a sentence for the top ('' where the three are enough), and lines of
    (what, how many)."""

    title: str
    sentence: str
    lines: Sequence[tuple[str, str]]


# Reads totals only, as the office; constant queries.
Counts = Callable[[Actor, Month], Used]
_counts: list[Counts] = []


def register_used(counts: Counts) -> None:
    """Once per app at start."""
    if counts not in _counts:
        _counts.append(counts)


def all_counts() -> Sequence[Counts]:
    """In the order they were registered."""
    return list(_counts)


def cell(people: int | None) -> str:
    """A number of people as the board may see it; None: the database itself kept it back."""
    if people is None or 0 < people < FEWEST:
        return _("fewer than %(n)s") % {"n": FEWEST}
    return spoken.numeral(people)
