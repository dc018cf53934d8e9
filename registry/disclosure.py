"""What may be said about numbers of people: few are never shown, others are rounded, and whatever
is worked out from all numbers together speaks of no fewer people than one number does.

The numbers told so far tell people apart in groups. No group is ever smaller than the threshold, so
no sum or difference of numbers, however many and whoever asked, is about fewer people than that.
A question that would split off fewer does not: the few are counted with the group they come from.
That happens without a word, because a refusal would tell that there are a few. Where it would make
the number wrong by half the threshold or more, none is told, in the same words as for too few.

Threshold 10 and rounding to 5 after it: OpenSAFELY, docs.opensafely.org (redact, then round), and
CMS, resdac.org/node/1506 (fewer than 11, nor any figure from which they follow). Why a refusal may
not depend on the few: Kenthapadi, Mishra, Nissim, Simulatable Auditing, PODS 2005.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

STEP = 5
LEAST_THRESHOLD = 5
HALF = STEP // 2

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Told:
    """A number as it is shown: rounded; None when there are too few, or nobody, or none may be told."""

    value: int | None


def threshold_of(wanted: int) -> int:
    """Never below 5, whatever somebody set."""
    return max(LEAST_THRESHOLD, wanted)


def told(count: int, threshold: int) -> Told:
    """Fewer than the threshold, nobody too, is nothing; the rest to the nearest 5."""
    return Told(None if count < threshold_of(threshold) else rounded(count))


def rounded(count: int) -> int:
    """To the nearest 5."""
    return (count + HALF) // STEP * STEP


@dataclass(slots=True)
class Groups(Generic[Person]):
    """Whom the numbers told so far tell apart: groups without overlap, none below the threshold."""

    threshold: int
    known: list[frozenset[Person]] = field(default_factory=list)

    def ask(self, people: Collection[Person]) -> frozenset[Person] | None:
        """Whom the number for these people may speak of; from now on it counts as told.

        Differs from `people` by fewer than half the threshold. None: no number may be told, and
        nothing is known after it that was not before.
        """
        least = threshold_of(self.threshold)
        wanted, after, touched = frozenset(people), list[frozenset[Person]](), 0
        speaks_of: frozenset[Person] = frozenset()
        for group in self.known:
            inside, outside = group & wanted, group - wanted
            if min(len(inside), len(outside)) >= least:
                after += [inside, outside]
                speaks_of |= inside
                continue
            after.append(group)
            if len(inside) > len(outside):
                speaks_of |= group
            touched += min(len(inside), len(outside))
        fresh = wanted.difference(*self.known)
        if len(fresh) >= least:
            after.append(fresh)
            speaks_of |= fresh
        else:
            touched += len(fresh)
        if 2 * touched >= least or not speaks_of:
            return None
        self.known = after
        return speaks_of
