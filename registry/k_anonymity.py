"""Nobody stands alone in a release: who shares her marks with too few loses them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

Person = TypeVar("Person", bound=Hashable)


def groups_of(marks: Mapping[Person, Hashable]) -> dict[Hashable, set[Person]]:
    """People by what they could be known by."""
    found: dict[Hashable, set[Person]] = defaultdict(set)
    for person, mark in marks.items():
        found[mark].add(person)
    return dict(found)


def smallest_group(marks: Mapping[Person, Hashable]) -> int:
    """How many people at least look alike; 0 for nobody."""
    return min(map(len, groups_of(marks).values()), default=0)


def to_blank(marks: Mapping[Person, Hashable], least: int) -> set[Person]:
    """Whose marks have to go so that everybody looks like at least `least` people.

    Those without marks are a group too: when it is too small, the smallest group that is left
    joins it. With fewer people than `least` nobody keeps any.
    """
    blank: set[Person] = set()
    left = sorted(groups_of(marks).values(), key=len)
    while left and (len(left[0]) < least or 0 < len(blank) < least):
        blank |= left.pop(0)
    return blank
