"""One cell of a data file and the value it stands for, both ways."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import NUMBERS, Item
from questionnaires.expressions import number
from questionnaires.messages import Message
from questionnaires.redcap.kinds import NUMBER_SIGNS
from questionnaires.values import settle
from questionnaires.wanted import NotAnswer
from registry.layout import Column

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d{1,2}:\d\d(?::\d\d)?)", re.ASCII)
CLOCK = re.compile(r"\d:\d\d(:\d\d)?", re.ASCII)
STATUSES = ("0", "1", "2")


class NotCell(ValueError):
    """A cell that holds no value of its column."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass
class State:
    """What is known of one form on one occasion, as plain values."""

    answers: dict[str, Any] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    status: int | None = None

    def says(self, other: State) -> bool:
        """Whether the answers are the same, however they are written and how far one has come."""
        return self.answers == other.answers and self.missing == other.missing

    def differs(self, other: State) -> set[str]:
        """The questions at which the two say something else."""
        names = {*self.answers, *self.missing, *other.answers, *other.missing}
        return {
            name
            for name in names
            if self.answers.get(name) != other.answers.get(name)
            or self.missing.get(name) != other.missing.get(name)
        }

    def copy(self) -> State:
        """Another one that can change alone."""
        return State(dict(self.answers), dict(self.missing), dict(self.cells), self.status)


@dataclass(frozen=True)
class Rules:
    """What a dataset says about cells besides its questions."""

    today: date
    missing_codes: Collection[str] = ()
    decimal_comma: Collection[str] = ()


def put(state: State, column: Column, text: str, rules: Rules, *, blank_erases: bool) -> None:
    """Lay one cell over a state. Raises NotCell."""
    if not text and not blank_erases:
        return
    if column.kind == "stamp":
        _keep(state, column.name, text)
        return
    if column.kind == "status":
        if text and text not in STATUSES:
            raise NotCell(Message(_("Write 0, 1 or 2, or leave it empty.")))
        state.status = int(text) if text else None
        return
    assert column.item is not None  # noqa: S101  # answers and ticks belong to a question
    if column.kind == "tick":
        _tick(state, column.item, column.code, text)
        return
    if column.kind == "reason":
        _say_why(state, column.item.link_id, column.code, text)
        return
    link_id = column.item.link_id
    state.answers.pop(link_id, None)
    state.missing.pop(link_id, None)
    reasons = {*rules.missing_codes, *column.item.missing_reasons}
    if text in reasons and column.item.option(text) is None:
        state.missing[link_id] = text
        return
    value = read_cell(column.item, text, rules)
    if value is not None:
        state.answers[link_id] = value


def cell_of(state: State, column: Column) -> str:
    """The cell of a column, as we write it."""
    if column.kind == "stamp":
        return state.cells.get(column.name, "")
    if column.kind == "status":
        return "" if state.status is None else str(state.status)
    assert column.item is not None  # noqa: S101  # as above
    value = state.answers.get(column.item.link_id)
    if column.kind == "tick":
        return "1" if column.code in (value or ()) else "0"
    if column.kind == "reason":
        return "1" if state.missing.get(column.item.link_id) == column.code else "0"
    if value is None:
        return state.missing.get(column.item.link_id, "")
    return write_cell(value)


def read_cell(item: Item, text: str, rules: Rules) -> Any:
    """The value in the form it is stored in, None for a blank. Raises NotCell."""
    if not text.strip():
        return None
    given: Any = text
    if item.type == "choice" and item.option(text.strip()) is None:
        codes = ", ".join(option.code for option in item.options[:20])
        raise NotCell(Message(_("Write one of these codes: %(codes)s."), {"codes": codes}))
    if item.type in NUMBERS:
        given = _as_number(text, item.link_id in rules.decimal_comma)
    elif item.type == "dateTime":
        found = MOMENT.fullmatch(text.strip())
        given = (
            f"{found[1]}T{found[2].zfill(5 if found[2].count(':') == 1 else 8)}" if found else text
        )
    elif item.type == "time" and CLOCK.fullmatch(text.strip()):
        given = f"0{text.strip()}"
    elif item.type in ("date", "time", "choice"):
        given = text.strip()
    try:
        # Calculated values are taken as they come; whole numbers and limits are for people.
        return settle(unbound(item), given, today=rules.today)
    except NotAnswer as error:
        raise NotCell(error.fault.message) from error


def write_cell(value: Any) -> str:
    """A stored value as REDCap writes it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        exact = number(value)
        text = format(exact, "f") if exact is not None else str(value)
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, Mapping):
        return str(value.get("other", value.get("value", "")))
    text = str(value)
    return text.replace("T", " ") if MOMENT.fullmatch(text) else text


def beyond(item: Item, value: Any) -> bool:
    """Whether a value lies beyond the soft bounds of its question."""
    for bound, sign in ((item.warn_below, -1), (item.warn_above, 1)):
        if not bound or bound == "today":
            continue
        if item.type in NUMBERS:
            one, other = number(value), number(bound)
            if one is not None and other is not None and (one - other) * sign > 0:
                return True
        elif (str(value) > bound) if sign > 0 else (str(value) < bound):
            return True
    return False


def unbound(item: Item) -> Item:
    """A calculated question as one of numbers: what came from elsewhere is taken as it is."""
    return replace(item, calculated=None, max_decimals=None) if item.calculated else item


def _as_number(text: str, comma: bool) -> int | float | str:
    bare = text.strip()
    bare = bare.replace(",", ".") if comma else bare
    exact = number(bare) if NUMBER_SIGNS.fullmatch(bare) else None
    if exact is None:
        return text
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _tick(state: State, item: Item, code: str, text: str) -> None:
    if text not in ("", "0", "1"):
        raise NotCell(Message(_("Write 1 for a ticked box and 0 for an empty one.")))
    ticked = [one for one in state.answers.get(item.link_id, ()) if one != code]
    if text == "1":
        ticked.append(code)
    ordered = [option.code for option in item.options if option.code in ticked]
    if ordered:
        state.answers[item.link_id] = ordered
    else:
        state.answers.pop(item.link_id, None)


def _say_why(state: State, link_id: str, code: str, text: str) -> None:
    if text not in ("", "0", "1"):
        raise NotCell(Message(_("Write 1 for a ticked box and 0 for an empty one.")))
    if text == "1":
        state.missing[link_id] = code
    elif state.missing.get(link_id) == code:
        state.missing.pop(link_id)


def _keep(state: State, name: str, text: str) -> None:
    if text:
        state.cells[name] = text
    else:
        state.cells.pop(name, None)
