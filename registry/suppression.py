"""Which numbers of a split or a table are told, so that no few people can be worked out from the rest.

Few people are never told, nobody neither. In a split the few are told as one number with whoever is
needed to make them many. In a table more numbers are kept back until everything that is told, rows,
columns and their sums, leaves at least as many possible values for each of the few as the threshold.
Complementary suppression as in resdac.org/node/1506: "nor any figure from which they follow".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from typing import Protocol, TypeVar
from uuid import UUID

from registry.disclosure import threshold_of

Place = tuple[int, int]
Node = tuple[str, int]
Free = dict[Node, dict[Node, int]]
Name = TypeVar("Name", bound=Hashable)
OPEN = 10**9


def apart(numbers: Mapping[Name, int], everybody: int, threshold: int) -> list[Name]:
    """The groups told each by itself; all others, and who is in none, make one number that is many.

    `everybody`: how many there are. Where each is told, nobody may be left over, and no few.
    """
    least = threshold_of(threshold)
    found = [name for name, number in numbers.items() if number >= least]
    left = everybody - sum(numbers[name] for name in found)
    while found and left < least and (left > 0 or len(found) < len(numbers)):
        smallest = min(found, key=lambda name: numbers[name])
        found.remove(smallest)
        left += numbers[smallest]
    return found


@dataclass(frozen=True)
class Table:
    """Numbers in rows and columns; the sums stand one row and one column further.

    `numbers` hold everybody, so that the sum of all is known to whoever reads it.
    """

    numbers: Sequence[Sequence[int]]
    threshold: int
    rows: int = field(init=False)
    columns: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", len(self.numbers))
        object.__setattr__(self, "columns", len(self.numbers[0]))

    @cached_property
    def at(self) -> dict[Place, int]:
        """Every number with its place, sums among them."""
        rows = [[*row, sum(row)] for row in self.numbers]
        rows.append([sum(column) for column in zip(*rows, strict=True)])
        return {(r, c): number for r, row in enumerate(rows) for c, number in enumerate(row)}

    @property
    def whole(self) -> Place:
        return self.rows, self.columns

    def kept_back(self, never: Collection[Place] = ()) -> frozenset[Place]:
        """Places whose number is not told: the few, `never`, and what would give the few away."""
        least = threshold_of(self.threshold)
        few = [place for place, number in self.at.items() if number < least]
        hidden = {*few, *never} - {self.whole}
        for place in few:
            while (room := self._room(place, hidden))[0] < least:
                if not (others := self._next(place, room[1], hidden)):
                    break
                hidden |= others
        return frozenset(hidden)

    def _room(self, place: Place, hidden: Collection[Place]) -> tuple[int, Free]:
        """How many values the number there could have for all that is told; counts to the threshold.

        A table with sums is a circulation: what a number gains or loses goes round through the
        others that are not told. So the bounds are exact, and whole. Also what is still free.
        """
        start, end = self._arc(place)
        free: Free = {}
        for other in hidden:
            if other != place:
                one, two = self._arc(other)
                free.setdefault(one, {})[two] = OPEN
                free.setdefault(two, {})[one] = self.at[other]
        least = threshold_of(self.threshold)
        less = _flow({one: dict(to) for one, to in free.items()}, start, end, self.at[place])
        return 1 + less + _flow(free, end, start, least), free

    def _arc(self, place: Place) -> tuple[Node, Node]:
        row, column = ("row", place[0]), ("column", place[1])
        sums = (place[0] == self.rows) + (place[1] == self.columns)
        return (column, row) if sums == 1 else (row, column)

    def _next(self, place: Place, free: Free, hidden: Collection[Place]) -> set[Place]:
        """What is kept back next so that it could be more: numbers before sums, few before many."""
        ways: dict[Node, list[tuple[int, Node, Place | None]]] = {}
        for one, to in free.items():
            ways.setdefault(one, []).extend((0, two, None) for two, room in to.items() if room)
        for other in self.at.keys() - hidden - {place, self.whole}:
            one, two = self._arc(other)
            is_sum = other[0] == self.rows or other[1] == self.columns
            cost = self.at[other] + is_sum * OPEN
            ways.setdefault(one, []).append((cost, two, other))
            ways.setdefault(two, []).append((cost, one, other))
        start, end = self._arc(place)
        return _cheapest(ways, end, start)


def _cheapest(
    ways: Mapping[Node, Sequence[tuple[int, Node, Place | None]]], start: Node, end: Node
) -> set[Place]:
    """The places on the way from one to the other that costs least; none without a way."""
    ahead: list[tuple[int, Node, tuple[Place, ...]]] = [(0, start, ())]
    done = set[Node]()
    while ahead:
        cost, one, places = heappop(ahead)
        if one == end:
            return set(places)
        if one in done:
            continue
        done.add(one)
        for more, two, place in ways.get(one, ()):
            heappush(ahead, (cost + more, two, (*places, place) if place else places))
    return set()


def _flow(free: Free, start: Node, end: Node, most: int) -> int:
    """How much can go from one to the other, up to `most`; `free` is used up."""
    found = 0
    while found < most and (way := _way(free, start, end)):
        step = min(most - found, *(free[one][two] for one, two in way))
        for one, two in way:
            free[one][two] -= step
            free[two][one] += step
        found += step
    return found


def _way(
    free: Mapping[Node, Mapping[Node, int]], start: Node, end: Node
) -> list[tuple[Node, Node]]:
    came: dict[Node, Node] = {start: start}
    ahead = deque([start])
    while ahead and end not in came:
        one = ahead.popleft()
        for two, room in free.get(one, {}).items():
            if room and two not in came:
                came[two] = one
                ahead.append(two)
    return list(_back(came, end)) if end in came else []


def _back(came: Mapping[Node, Node], end: Node) -> Iterator[tuple[Node, Node]]:
    while came[end] != end:
        yield came[end], end
        end = came[end]


People = frozenset[UUID]


class Asks(Protocol[Name]):
    """Numbers asked beside all told before (registry.actions.told); none may come back empty."""

    def ask(self, name: Name) -> People:
        """Whom its number speaks of; nobody where none may be told."""

    def again(self) -> Asks[Name]:
        """The same as it is now, to try without counting as told."""


def split_apart(
    asks: Asks[Name], numbers: Mapping[Name, int], everybody: int, threshold: int
) -> dict[Name, People]:
    """Whom the numbers of a split speak of that are told each by itself."""
    left = dict(numbers)
    while True:
        trial = asks.again()
        said = {name: trial.ask(name) for name in apart_of(left, numbers, everybody, threshold)}
        refused = {name for name, people in said.items() if not people}
        if not refused:
            return said
        left = {name: number for name, number in left.items() if name not in refused}


def apart_of(
    left: Mapping[Name, int], numbers: Mapping[Name, int], everybody: int, threshold: int
) -> list[Name]:
    """As `apart`, where only those in `left` may be told."""
    return apart({name: left.get(name, 0) for name in numbers}, everybody, threshold)


def table_told(asks: Asks[Place], table: Table, never: Collection[Place]) -> dict[Place, People]:
    """Whom the numbers of a table speak of that are told: sums of rows, numbers, sums of columns.

    `never`: places nobody asked for.
    """
    kept = set(never)
    while True:
        hidden = table.kept_back(kept)
        trial = asks.again()
        places = sorted(table.at.keys() - hidden - {table.whole}, key=lambda p: _rank(table, p))
        said = {place: trial.ask(place) for place in places}
        refused = {place for place, people in said.items() if not people}
        if not refused:
            return said
        kept |= refused


def _rank(table: Table, place: Place) -> tuple[int, Place]:
    row, column = place
    return (0 if column == table.columns else 2 if row == table.rows else 1), place
