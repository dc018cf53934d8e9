"""A person's own record, in whichever registry: which forms it is, and each entry as one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from members.part_dates import in_words as day_in_words
from questionnaires.definition import Definition, Item
from questionnaires.queries import Form as Words

# Forms of the dataset that ships (registry/shipped/own_record.csv) → the question each is known by.
KEYS: Mapping[str, str] = {
    "treatments": "treatment_name",
    "conditions": "condition_name",
    "side_effects": "effect_what",
    "measurements": "measured_what",
}
MEASURED: Mapping[str, tuple[str, ...]] = {
    "weight": ("weight_kg", "kg"),
    "height": ("height_cm", "cm"),
    "pulse": ("pulse_per_minute", "/min"),
    "temperature": ("temperature_c", "°C"),
    "oxygen": ("oxygen_percent", "%"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry of an own record: `form` of KEYS, its answers, and the words of its version."""

    form: str
    answers: Mapping[str, Any]
    words: Words

    @property
    def is_over(self) -> bool:
        """Whether it is gone or has ended."""
        said = self.answers
        return said.get("treatment_now") == "0" or "gone" in (
            said.get("condition_now"),
            said.get("effect_now"),
        )

    def line(self) -> str:
        """One line for a doctor: what, how much, since when, and why it ended; '' for too little."""
        return {
            "conditions": self._condition,
            "treatments": self._treatment,
            "side_effects": self._effect,
            "measurements": self._measurement,
        }[self.form]()

    def _text(self, name: str) -> str:
        value = self.answers.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return " ".join(str(value if value is not None else "").split())

    def _said(self, name: str) -> str:
        """The words of what was chosen, several with commas between."""
        value = self.answers.get(name)
        codes = value if isinstance(value, list) else [value]
        texts = self.words.texts
        return ", ".join(texts.option(name, str(code)).text or str(code) for code in codes if code)

    def _days(self, since: str, until: str) -> list[str]:
        found = []
        if self._text(since):
            found.append(_("since %(day)s") % {"day": day_in_words(self._text(since))})
        if self._text(until):
            found.append(_("until %(day)s") % {"day": day_in_words(self._text(until))})
        return found

    def _condition(self) -> str:
        name = self._text("condition_name")
        more = [*self._days("condition_since", "condition_until"), self._said("condition_now")]
        return _joined(name, more)

    def _treatment(self) -> str:
        amount = " ".join(filter(None, (self._text("dose"), self._said("dose_unit"))))
        why = self._said("treatment_why")
        more = [
            amount,
            self._said("dose_often"),
            *self._days("treatment_start", "treatment_stop"),
            _("ended") if self.answers.get("treatment_now") == "0" else "",
            why,
        ]
        return _joined(self._text("treatment_name"), more)

    def _effect(self) -> str:
        name, of = self._text("effect_what"), self._text("effect_of")
        told = _("Side effect: %(what)s") % {"what": name} if name else ""
        more = [
            _("of %(treatment)s") % {"treatment": of} if of else "",
            *self._days("effect_since", "effect_until"),
            self._said("effect_bad"),
        ]
        return _joined(told, more)

    def _measurement(self) -> str:
        what, value = str(self.answers.get("measured_what") or ""), ""
        name = self._said("measured_what")
        if what in MEASURED:
            number, unit = MEASURED[what]
            value = f"{self._text(number)} {unit}" if self._text(number) else ""
        elif what == "blood_pressure":
            both = [self._text("pressure_upper"), self._text("pressure_lower")]
            value = f"{'/'.join(both)} mmHg" if all(both) else ""
        elif what == "blood_sugar":
            value = f"{self._text('blood_sugar')} {self._said('blood_sugar_unit')}".strip()
        elif what == "other":
            name = self._text("measured_other")
            value = f"{self._text('measured_value')} {self._text('measured_unit')}".strip()
        day = self._text("measured_on")
        return (
            _joined(f"{name}: {value}", [day_in_words(day) if day else ""])
            if name and value
            else ""
        )


def _joined(first: str, more: list[str]) -> str:
    return ", ".join([first, *filter(None, more)]) if first else ""


def fits(item: Item, other: Item, value: Any) -> bool:
    """Whether an answer to one question is an answer to the question of the same name elsewhere."""
    if item.type != other.type or item.repeats != other.repeats or other.identifier:
        return False
    if set(item.terms) != set(other.terms):  # a code would stand there under another list
        return False
    if other.type != "choice":
        return True
    codes = value if isinstance(value, list) else [value]
    return all(other.option(str(code)) is not None for code in codes)


def carried(
    source: Definition, target: Definition, values: Mapping[str, Any], names: set[str]
) -> dict[str, Any]:
    """Of these answers those the other form asks for in the same way. `names`: its questions."""
    found = {}
    for name, value in values.items():
        item, other = source.by_link_id.get(name), target.by_link_id.get(name)
        if item is None or other is None or name not in names:
            continue
        if not (other.read_only or other.hidden or other.calculated) and fits(item, other, value):
            found[name] = value
    return found
