"""What a browser sends for questions (names and texts) read into answers.

A field is named by its linkId; further fields of the same question add a part to the name
(`weight::unit`), fields in a repeating group begin with the group and the row (`drugs::0::dose`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from questionnaires.answers import (
    MAX_ROWS,
    NOTHING,
    Checked,
    check,
    in_scope,
)
from questionnaires.definition import Definition, Item
from questionnaires.messages import decimal_mark
from questionnaires.outline import outline
from questionnaires.values import MAX_DIGITS, OTHER
from questionnaires.wanted import NotAnswer, number_wanted, time_wanted

Form = Mapping[str, Sequence[str]]
Part = Literal["day", "month", "year", "time", "unit", "other", "missing"]
OTHER_CHOSEN = "::other"  # the value of the choice beside which own words are written
SPACES = re.compile(r"[\s\u00a0\u2009\u202f']")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
WRITTEN_DATE = re.compile(r"(\d{1,2})\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{4})")


def field_name(link_id: str, part: Part | None = None, *, within: str = "") -> str:
    """The name of an input. `within`: the row's name from `row_name`."""
    return "::".join(piece for piece in (within, link_id, part) if piece)


def row_name(group: str, row: int, *, within: str = "") -> str:
    """The beginning of the names of all inputs in one row of a repeating group."""
    return "::".join(piece for piece in (within, group, str(row)) if piece)


def answer_page(
    definition: Definition,
    answers: Mapping[str, Any],
    missing: Mapping[str, Any],
    form: Form,
    only: Collection[str],
    *,
    today: date,
    beside: Mapping[str, Any] = NOTHING,
) -> Checked:
    """The answers so far with one sent page laid over them, checked; problems of that page alone.

    A field left blank takes an earlier answer away, and so does one that cannot be read. `beside`:
    answers to questions nobody is asked, which say what shows.
    """
    read, reasons = read_form(definition, form, only)
    return check(
        definition,
        {name: value for name, value in {**answers, **read}.items() if value is not None},
        {name: value for name, value in {**missing, **reasons}.items() if value is not None},
        today=today,
        only=only,
        beside=beside,
    )


