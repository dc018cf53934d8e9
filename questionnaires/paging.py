"""The pages a form is asked on: one question a page unless the form or the person wants otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from questionnaires.definition import TABLES, Definition, Item
from questionnaires.outline import outline
from questionnaires.visibility import Shown, spread

Way = Literal["one", "all"]


@dataclass(frozen=True)
class Page:
    """One page. Its number is its place among all pages the form could have, so an address stays.

    `link_ids`: what stands on it, in order, groups included. Among them are the questions it
    `asks` and what it gives to read (`reads`). `trail`: the groups around, outermost first.
    """

    number: int
    link_ids: tuple[str, ...]
    asks: tuple[str, ...]
    reads: tuple[str, ...]
    trail: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """Question page `position` of `total` among those that show now."""

    position: int
    total: int


def pages(definition: Definition, way: Way = "one") -> tuple[Page, ...]:
    """Every page the form could have, whatever the answers.

    A group marked as page or table, and a repeating group, stays together. A text to read stands
    on the page of the question after it in its group; the last ones get a page of their own, so
    that what shows because of an answer is seen after giving it.
    """
    if way == "all":
        everything = [item for item in definition.items if item.control not in EVERYWHERE]
        return _numbered(definition, [((), _with_all(everything))])
    found: Gathered = []
    _gather(definition.items, (), outline(definition).unasked, found)
    return _numbered(definition, found)


EVERYWHERE = ("header", "footer")


def everywhere(definition: Definition, control: Literal["header", "footer"]) -> tuple[Item, ...]:
    """Items that stand on every page, above (`header`) or below (`footer`)."""
    return tuple(item for item in definition.walk() if item.control == control)


def showing(all_pages: Sequence[Page], visible: Shown) -> tuple[Page, ...]:
    """The pages on which something shows for the answers so far."""
    at_all = _at_all(visible)
    return tuple(page for page in all_pages if at_all & {*page.asks, *page.reads})


def page_after(all_pages: Sequence[Page], visible: Shown, number: int) -> Page | None:
    """The next page that shows; None after the last."""
    return next((page for page in showing(all_pages, visible) if page.number > number), None)


def page_before(all_pages: Sequence[Page], visible: Shown, number: int) -> Page | None:
    """The page before that shows; None before the first."""
    return next(
        (page for page in reversed(showing(all_pages, visible)) if page.number < number), None
    )


def progress(all_pages: Sequence[Page], visible: Shown, number: int) -> Progress:
    """Where page `number` stands among the pages that ask something and show now."""
    at_all = _at_all(visible)
    asking = [page.number for page in all_pages if at_all & set(page.asks)]
    return Progress(max(1, sum(each <= number for each in asking)), len(asking))


def page_to_resume(
    definition: Definition,
    all_pages: Sequence[Page],
    visible: Shown,
    answers: Mapping[str, Any],
    missing: Mapping[str, Any],
) -> Page | None:
    """The first page after the last answered one; None when that was the last."""
    given = {
        link_id
        for given in (answers, missing)
        for link_id, _rows in spread(definition.items, given)
    }
    reached = [page.number for page in showing(all_pages, visible) if given & set(page.asks)]
    return page_after(all_pages, visible, max(reached, default=0))


def _at_all(visible: Shown) -> set[str]:
    return {link_id for link_id, _rows in visible.places}


Gathered = list[tuple[tuple[str, ...], list[Item]]]  # trail and what stands on the page


def _gather(
    items: Sequence[Item], trail: tuple[str, ...], unasked: Collection[str], found: Gathered
) -> None:
    reading: list[Item] = []
    for item in items:
        if item.control in EVERYWHERE or item.hidden:
            continue
        if item.type == "group" and not _stays_together(item):
            if reading:
                found.append((trail, reading))
                reading = []
            _gather(item.items, (*trail, item.link_id), unasked, found)
        elif item.type == "group":
            found.append((trail, [*reading, *_with_all([item])]))
            reading = []
        elif item.type == "display" or item.link_id in unasked:
            reading.append(item)
        else:
            notes = [child for child in item.items if _is_note(child)]
            found.append((trail, [*reading, item, *notes]))
            reading = []
            inner = [child for child in item.items if not _is_note(child)]
            _gather(inner, trail, unasked, found)
    if reading:
        found.append((trail, reading))


def _stays_together(item: Item) -> bool:
    return item.is_rows or item.control == "page" or item.control in TABLES


def _is_note(child: Item) -> bool:
    """A text inside a question that always shows belongs on the question's page."""
    return child.type == "display" and child.show_if is None


def _asks(item: Item) -> bool:
    """A repeating group asks for rows, also while there is none yet."""
    return item.is_question or item.is_rows


def _numbered(definition: Definition, gathered: Gathered) -> tuple[Page, ...]:
    unasked = outline(definition).unasked
    return tuple(
        Page(
            number,
            tuple(item.link_id for item in listed),
            tuple(i.link_id for i in listed if _asks(i) and i.link_id not in unasked),
            tuple(i.link_id for i in listed if i.type == "display" or i.link_id in unasked),
            trail,
        )
        for number, (trail, listed) in enumerate(gathered, start=1)
    )


def _with_all(items: Sequence[Item]) -> list[Item]:
    found: list[Item] = []
    for item in items:
        found += [item, *_with_all(item.items)]
    return found
