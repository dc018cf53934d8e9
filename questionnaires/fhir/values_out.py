"""Answers as FHIR values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from questionnaires.definition import CHOICES, Item
from questionnaires.expressions import number
from questionnaires.texts import Texts
from questionnaires.values import OTHER

SIMPLE = {
    "boolean": "Boolean",
    "integer": "Integer",
    "decimal": "Decimal",
    "date": "Date",
    "string": "String",
    "text": "String",
}


def fhir_value(item: Item, answer: Any, texts: Texts, offset: str = "") -> tuple[str, Any]:
    """The `value[x]` name and value of one answer.

    `offset` (`+01:00`) is put on a date-time without a zone of its own, which FHIR demands.
    """
    if item.type in CHOICES:
        return _choice(item, answer, texts)
    if item.type == "quantity":
        return "valueQuantity", _quantity(item, answer, texts)
    if item.type == "time":
        return "valueTime", answer if answer.count(":") == 2 else f"{answer}:00"
    if item.type == "dateTime":
        return "valueDateTime", _date_time(answer, offset)
    return f"value{SIMPLE[item.type]}", answer


def json_number(text: str) -> int | float:
    """A decimal text as a JSON number."""
    exact = number(text) or Decimal(0)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _choice(item: Item, answer: Any, texts: Texts) -> tuple[str, Any]:
    if isinstance(answer, dict):
        return "valueString", answer[OTHER]
    option = item.option(answer)
    kind = option.kind if option else "coding"
    if kind == "integer":
        return "valueInteger", int(answer)
    if kind != "coding":
        return {"date": "valueDate", "time": "valueTime"}.get(kind, "valueString"), answer
    coding = option.coding if option else None
    return "valueCoding", {
        "system": coding.system if coding else "",
        "version": coding.version if coding else "",
        "code": coding.code if coding else answer,
        "display": texts.option(item.link_id, answer).text,
    }


def _quantity(item: Item, answer: dict[str, Any], texts: Texts) -> dict[str, Any]:
    found: dict[str, Any] = {"value": answer["value"]}
    code = answer.get("unit")
    if code:
        unit = next((each for each in item.units if each.code == code), None)
        found["unit"] = texts.item(item.link_id).units.get(code, code)
        if unit is not None and unit.coding is not None:
            found.update(system=unit.coding.system, code=unit.coding.code)
    return found


def _date_time(answer: str, offset: str) -> str:
    day, mark, clock = answer.partition("T")
    if not mark:
        return answer
    zone = next((clock[at:] for at, sign in enumerate(clock) if sign in "Z+-"), "")
    clock = clock.removesuffix(zone) if zone else clock
    seconds = clock if clock.count(":") == 2 else f"{clock}:00"
    return f"{day}T{seconds}{zone or offset or 'Z'}"
