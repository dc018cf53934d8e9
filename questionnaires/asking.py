"""One page of a form as templates show it: each question with its fields, hints and problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from questionnaires.answers import Problem
from questionnaires.definition import Item, Option
from questionnaires.expressions import number
from questionnaires.form_input import OTHER_CHOSEN, field_name, row_name
from questionnaires.messages import decimal_mark
from questionnaires.paging import Page
from questionnaires.queries import Form
from questionnaires.values import OTHER
from questionnaires.visibility import Rows, Shown

Kind = Literal[
    "rate", "choices", "number", "text", "long", "date", "time", "quantity", "read", "title", "rows"
]
Sent = Mapping[str, Sequence[str]]
LADDER = 21  # a slider with at most so many steps is asked as a row of numbers


@dataclass(frozen=True)
class Choice:
    """One answer to choose, shaped for components/choice.html and components/rate.html."""

    name: str
    value: str
    label: str
    type: str
    attrs: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A smaller field of a question: day, month, year, time, unit, own words."""

    name: str
    id: str
    label: str
    value: str
    size: int = 20
    choices: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a repeating group."""

    legend: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Question:
    """What stands on the page for one item."""

    kind: Kind
    name: str
    id: str
    text: str
    html: str = ""
    hint: str = ""
    help: str = ""
    legal: str = ""
    link: str = ""
    value: str = ""
    words: tuple[str, ...] = ()
    required: bool = False
    options: tuple[Choice, ...] = ()
    apart: tuple[Choice, ...] = ()
    low: str = ""
    high: str = ""
    few: bool = False
    own: Part | None = None
    parts: tuple[Part, ...] = ()
    unit: str = ""
    numeric: bool = False
    max_length: int | None = None
    emphasis: str = ""
    rows: tuple[Row, ...] = ()
    codes: tuple[str, ...] = field(default_factory=tuple)


class Asked:
    """Builds the questions of a page from what is answered, what was just sent, and problems."""

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any],
        missing: Mapping[str, Any],
        problems: Sequence[Problem] = (),
        sent: Sent | None = None,
    ) -> None:
        self.form = form
        self.answers = answers
        self.missing = missing
        self.sent = sent
        self.words: dict[tuple[str, Rows], list[str]] = {}
        for problem in problems:
            self.words.setdefault(problem.place, []).append(str(problem.message))

    def page(self, page: Page, visible: Shown) -> list[Question]:
        """The questions and texts of one page that show for the answers so far."""
        definition = self.form.definition
        inside_rows = {
            child.link_id
            for link_id in page.link_ids
            if definition.by_link_id[link_id].is_rows
            for child in _below(definition.by_link_id[link_id])
        }
        found = []
        for link_id in page.link_ids:
            item = definition.by_link_id[link_id]
            if link_id in inside_rows or link_id not in visible:
                continue
            found.append(self.question(item, self.answers, self.missing, "", ()))
        return found

    def question(
        self, item: Item, answers: Mapping[str, Any], missing: Mapping[str, Any], within: str,
        rows: Rows,
    ) -> Question:  # fmt: skip
        """One item with its fields."""
        name = field_name(item.link_id, within=within)
        words = self.form.texts.item(item.link_id)
        base: dict[str, Any] = {
            "name": name,
            "id": field_id(name),
            "text": " ".join(part for part in (words.prefix, words.text) if part),
            "html": words.html,
            "hint": self._aid(item, "prompt") or words.entry_format,
            "help": self._aid(item, "help") or self._aid(item, "flyover"),
            "legal": self._aid(item, "legal"),
            "link": item.support_links[0] if item.support_links else "",
            "words": tuple(self.words.get((item.link_id, rows), ())),
            "required": item.required,
        }
        if item.is_rows:
            return Question("rows", **base, rows=self._rows(item, answers, missing, within, rows))
        if item.type == "group":
            return Question("title", **base)
        if not item.is_question or item.link_id not in self.form.questions:
            return Question("read", **base, emphasis=item.category or "")
        given = answers.get(item.link_id)
        reason = self._first(field_name(item.link_id, "missing", within=within), missing.get(item.link_id))
        fields = self._fields(item, name, given, within)
        fields["apart"] = fields.get("apart", ()) + self._reasons(item, name, within, reason)
        return Question(**{**base, **fields})

    def _fields(self, item: Item, name: str, given: Any, within: str) -> dict[str, Any]:
        if item.type in ("choice", "open-choice", "boolean"):
            return self._choices(item, name, given, within)
        if item.type in ("integer", "decimal"):
            return self._number(item, name, given)
        if item.type == "quantity":
            return self._quantity(item, name, given, within)
        if item.type in ("date", "dateTime"):
            return self._date(item, name, given, within)
        if item.type == "time":
            return {"kind": "time", "value": self._first(name, given)}
        kind = "long" if item.type == "text" else "text"
        return {"kind": kind, "value": self._first(name, given), "max_length": item.max_length}

    def _choices(self, item: Item, name: str, given: Any, within: str) -> dict[str, Any]:
        listed = given if isinstance(given, list) else [given]
        own = next((str(each[OTHER]) for each in listed if isinstance(each, dict)), "")
        default = {_plain(each) for each in listed if each is not None and not isinstance(each, dict)}
        if own:
            default.add(OTHER_CHOSEN)
        ticked = set(self.sent.get(name, ())) if self.sent is not None else default
        kind = "checkbox" if item.repeats else "radio"
        pairs = (
            [("true", _("Yes")), ("false", _("No"))]
            if item.type == "boolean"
            else [(option.code, self._label(item, option)) for option in item.options]
        )
        if item.type == "open-choice":
            label = self.form.texts.item(item.link_id).open_label or _("Something else")
            pairs.append((OTHER_CHOSEN, label))
        options = tuple(
            Choice(name, value, label, kind, _attrs(f"{field_id(name)}_{index}", value in ticked))
            for index, (value, label) in enumerate(pairs)
        )
        other = field_name(item.link_id, "other", within=within)
        return {
            "kind": "choices",
            "options": options,
            "own": Part(other, field_id(other), _("In your own words"), self._first(other, own or None))
            if item.type == "open-choice"
            else None,
        }

    def _number(self, item: Item, name: str, given: Any) -> dict[str, Any]:
        low, high = number(item.min_value), number(item.max_value)
        step = number(item.slider_step) or 1
        if item.control in ("slider", "radio-button") and low is not None and high is not None:
            count = int((high - low) / step) + 1
            if 2 <= count <= LADDER:
                ticked = self._first(name, given)
                steps = [_plain(low + step * index) for index in range(count)]
                return {
                    "kind": "rate",
                    "options": tuple(
                        Choice(name, value, value, "radio",
                               _attrs(f"{field_id(name)}_{index}", value == ticked))
                        for index, value in enumerate(steps)
                    ),
                    "low": self._aid(item, "lower"),
                    "high": self._aid(item, "upper"),
                    "few": count <= 7,
                }  # fmt: skip
        units = self.form.texts.item(item.link_id).units
        unit = units.get(item.units[0].code, item.units[0].code) if item.units else ""
        return {"kind": "number", "value": self._first(name, given), "numeric": True, "unit": unit}

    def _quantity(self, item: Item, name: str, given: Any, within: str) -> dict[str, Any]:
        given = given or {}
        texts = self.form.texts.item(item.link_id).units
        unit_name = field_name(item.link_id, "unit", within=within)
        chosen = self._first(unit_name, given.get("unit"))
        units = tuple((u.code, texts.get(u.code, u.code), u.code == chosen) for u in item.units)
        return {
            "kind": "quantity",
            "value": self._first(name, given.get("value")),
            "numeric": True,
            "parts": (Part(unit_name, field_id(unit_name), _("Unit"), chosen, choices=units),)
            if len(units) > 1
            else (),
            "unit": units[0][1] if len(units) == 1 else "",
        }

    def _date(self, item: Item, name: str, given: Any, within: str) -> dict[str, Any]:
        day_text, _t, clock = str(given or "").partition("T")
        year, month, day = [*day_text.split("-"), "", "", ""][:3]
        wanted = [("day", _("Day"), day, 2), ("month", _("Month"), month, 2), ("year", _("Year"), year, 4)]
        if item.type == "dateTime":
            wanted.append(("time", _("Time"), clock, 5))
        parts = []
        for part, label, value, size in wanted:
            part_name = field_name(item.link_id, part, within=within)  # type: ignore[arg-type]  # literals above
            parts.append(Part(part_name, field_id(part_name), label, self._first(part_name, value), size))
        return {"kind": "date", "parts": tuple(parts)}

    def _reasons(self, item: Item, name: str, within: str, reason: str) -> tuple[Choice, ...]:
        """"I would rather not say" and its like, apart from the answers."""
        missing = field_name(item.link_id, "missing", within=within)
        labels = self.form.texts.missing_reasons
        return tuple(
            Choice(missing, code, labels.get(code, code), "checkbox",
                   _attrs(f"{field_id(missing)}_{index}", code == reason))
            for index, code in enumerate(item.missing_reasons)
        )  # fmt: skip

    def _rows(
        self, item: Item, answers: Mapping[str, Any], missing: Mapping[str, Any], within: str,
        rows: Rows,
    ) -> tuple[Row, ...]:  # fmt: skip
        """The rows given so far and one empty one to fill in."""
        given = list(answers.get(item.link_id) or ())
        reasons = list(missing.get(item.link_id) or ())
        found = []
        for index in range(len(given) + 1):
            inside = row_name(item.link_id, index, within=within)
            row = given[index] if index < len(given) else {}
            why = reasons[index] if index < len(reasons) else {}
            questions = tuple(
                self.question(child, row, why, inside, (*rows, index)) for child in item.items
            )
            found.append(Row(str(index + 1), questions))
        return tuple(found)

    def _label(self, item: Item, option: Option) -> str:
        words = self.form.texts.option(item.link_id, option.code)
        return " ".join(part for part in (words.prefix, words.text) if part)

    def _aid(self, item: Item, control: Any) -> str:
        aid = item.aid(control)
        return self.form.texts.item(aid.link_id).text if aid else ""

    def _first(self, name: str, given: Any) -> str:
        """What was just sent for a field, even if it is wrong; else what is stored."""
        if self.sent is not None:
            return str((self.sent.get(name) or [""])[0])
        return "" if given is None else _plain(given)


def _below(item: Item) -> list[Item]:
    found = []
    for child in item.items:
        found += [child, *_below(child)]
    return found


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) or value.__class__.__name__ == "Decimal":
        text = format(value, "f") if not isinstance(value, int | float) else repr(value)
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(".", decimal_mark())
    return str(value)


def _attrs(identity: str, checked: bool) -> dict[str, Any]:
    return {"id": identity, **({"checked": True} if checked else {})}


def field_id(name: str) -> str:
    """An id for a field; linkIds may hold signs that ids and selectors do not like."""
    return "q-" + "".join(sign if sign.isalnum() else "-" for sign in name)
