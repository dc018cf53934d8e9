"""Bounds, initial values and formulas of one item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import CHOICES, DATES, NUMBERS, TEXTS, Calculation, Item
from questionnaires.expressions import number
from questionnaires.fhir.element import Element, Extension, decimal_text
from questionnaires.fhir.options import slug
from questionnaires.moments import as_date, as_time
from questionnaires.patterns import runs
from questionnaires.values import settle
from questionnaires.wanted import NotAnswer

SOME_DAY = date(2000, 1, 1)
TODAY = re.compile(r"\s*today\(\)\s*")
# Formulas that add up answers or their weights, as LHC-Forms and others write them.
SUM = re.compile(r"\.sum\(\)|\baggregate\(|\.ordinal\(\)|\.weight\(\)|%\w+\s*\+\s*%\w+|iif\(.*\+")


def read_bounds(element: Element, item: Item) -> Item:
    """Least and most: values, lengths, decimals, steps, and how often."""
    item = _with_range(element, item)
    item = _with_counts(element, item)
    pattern = element.take("regex")
    if pattern is not None and item.type in TEXTS and runs(pattern.text()) and pattern.text():
        item = replace(item, pattern=pattern.text())
    elif pattern is not None:
        pattern.put_back(_("A pattern for the answer is kept, not checked."))
    step = element.take("sliderStepValue")
    if step is not None and item.type in NUMBERS and (number(step.text()) or 0) > 0:
        item = replace(item, slider_step=decimal_text(step.text()))
    if item.control == "slider" and not (item.min_value and item.max_value):
        words = _("A slider needs both ends; this is asked as a number.")
        element.book.note("changed", element.path, words)
        item = replace(item, control=None)
    return item


def _with_range(element: Element, item: Item) -> Item:
    found: dict[str, str] = {}
    for name, field in (("minValue", "min_value"), ("maxValue", "max_value")):
        extension = element.take(name)
        if extension is None:
            continue
        bound = _bound(extension, item)
        if bound:
            found[field] = bound
        else:
            extension.put_back(_("A bound we cannot check is kept."))
    low, high = number(found.get("min_value")), number(found.get("max_value"))
    if item.type in NUMBERS and low is not None and high is not None and low > high:
        words = _("The least is more than the most; both are left out.")
        element.book.note("dropped", element.path, words)
        found = {}
    return replace(item, **found)  # type: ignore[arg-type]  # both fields are texts


def _bound(extension: Extension, item: Item) -> str:
    value = extension.value
    if item.type in NUMBERS:
        return decimal_text(value.get("value") if isinstance(value, dict) else value)
    if item.type in DATES:
        formula = next(
            (
                Extension(part).expression()[0]
                for key in extension.element.data
                if key.startswith("_value")
                for shadow in [extension.element.child(key)]
                if shadow is not None
                for part in shadow.children("extension")
            ),
            extension.expression()[0] if isinstance(value, dict) else "",
        )
        if TODAY.fullmatch(formula):
            return "today"
        text = value.strip() if isinstance(value, str) else ""
        return text if as_date(text[:10]) else ""
    if item.type == "time" and isinstance(value, str) and as_time(value):
        return value
    return ""


def _with_counts(element: Element, item: Item) -> Item:
    least, most = _count(element, "minOccurs", 0), _count(element, "maxOccurs", 1)
    if least and not item.required and item.type != "display":
        words = _("At least one answer is asked for, so this must be answered.")
        element.book.note("changed", element.path, words)
        item = replace(item, required=True)
    if item.repeats and least is not None and most is not None and least > most:
        least = None
    if item.repeats:
        item = replace(item, min_occurs=least, max_occurs=most)
    elif most is not None and most > 1:
        words = _("It allows several answers but does not repeat; one can be given.")
        element.book.note("dropped", element.path, words)
    decimals, shortest = _count(element, "maxDecimalPlaces", 0), _count(element, "minLength", 0)
    if decimals is not None and item.type in ("decimal", "quantity"):
        item = replace(item, max_decimals=decimals)
    longest = element.whole("maxLength")
    if longest is not None and (longest < 1 or item.type not in (*TEXTS, "open-choice")):
        element.book.note(
            "dropped", element.at("maxLength"), _("A length that means nothing here.")
        )
        longest = None
    if shortest and item.type in TEXTS and not (longest and shortest > longest):
        item = replace(item, min_length=shortest)
    return replace(item, max_length=longest)


def _count(element: Element, name: str, least: int) -> int | None:
    extension = element.take(name)
    if extension is None:
        return None
    count = extension.whole()
    if count is None or count < least:
        element.book.note("dropped", extension.path, _("A number that means nothing here."))
        return None
    return count


def read_calculated(element: Element, item: Item, variables: Mapping[str, str]) -> Item:
    """The formula, kept to be read. Nobody is asked what a formula should give."""
    extension = element.take("calculatedExpression")
    formula, language = extension.expression() if extension is not None else ("", "")
    if extension is None:
        return item
    if not formula or not item.is_question:
        extension.put_back(_("A formula that gives no answer is kept, not run."))
        return item
    adds = SUM.search(formula) or any(SUM.search(variables[name]) for name in variables)
    words = (
        _("A formula adds up answers. It is kept, not run: the score needs a scale spec.")
        if adds
        else _("A formula is kept, not run. If it is a score, it needs a scale spec.")
    )
    element.book.note("kept", extension.path, words)
    return replace(item, calculated=Calculation(formula[:20_000], language or "text/fhirpath"))


def read_initial(element: Element, item: Item, selected: list[str]) -> Item:
    """The value a question starts with, in the form an answer has."""
    given = element.children("initial")
    values: list[Any] = list(selected)
    for part in given:
        name = next((key for key in part.data if key.startswith("value")), "")
        value = answer_of(item, part.data.get(name))
        if value is None:
            element.book.note("dropped", part.path, _("A starting value that cannot be used."))
        else:
            values.append(value)
    if not values or not item.is_question:
        return item
    if not item.repeats and len(values) > 1:
        words = _("Several starting values for one answer; the first is taken.")
        element.book.note("changed", element.path, words)
    try:
        value = settle(item, values if item.repeats else values[0], today=SOME_DAY)
    except NotAnswer as error:
        if error.fault.kind == "range" and "today" in (item.min_value, item.max_value):
            value = values if item.repeats else values[0]
        else:
            element.book.note("dropped", element.path, _("A starting value that cannot be used."))
            return item
    return replace(item, initial=value)


def answer_of(item: Item, value: Any) -> Any:
    """A FHIR value as an answer to this item; None when it cannot be one."""
    if item.type in CHOICES:
        return _choice_of(item, value)
    if item.type in ("integer", "decimal"):
        exact = number(value)
        return None if exact is None else _plain_number(exact)
    if item.type == "quantity" and isinstance(value, dict):
        exact = number(value.get("value"))
        units = [value.get(name) for name in ("code", "unit")]
        known = {unit.code for unit in item.units}
        unit = next((u for u in units if u in known), next((u for u in units if u), ""))
        if exact is None:
            return None
        return {"value": _plain_number(exact), **({"unit": unit} if unit else {})}
    if item.type == "boolean" and value in ("true", "false"):
        return value == "true"
    return value if isinstance(value, str | bool) else None


def _plain_number(exact: Any) -> int | float | None:
    if abs(exact) > 10**15:
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _choice_of(item: Item, value: Any) -> Any:
    if isinstance(value, dict):
        code, display = value.get("code"), value.get("display")
        system = value.get("system")
        code = code if isinstance(code, str) else slug(display) if isinstance(display, str) else ""
        matches = [o for o in item.options if code == (o.coding.code if o.coding else o.code)]
        exact = [o for o in matches if o.coding is not None and o.coding.system == system]
        found = next(iter(exact or matches), None)
        return found.code if found else None
    text = decimal_text(value) if isinstance(value, int | float) else value
    if isinstance(text, str) and item.option(text) is not None:
        return text
    return None  # own words to start with cannot go out again: FHIR allows initial or answerOption