def read_form(
    definition: Definition, form: Form, only: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers and reasons of these linkIds, blank ones as None.

    Where a text is not of the question's kind stands the NotAnswer that `check` turns into a
    problem, in its place and row.
    """
    reader = _FormReader(form, outline(definition).unasked)
    return reader.scope(definition.items, "", only)


class _FormReader:
    """Walks the definition and picks from the form what belongs to each question."""

    def __init__(self, form: Form, unasked: Collection[str]) -> None:
        self.form = form
        self.unasked = unasked

    def scope(
        self, items: Sequence[Item], within: str, only: Collection[str] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Answers and reasons of the whole form or of one row."""
        answers: dict[str, Any] = {}
        missing: dict[str, Any] = {}
        for item in in_scope(items):
            name = item.link_id
            if name in self.unasked or (only is not None and name not in only):
                continue
            if item.is_rows:
                answers[name], missing[name] = self._rows(item, within)
            elif item.is_question:
                reason = _first(self.form, field_name(name, "missing", within=within))
                missing[name] = reason or None
                answers[name] = None if reason else self._question(item, within)
        return answers, missing

    def _question(self, item: Item, within: str) -> Any:
        try:
            return _read_question(item, self.form, within)
        except NotAnswer as unread:
            return unread

    def _rows(self, item: Item, within: str) -> tuple[Any, Any]:
        rows: list[tuple[dict[str, Any], dict[str, Any]]] = []
        for number in range(MAX_ROWS + 1):
            name = row_name(item.link_id, number, within=within)
            if not any(field.startswith(f"{name}::") for field in self.form):
                break
            row = self.scope(item.items, name)
            answers, reasons = ({k: v for k, v in half.items() if v is not None} for half in row)
            if answers or reasons:
                rows.append((answers, reasons))
        reasons_of_rows = [reasons for _answers, reasons in rows]
        return (
            [answers for answers, _reasons in rows] or None,
            reasons_of_rows if any(reasons_of_rows) else None,
        )


def _read_question(item: Item, form: Form, within: str) -> Any:
    name = field_name(item.link_id, within=within)
    if item.type == "date" or item.type == "dateTime":
        return _read_date(item, form, within)
    if item.type == "quantity":
        value = read_number(_first(form, name), item)
        unit = _first(form, field_name(item.link_id, "unit", within=within))
        return None if value is None else {"value": value, **({"unit": unit} if unit else {})}
    typed = [text for text in form.get(name, ()) if text.strip()]
    own = _first(form, field_name(item.link_id, "other", within=within))
    if item.type == "open-choice" and own and (OTHER_CHOSEN in typed or not typed or item.repeats):
        typed = [text for text in typed if text != OTHER_CHOSEN]
        single: Any = {OTHER: own}
        return [*typed, single] if item.repeats else single
    found = [_read_typed(item, text) for text in typed if text != OTHER_CHOSEN]
    if item.repeats:
        return found or None
    return found[0] if found else None


def _read_typed(item: Item, text: str) -> Any:
    if item.type == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if item.type in ("integer", "decimal"):
        return read_number(text, item)
    if item.type == "time":
        return _read_time(text, item)
    return text


def read_number(text: str, item: Item) -> int | float | None:
    """A number as people write it: `1,5`, `1.5`, `1 500`, `−2`. None when blank.

    `1,500` means two numbers to two readers. It is taken only where the mark is the decimal mark
    of the reader's language; otherwise NotAnswer, as for everything else that is no number.
    """
    bare = SPACES.sub("", text).replace("−", "-").replace("–", "-")
    if not bare:
        return None
    foreign = "." if decimal_mark() == "," else ","
    unclear = GROUPED.fullmatch(bare) and foreign in bare
    if unclear or not NUMBER.fullmatch(bare) or sum(map(str.isdigit, bare)) > MAX_DIGITS:
        raise NotAnswer("kind", number_wanted(item))
    try:
        exact = Decimal(bare.replace(",", "."))
    except InvalidOperation as error:
        raise NotAnswer("kind", number_wanted(item)) from error
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _read_date(item: Item, form: Form, within: str) -> str | None:
    """Day, month and year in three fields, or one field with `2024-03-27` or `27.3.2024`."""

    def part(name: Part) -> str:
        return _first(form, field_name(item.link_id, name, within=within))

    whole = _first(form, field_name(item.link_id, within=within))
    clock = part("time")
    day, month, year = part("day"), part("month"), part("year")
    if whole and not (day or month or year):
        written = WRITTEN_DATE.fullmatch(whole)
        if written is None:
            return _with_clock(item, whole, clock)
        day, month, year = written.groups()
    if not (day or month or year or clock):
        return None
    known = [text for text in (year, month, day) if text]
    gap = not year or (day and not month)
    if gap or len(year) != 4 or not all(text.isdecimal() for text in known):
        raise NotAnswer("kind", time_wanted(item))
    return _with_clock(item, "-".join(f"{int(text):02d}" for text in known), clock)


def _with_clock(item: Item, day: str, clock: str) -> str:
    if item.type == "dateTime" and clock:
        return f"{day}T{_read_time(clock, item)}"
    return day


def _read_time(text: str, item: Item) -> str:
    found = re.fullmatch(r"(\d{1,2})\s*[:.h]\s*(\d\d)(?::(\d\d))?", text.strip())
    if found is None:
        raise NotAnswer("kind", time_wanted(item))
    return ":".join(piece for piece in (found[1].zfill(2), found[2], found[3]) if piece)


def _first(form: Form, name: str) -> str:
    values = form.get(name) or [""]
    return str(values[0]).strip()
