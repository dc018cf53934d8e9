"""Rows of repeating groups as a browser sends them: blank and removed ones leave, numbers close up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from questionnaires.answers import in_scope
from questionnaires.definition import Definition, Item
from questionnaires.form_input import row_name

REMOVE, MORE = "_remove", "_more"  # names of the two buttons of a repeating group
Sent = Mapping[str, Sequence[str]]


def rows_closed_up(definition: Definition, sent: Sent) -> dict[str, list[str]]:
    """The same fields, with the rows of every group numbered from 0 without a gap.

    What is read then has the same row numbers as what was typed, and a problem stands in its row.
    """
    gone = {f"{name}::" for name in sent.get(REMOVE, ())}
    fields = {
        name: list(values)
        for name, values in sent.items()
        if not any(name.startswith(row) for row in gone)
    }
    return _closed_up(definition.items, "", fields)


def row_count(sent: Sent, group: str) -> int:
    """How many rows of a group (by its full name) stand in closed-up fields."""
    return len(_numbers(sent, group))


def _closed_up(
    items: Sequence[Item], within: str, fields: dict[str, list[str]]
) -> dict[str, list[str]]:
    for item in in_scope(items):
        if not item.is_rows:
            continue
        group = f"{within}::{item.link_id}" if within else item.link_id
        for number in _numbers(fields, group):
            fields = _closed_up(item.items, f"{group}::{number}", fields)
        filled = [n for n in _numbers(fields, group) if _is_filled(fields, f"{group}::{n}::")]
        fields = _renumbered(fields, group, {old: new for new, old in enumerate(filled)})
    return fields


def _numbers(fields: Sent, group: str) -> list[int]:
    begin = f"{group}::"
    numbers = {name[len(begin) :].partition("::")[0] for name in fields if name.startswith(begin)}
    return sorted(
        int(text) for text in numbers if text.isascii() and text.isdecimal() and len(text) < 5
    )


def _is_filled(fields: Sent, row: str) -> bool:
    return any(
        value.strip() for name, values in fields.items() if name.startswith(row) for value in values
    )


def _renumbered(
    fields: dict[str, list[str]], group: str, places: Mapping[int, int]
) -> dict[str, list[str]]:
    begin, found = f"{group}::", {}
    for name, values in fields.items():
        number, _mark, rest = name.removeprefix(begin).partition("::")
        if not name.startswith(begin) or not number.isdecimal():
            found[name] = values
        elif int(number) in places:
            found[f"{row_name(group, places[int(number)])}::{rest}"] = values
    return found
