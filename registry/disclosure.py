"""What may be said about numbers of people: few are never shown, others are rounded, and what is
left out cannot be worked out from what is shown.

Threshold 10 and rounding to 5 after it: OpenSAFELY, docs.opensafely.org (redact, then round), and
CMS, resdac.org/node/1506 (fewer than 11, nor any figure from which they follow).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

STEP = 5
LEAST_THRESHOLD = 5
HALF = STEP // 2


@dataclass(frozen=True, slots=True)
class Told:
    """A number as it is shown: rounded; None when there are some and too few, or to hide others."""

    value: int | None


def threshold_of(wanted: int) -> int:
    """Never below 5, whatever somebody set."""
    return max(LEAST_THRESHOLD, wanted)


def told(count: int, threshold: int) -> Told:
    """Nobody is 0; fewer than the threshold is nothing; the rest to the nearest 5."""
    if count == 0:
        return Told(0)
    if count < threshold_of(threshold):
        return Told(None)
    return Told(rounded(count))


def rounded(count: int) -> int:
    """To the nearest 5."""
    return (count + HALF) // STEP * STEP


def within(shown: Told, threshold: int) -> tuple[int, int | None]:
    """(least, most) a reader can think the number is; None: no end."""
    if shown.value is None:
        return 1, None
    if shown.value == 0:
        return 0, 0
    return max(threshold_of(threshold), shown.value - HALF), shown.value + HALF


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by the answers of one question, and how many there are in all."""

    cells: tuple[Told, ...]
    total: Told


def table(counts: Sequence[int], threshold: int) -> Table:
    """A one-way table of which no hidden cell can be told to fewer than `threshold` values.

    `counts`: people in each cell, everybody in exactly one. First small cells go; then the
    smallest others with them, until what the total leaves for each is wide enough; at last the
    total itself.
    """
    least = threshold_of(threshold)
    shown = [told(count, least) for count in counts]
    total = told(sum(counts), least)
    while not all(width >= least for width in widths(Table(tuple(shown), total), least)):
        left = [i for i, cell in enumerate(shown) if cell.value]
        if left:
            shown[min(left, key=lambda i: (counts[i], i))] = Told(None)
        else:
            total = Told(None)
    return Table(tuple(shown), total)


def widths(given: Table, threshold: int) -> list[int]:
    """How many values each hidden cell can still have for a reader who knows these rules.

    For one sum of bounded whole numbers these bounds are exact. A reader knows that a hidden cell
    is at least 1, and that all of them together are what the total leaves.
    """
    hidden = [i for i, cell in enumerate(given.cells) if cell.value is None]
    if not hidden or given.total.value is None:
        return [threshold_of(threshold)] * len(hidden)
    low, high = within(given.total, threshold)
    assert high is not None  # noqa: S101  # the total is shown
    for cell in given.cells:
        if cell.value is not None:
            lowest, highest = within(cell, threshold)
            low, high = low - (highest or 0), high - lowest
    if len(hidden) == 1:  # it stands alone only when it is small
        most, least = min(high, threshold_of(threshold) - 1), max(1, low)
    else:
        most = high - (len(hidden) - 1)
        least = max(1, low - (len(hidden) - 1) * most)
    return [most - least + 1] * len(hidden)


def tells_apart(one: Collection[object], other: Collection[object], threshold: int) -> bool:
    """Whether two answers would show how a few people differ: then the second is not given."""
    different = len(set(one) ^ set(other))
    return 0 < different < threshold_of(threshold)
