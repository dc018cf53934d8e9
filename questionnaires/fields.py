"""The fields of one question by its type, filled with what was just sent or what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import Item, Option
from questionnaires.expressions import number
from questionnaires.form_input import OTHER_CHOSEN, field_name
from questionnaires.messages import Message, decimal_mark
from questionnaires.no_answer import reason_value
from questionnaires.queries import Form
from questionnaires.shapes import Choice, Part, field_id
from questionnaires.values import OTHER
from questionnaires.wanted import number_wanted, time_wanted

LADDER = 21  # a slider with at most so many steps is asked as a row of numbers
FEW = 7  # so many fit beside each other on a phone
LONG_LIST = 15  # more answers than that are a list to open
PAIRS = Sequence[tuple[str, str]]


class Fields:
    """Fields of the questions in one scope: the whole form, or one row of a group."""

    def __init__(self, form: Form, within: str, sent: Mapping[str, Sequence[str]] | None) -> None:
        self.form = form
        self.within = within
        self.sent = sent

    def of(self, item: Item, given: Any, reason: Any) -> dict[str, Any]:
        """What to set on a shapes.Question: kind, values, choices."""
        made = self._by_type(item, given)
        single = made["kind"] == "rate" or (made["kind"] == "choices" and not item.repeats)
        apart = self._apart(item, given, reason, single=single)
        return {**made, "apart": (*made.get("apart", ()), *apart)}

    def _by_type(self, item: Item, given: Any) -> dict[str, Any]:
        match item.type:
            case "choice" | "open-choice" | "boolean":
                return self._choices(item, given)
            case "integer" | "decimal":
                return self._number(item, given)
            case "quantity":
                return self._quantity(item, given)
            case "date" | "dateTime":
                return self._date(item, given)
            case "time":
                value = self._value(self._name(item), given)
                return {"kind": "time", "value": value, "hint": str(time_wanted(item))}
        kind = "long" if item.type == "text" else "text"
        value = self._value(self._name(item), given)
        return {"kind": kind, "value": value}

    def _choices(self, item: Item, given: Any) -> dict[str, Any]:
        name, listed = self._name(item), given if isinstance(given, list) else [given]
        own = next((str(each[OTHER]) for each in listed if isinstance(each, dict)), "")
        stored = {
            as_typed(each) for each in listed if each is not None and each.__class__ is not dict
        }
        stored |= {OTHER_CHOSEN} if own else set()
        ticked = set(self.sent.get(name, ())) if self.sent is not None else stored
        pairs = [(option.code, self._label(item, option)) for option in item.options]
        if item.type == "boolean":
            pairs = [("true", _("Yes")), ("false", _("No"))]
        if self._is_long_list(item, pairs):
            options = [("", ""), *pairs]
            parts = tuple((code, label, code in ticked) for code, label in options)
            return {"kind": "select", "parts": (Part(name, field_id(name), "", "", choices=parts),)}
        if item.type == "open-choice":
            label = self.form.texts.item(item.link_id).open_label or _("Something else")
            pairs.append((OTHER_CHOSEN, label))
        found = {"kind": "choices", "options": _listed(name, pairs, ticked, many=item.repeats)}
        return {**found, "own": self._own(item, own)} if item.type == "open-choice" else found

    def _is_long_list(self, item: Item, pairs: PAIRS) -> bool:
        wanted = item.control == "drop-down" and len(pairs) > FEW
        return item.type == "choice" and not item.repeats and (wanted or len(pairs) > LONG_LIST)

    def _own(self, item: Item, own: str) -> Part:
        name = field_name(item.link_id, "other", within=self.within)
        return Part(name, field_id(name), _("In your own words"), self._value(name, own or None))

    def _number(self, item: Item, given: Any) -> dict[str, Any]:
        name = self._name(item)
        steps = _steps(item)
        low, high = self._aid(item, "lower"), self._aid(item, "upper")
        if steps:
            ticked = {self._value(name, given)} - {""}
            options = _listed(name, [(step, step) for step in steps], ticked, many=False)
            few = len(steps) <= FEW
            return {"kind": "rate", "options": options, "low": low, "high": high, "few": few}
        units = self.form.texts.item(item.link_id).units
        unit = units.get(item.units[0].code, item.units[0].code) if item.units else ""
        hint = str(number_wanted(item)) if item.min_value or item.max_value else ""
        if low and high:
            ends = {"low": number(item.min_value), "high": number(item.max_value)}
            words = _("%(low)s: %(low_words)s. %(high)s: %(high_words)s.")
            hint = str(Message(words, {**ends, "low_words": low, "high_words": high}))
        value = self._value(name, given)
        return {"kind": "number", "value": value, "unit": unit, "hint": hint}

    def _quantity(self, item: Item, given: Any) -> dict[str, Any]:
        given = given or {}
        texts = self.form.texts.item(item.link_id).units
        name = field_name(item.link_id, "unit", within=self.within)
        chosen = self._value(name, given.get("unit"))
        units = [(unit.code, texts.get(unit.code, unit.code)) for unit in item.units]
        found = {"kind": "quantity", "value": self._value(self._name(item), given.get("value"))}
        if len(units) == 1:
            return {**found, "unit": units[0][1]}
        if not units:
            return found
        options = tuple((code, label, code == chosen) for code, label in [("", ""), *units])
        return {**found, "parts": (Part(name, field_id(name), _("Unit"), "", choices=options),)}

    def _date(self, item: Item, given: Any) -> dict[str, Any]:
        day_text, _t, clock = str(given or "").partition("T")
        year, month, day = [*day_text.split("-"), "", "", ""][:3]
        wanted = [("day", _("Day"), day), ("month", _("Month"), month), ("year", _("Year"), year)]
        if item.type == "dateTime":
            wanted.append(("time", _("Time"), clock))
        parts = []
        for part, label, value in wanted:
            name = field_name(item.link_id, part, within=self.within)  # type: ignore[arg-type]  # literals above
            typed = self._value(name, value.lstrip("0") if part in ("day", "month") else value)
            parts.append(Part(name, field_id(name), label, typed, css=part))
        return {"kind": "date", "parts": tuple(parts), "hint": str(time_wanted(item))}

    def _apart(self, item: Item, given: Any, reason: Any, *, single: bool) -> tuple[Choice, ...]:
        """ "I would rather not say" and its like; and a way to take a chosen answer back."""
        name = self._name(item)
        missing = field_name(item.link_id, "missing", within=self.within)
        chosen = self._value(missing, reason)
        pairs = [(code, str(self.form.texts.reason(code))) for code in item.missing_reasons]
        if single and not pairs and given is not None:
            return _listed(
                name, [("", _("Leave this question open"))], set(), many=False, key="open"
            )
        if single:
            pairs = [(reason_value(code), label) for code, label in pairs]
            return _listed(
                name, pairs, {reason_value(chosen)} if chosen else set(), many=False, key="none"
            )
        return _listed(missing, pairs, {chosen}, many=True)

    def _label(self, item: Item, option: Option) -> str:
        words = self.form.texts.option(item.link_id, option.code)
        return " ".join(part for part in (words.prefix, words.text) if part)

    def _aid(self, item: Item, control: Any) -> str:
        aid = item.aid(control)
        return self.form.texts.item(aid.link_id).text if aid else ""

    def _name(self, item: Item) -> str:
        return field_name(item.link_id, within=self.within)

    def _value(self, name: str, stored: Any) -> str:
        """What was just sent for a field, even if it is wrong; else what is stored."""
        if self.sent is not None:
            return str((self.sent.get(name) or [""])[0])
        return "" if stored is None else as_typed(stored)


def as_typed(value: Any) -> str:
    """A stored value as somebody types it, with the decimal mark of the language now active."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    text = repr(value) if isinstance(value, float) else format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", decimal_mark())


def _listed(
    name: str, pairs: PAIRS, ticked: set[str], *, many: bool, key: str = ""
) -> tuple[Choice, ...]:
    begin = "_".join(part for part in (field_id(name), key) if part)
    return tuple(
        Choice(
            name,
            value,
            label,
            "checkbox" if many else "radio",
            {"id": f"{begin}_{index}", **({"checked": True} if value in ticked else {})},
        )
        for index, (value, label) in enumerate(pairs)
    )


def _steps(item: Item) -> list[str]:
    """The numbers of a short slider, as typed; none when it is asked as a number."""
    low, high = number(item.min_value), number(item.max_value)
    if item.control not in ("slider", "radio-button") or low is None or high is None:
        return []
    step = number(item.slider_step) or 1
    count = int((high - low) / step) + 1
    return [as_typed(low + step * index) for index in range(count)] if 2 <= count <= LADDER else []
