"""What stands in a release, line by line: codes or words, dates as agreed, nothing of anybody else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from questionnaires.definition import Item
from questionnaires.texts import Texts
from registry.cells import State, cell_of
from registry.layout import EVENT, INSTANCE, REPEATED_FORM, Column, Layout
from registry.safe_cells import safe

PSEUDONYM = "pseudonym"
SHIFTED, MONTH, YEAR, EXACT = "shifted", "month", "year", "exact"
SHORTENED = {MONTH: 7, YEAR: 4}  # letters that stay
YES_NO = {"1": "yes", "0": "no"}
TICKED = {"1": "ticked", "0": "not ticked"}
HOW = {
    "self": "by the person herself",
    "proxy": "by somebody who speaks for her",
    "clinician": "by a clinician",
    "curator": "by a curator",
    "import": "from a file",
}
ORIGINS = HOW | {f"{code}_confirmed": f"{words}, confirmed" for code, words in HOW.items()}


@dataclass(frozen=True, slots=True)
class Piece:
    """One form on one occasion. `place`: sorts occasions; `of_form`: the form itself repeats."""

    form: str
    event: str
    place: tuple[int, int, int]
    instance: int
    of_form: bool
    answers: Mapping[str, Any]
    missing: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """The columns of one release. `repeats`, `events`: whether rows have to say which one."""

    columns: tuple[Column, ...]
    events: bool
    repeats: bool

    @classmethod
    def of(
        cls,
        layout: Layout,
        variables: Collection[str],
        *,
        events: bool,
        repeats: bool,
        origins: bool = False,
    ) -> Sheet:
        """Only what was asked for, in the order of the dataset; `origins`: and where it comes from."""
        wanted = set(variables)
        columns = tuple(
            column
            for column in layout.columns(origins=origins, beside=True)
            if (column.item.link_id if column.item else column.code) in wanted
        )
        return cls(columns, events, repeats)

    def header(self) -> list[str]:
        """Names of the columns."""
        return [*self._of_row(), *(column.name for column in self.columns)]

    def _of_row(self) -> list[str]:
        names = [PSEUDONYM]
        names += [EVENT] if self.events else []
        return names + ([REPEATED_FORM, INSTANCE] if self.repeats else [])

    def rows(self, name: str, pieces: Sequence[Piece]) -> Iterator[list[str]]:
        """Codes of one person, one line an occasion; one empty line for who has nothing there."""
        occasions: dict[tuple[Any, ...], list[Piece]] = {}
        for piece in pieces:
            occasions.setdefault((piece.place, piece.instance), []).append(piece)
        if not occasions:
            yield [name, *[""] * (len(self.header()) - 1)]
        for key in sorted(occasions):
            yield self._row(name, occasions[key])

    def _row(self, name: str, pieces: Sequence[Piece]) -> list[str]:
        one = pieces[0]
        cells = [name]
        if self.events:
            cells.append(one.event)
        if self.repeats:
            cells += [one.form if one.of_form else "", str(one.instance or "")]
        states = {piece.form: State(dict(piece.answers), dict(piece.missing)) for piece in pieces}
        for column in self.columns:
            state = states.get(column.form)
            cells.append(safe(cell_of(state, column)) if state else "")
        return cells

    def in_words(self, row: Sequence[str], texts: Texts) -> list[str]:
        """The same line with words for codes."""
        apart = len(self._of_row())
        words = [
            safe(word_of(column, cell, texts))
            for column, cell in zip(self.columns, row[apart:], strict=True)
        ]
        return [*row[:apart], *words]


def word_of(column: Column, cell: str, texts: Texts) -> str:
    """What a cell says."""
    if column.kind == "tick":
        return TICKED.get(cell, cell)
    if column.kind == "origin":
        return ORIGINS.get(cell, cell)
    item = column.item
    if item is None or not cell:
        return cell
    if item.type == "boolean":
        return YES_NO.get(cell, cell)
    if item.option(cell) is not None:
        return texts.option(item.link_id, cell).text or cell
    return cell


def codebook(sheet: Sheet, texts: Texts) -> Iterator[list[str]]:
    """What each column means: name, form, question, kind, and its codes."""
    yield ["column", "form", "question", "kind", "codes"]
    for column in sheet.columns:
        item = column.item
        yield [
            column.name,
            column.form,
            safe(texts.label(item)) if item else f"Where it comes from: {column.code}",
            item.type if item else "choice",
            safe(" | ".join(f"{code}, {words}" for code, words in _codes(column, item, texts))),
        ]


def _codes(column: Column, item: Item | None, texts: Texts) -> list[tuple[str, str]]:
    if item is None:
        return list(ORIGINS.items())
    if column.kind == "tick":
        name = texts.option(item.link_id, column.code).text or column.code
        return [(code, f"{name}: {words}") for code, words in TICKED.items()]
    if item.type == "boolean":
        return list(YES_NO.items())
    return [(one.code, texts.option(item.link_id, one.code).text) for one in item.options]


def as_agreed(layout: Layout, answers: Mapping[str, Any], dates: str, days: int) -> dict[str, Any]:
    """Answers with their dates as the committee settled: shortened, or `days` earlier."""
    return {
        name: moved(str(value), dates, days) if name in layout.dated else value
        for name, value in answers.items()
    }


def moved(value: str, dates: str, days: int) -> str:
    """One date; what is known only to the month or year moves as its middle would.

    "" for one at the beginning of the calendar, which cannot: nothing goes out as it was.
    """
    if dates == EXACT:
        return value
    if dates in SHORTENED:
        return value[: SHORTENED[dates]]
    day, rest = value[:10], value[10:]
    middle = {4: f"{day}-07-01", 7: f"{day}-15"}.get(len(day), day)
    try:
        earlier = date.fromisoformat(middle) - timedelta(days=days)
    except OverflowError:
        return ""
    return earlier.isoformat()[: len(day)] + rest
