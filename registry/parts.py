"""A long form cut into parts of a few questions: at its headings, and where there are none, by number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from questionnaires.definition import Definition, Item

LONG = 15  # questions one page may have
FULL = 10  # questions of a part
FEW = 5  # enough for a part to end where a heading follows
LEAST = 3  # fewer do not stand alone at the end


@dataclass(frozen=True)
class Part:
    """Some items of a form that follow each other. `number` from 1; `heading`: of the first, or ''."""

    number: int
    items: tuple[Item, ...]

    @property
    def heading(self) -> str:
        """linkId of the heading it begins with, as somebody sees it."""
        seen = (one for one in self.items if not (one.hidden or one.calculated))
        first = next(seen, None)
        return first.link_id if first is not None and _begins(first) else ""

    @property
    def names(self) -> tuple[str, ...]:
        """linkIds of everything in it, in order."""
        return tuple(item.link_id for item in Definition(self.items).walk())


def parts_of(form: Item, asked: Collection[str]) -> tuple[Part, ...]:
    """The parts of a form, none where it is short. `asked`: linkIds of what a person is asked."""
    if _count(form.items, asked) <= LONG:
        return ()
    found: list[list[Item]] = []
    reading: list[Item] = []  # stands before the question after it
    for item in form.items:
        size = _count((item,), asked)
        if not size:
            reading.append(item)
            continue
        held = _count(found[-1], asked) if found else FULL
        headed = _begins(item) or any(map(_begins, reading))
        if held + size > FULL or (headed and held >= FEW):
            found.append([])
        found[-1] += [*reading, item]
        reading = []
    found[-1] += reading
    if len(found) > 1 and _count(found[-1], asked) < LEAST:
        last = found.pop()
        found[-1] += last
    return tuple(Part(number, tuple(items)) for number, items in enumerate(found, start=1))


def _begins(item: Item) -> bool:
    """Whether something new begins with it."""
    return item.type == "group" or (item.type == "display" and item.show_if is None)


def _count(items: Collection[Item], asked: Collection[str]) -> int:
    return sum(item.link_id in asked for item in Definition(tuple(items)).walk())
