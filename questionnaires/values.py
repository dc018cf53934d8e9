"""One answer to one question: is it of the question's kind, and within its bounds?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from questionnaires.definition import Item
from questionnaires.expressions import number
from questionnaires.moments import settle_date, settle_date_time, settle_time
from questionnaires.patterns import fits
from questionnaires.plain import UNSTORABLE
from questionnaires.wanted import NotAnswer, ask, number_wanted, refused

MAX_STRING = 2_000
MAX_TEXT = 20_000
MAX_UNIT = 50
MAX_ANSWERS = 200
MAX_WHOLE = 2**31 - 1  # FHIR's integer; also what Postgres calls one
MAX_DIGITS = 15  # a JSON number keeps no more
OTHER = "other"

CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def settle(item: Item, value: Any, *, today: date) -> Any:
    """The value in the form it is stored in, or None when it is blank.

    Raises NotAnswer, also when given one. A question that repeats takes a list and gives one, without doubles.
    """
    if isinstance(value, NotAnswer):
        raise value  # a field that could not even be read
    if value is None or value == "" or value == []:
        return None
    if not item.repeats:
        return _single(item, value, today)
    if not isinstance(value, list):
        raise refused("kind", _("Give the answers as a list."))
    if len(value) > MAX_ANSWERS:
        raise refused("too_many", _("These are too many answers for one question."))
    found: list[Any] = []
    for each in value:
        settled = _single(item, each, today)
        if settled is not None and settled not in found:
            found.append(settled)
    _check_together(item, found)
    return found or None


def _single(item: Item, value: Any, today: date) -> Any:
    return SETTLERS[item.type](item, value, today)


def _check_together(item: Item, found: list[Any]) -> None:
    if item.type in ("choice", "open-choice"):
        alone = [code for code in found if isinstance(code, str) and _is_exclusive(item, code)]
        if alone and len(found) > 1:
            raise refused("exclusive", _("Choose either this answer alone or the others."))
        if sum(isinstance(each, dict) for each in found) > 1:
            raise refused("kind", _("Write one answer of your own, not several."))
    if item.max_occurs is not None and len(found) > item.max_occurs:
        words = ngettext_lazy(
            "Choose no more than %(count)d answer.",
            "Choose no more than %(count)d answers.",
            "count",
        )
        raise refused("too_many", words, count=item.max_occurs)
    if item.min_occurs is not None and 0 < len(found) < item.min_occurs:
        words = ngettext_lazy(
            "Choose at least %(count)d answer.", "Choose at least %(count)d answers.", "count"
        )
        raise refused("too_few", words, count=item.min_occurs)


def _is_exclusive(item: Item, code: str) -> bool:
    option = item.option(code)
    return option is not None and option.exclusive


def _boolean(item: Item, value: Any, today: date) -> Any:
    if isinstance(value, bool):
        return value
    raise NotAnswer("kind", ask(item))


def _number(item: Item, value: Any, today: date) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotAnswer("kind", number_wanted(item))
    exact = number(value)
    if exact is None:
        raise NotAnswer("kind", number_wanted(item))
    whole = exact == exact.to_integral_value()
    if item.type == "integer" and not whole:
        raise NotAnswer("kind", number_wanted(item))
    limit = MAX_WHOLE if item.type == "integer" else 10**MAX_DIGITS
    if abs(exact) > limit:
        raise refused("too_big", _("This number is too big. Check the number."))
    low, high = number(item.min_value), number(item.max_value)
    if (low is not None and exact < low) or (high is not None and exact > high):
        raise NotAnswer("range", number_wanted(item))
    if item.max_decimals is not None and _decimals(exact) > item.max_decimals:
        words = ngettext_lazy(
            "Enter a number with no more than %(count)d digit after the decimal mark.",
            "Enter a number with no more than %(count)d digits after the decimal mark.",
            "count",
        )
        raise refused("decimals", words, count=item.max_decimals)
    return int(exact) if whole else float(exact)


def _decimals(exact: Decimal) -> int:
    exponent = exact.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _quantity(item: Item, value: Any, today: date) -> Any:
    if not isinstance(value, dict) or not set(value) <= {"value", "unit"}:
        raise NotAnswer("kind", number_wanted(item))
    if value.get("value") is None:
        return None
    units = [unit.code for unit in item.units]
    unit = value.get("unit") or (units[0] if len(units) == 1 else "")
    if not isinstance(unit, str) or (units and unit not in units):
        raise refused("unit", _("Choose a unit."))
    settled = {"value": _number(item, value["value"], today)}
    return {**settled, "unit": written(unit, MAX_UNIT, lines=False)} if unit else settled


def _text(item: Item, value: Any, today: date) -> Any:
    if not isinstance(value, str):
        raise NotAnswer("kind", ask(item))
    lines = item.type == "text"
    text = written(value, item.max_length or (MAX_TEXT if lines else MAX_STRING), lines=lines)
    if text and item.min_length is not None and len(text) < item.min_length:
        words = ngettext_lazy(
            "Write at least %(count)d character.", "Write at least %(count)d characters.", "count"
        )
        raise refused("too_short", words, count=item.min_length)
    if text and item.pattern and not fits(item.pattern, text):
        raise refused("pattern", _("This answer does not have the form the question asks for."))
    return text or None


def written(value: str, limit: int, *, lines: bool) -> str:
    """Typed text as it is stored: trimmed, without control characters; raises NotAnswer."""
    if UNSTORABLE.search(value):
        raise refused(
            "characters", _("This answer holds characters that cannot be stored. Write it again.")
        )
    text = CONTROLS.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not lines:
        text = re.sub(r"[\n\t]+", " ", text)
    if len(text) > limit:
        words = ngettext_lazy(
            "Write no more than %(limit)d character. You wrote %(count)d.",
            "Write no more than %(limit)d characters. You wrote %(count)d.",
            "limit",
        )
        raise refused("too_long", words, limit=limit, count=len(text))
    return text


def _choice(item: Item, value: Any, today: date) -> Any:
    if isinstance(value, str) and item.option(value) is not None:
        return value
    raise refused("option", _("Choose one of the answers shown."))


def _open_choice(item: Item, value: Any, today: date) -> Any:
    if isinstance(value, dict) and set(value) == {OTHER} and isinstance(value[OTHER], str):
        text = written(value[OTHER], item.max_length or MAX_STRING, lines=False)
        return {OTHER: text} if text else None
    return _choice(item, value, today)


SETTLERS: dict[str, Callable[[Item, Any, date], Any]] = {
    "boolean": _boolean,
    "integer": _number,
    "decimal": _number,
    "quantity": _quantity,
    "date": settle_date,
    "dateTime": settle_date_time,
    "time": settle_time,
    "string": _text,
    "text": _text,
    "choice": _choice,
    "open-choice": _open_choice,
}
