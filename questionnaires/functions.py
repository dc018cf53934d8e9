"""The closed list of functions a calculation may use, exact in decimals, each with its rule for blanks.

Names and meanings are those of REDCap's calculated fields: a blank spreads through + - * / ^, and
sum, mean, min, max, median and stdev pass over it. A text that is no number is as good as blank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from math import prod

from django.utils.translation import gettext_lazy as _

from questionnaires.date_functions import DATE_FUNCTIONS
from questionnaires.loose_values import (
    EXACT,
    SIGNS,
    CannotCompute,
    Setting,
    Value,
    compared,
    counts,
    exact,
    written,
)

MAX_PLACES = 20
MAX_TEXT = 20_000
Work = Callable[[Sequence[Value], Setting], Value]
BLANK = ""


@dataclass(frozen=True)
class Function:
    """How it is worked out, and how many values it takes (`most` None: any number)."""

    work: Work
    least: int
    most: int | None


def _numbers(of: Callable[..., Decimal | None]) -> Work:
    """A function of numbers; blank as soon as one of them is."""

    def work(values: Sequence[Value], setting: Setting) -> Value:
        found = [exact(value) for value in values]
        if any(one is None for one in found):
            return BLANK
        return _safely(lambda: of(*found))

    return work


def _present(of: Callable[[list[Decimal]], Decimal | None]) -> Work:
    """A function of those numbers that are there; blank when none is."""

    def work(values: Sequence[Value], setting: Setting) -> Value:
        found = [one for value in values if (one := exact(value)) is not None]
        return _safely(lambda: of(found)) if found else BLANK

    return work


def _safely(of: Callable[[], Decimal | None]) -> Value:
    try:
        with localcontext(EXACT):
            found = of()
    except DivisionByZero as error:
        raise CannotCompute(_("It divides by zero.")) from error
    except Overflow as error:
        raise CannotCompute(_("The number is too large.")) from error
    except InvalidOperation as error:
        raise CannotCompute(_("This cannot be worked out.")) from error
    return BLANK if found is None else found


def _divide(one: Decimal, other: Decimal) -> Decimal:
    if other == 0:
        raise CannotCompute(_("It divides by zero."))
    return one / other


def _modulo(one: Decimal, other: Decimal) -> Decimal:
    if other == 0:
        raise CannotCompute(_("It divides by zero."))
    return one % other


def _rounded(way: str) -> Callable[..., Decimal]:
    def of(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
        count = max(-MAX_PLACES, min(MAX_PLACES, int(places)))
        step = Decimal(1).scaleb(-count)
        with localcontext(EXACT) as context:
            context.prec = 450  # a number of 400 digits keeps them all
            return (value / step).to_integral_value(rounding=way) * step

    return of


def _log(value: Decimal, base: Decimal | None = None) -> Decimal:
    if value <= 0 or (base is not None and (base <= 0 or base == 1)):
        raise CannotCompute(_("There is no logarithm of this number."))
    if base == 10:
        return value.log10()
    return value.ln() if base is None else value.ln() / base.ln()


def _mean(found: list[Decimal]) -> Decimal:
    return sum(found, Decimal(0)) / len(found)


def _median(found: list[Decimal]) -> Decimal:
    ordered, middle = sorted(found), len(found) // 2
    return ordered[middle] if len(found) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _stdev(found: list[Decimal]) -> Decimal | None:
    """Of a sample: divided by one less than there are; nothing for a single number."""
    if len(found) < 2:
        return None
    mean = _mean(found)
    return (sum(((one - mean) ** 2 for one in found), Decimal(0)) / (len(found) - 1)).sqrt()


def _sign(sign: str) -> Work:
    return lambda values, setting: compared(sign, values[0], values[1])


def _texts(of: Callable[..., str]) -> Work:
    return lambda values, setting: of(*(written(value) for value in values))[:MAX_TEXT]


def _tests(of: Callable[[str, str], bool]) -> Work:
    """A test of two texts that does not tell capitals from small letters."""
    return lambda values, setting: of(written(values[0]).lower(), written(values[1]).lower())


def _count(text: str) -> int:
    found = exact(text)
    return 0 if found is None else max(0, min(MAX_TEXT, int(found)))


def _mid(text: str, start: str, length: str) -> str:
    first = max(1, _count(start)) - 1
    return text[first : first + _count(length)]


def _right(text: str, length: str) -> str:
    return text[len(text) - min(len(text), _count(length)) :]


def _find(values: Sequence[Value], setting: Setting) -> Value:
    return Decimal(written(values[1]).lower().find(written(values[0]).lower()) + 1)


def _replace(text: str, old: str, new: str) -> str:
    if old and text.count(old) * len(new) > MAX_TEXT:
        raise CannotCompute(_("The text is too long."))
    return text.replace(old, new) if old else text


def _is_missing(values: Sequence[Value], setting: Setting) -> bool:
    return any(written(value) in setting.missing_codes for value in values)


def _is_whole(values: Sequence[Value], setting: Setting) -> bool:
    found = exact(values[0])
    return found is not None and found == found.to_integral_value()


FUNCTIONS: dict[str, Function] = {
    "+": Function(_numbers(lambda *found: sum(found, Decimal(0))), 2, None),
    "*": Function(_numbers(lambda *found: prod(found, start=Decimal(1))), 2, None),
    "/": Function(_numbers(_divide), 2, 2),
    "^": Function(_numbers(lambda one, other: one**other), 2, 2),
    "negative": Function(_numbers(lambda one: -one), 1, 1),
    "not": Function(lambda values, setting: not counts(values[0]), 1, 1),
    "and": Function(lambda values, setting: all(map(counts, values)), 1, None),
    "or": Function(lambda values, setting: any(map(counts, values)), 1, None),
    "if": Function(lambda values, setting: values[1 if counts(values[0]) else 2], 3, 3),
    **{sign: Function(_sign(sign), 2, 2) for sign in SIGNS},
    "round": Function(_numbers(_rounded(ROUND_HALF_UP)), 1, 2),
    "roundup": Function(_numbers(_rounded(ROUND_CEILING)), 1, 2),
    "rounddown": Function(_numbers(_rounded(ROUND_FLOOR)), 1, 2),
    "sqrt": Function(_numbers(lambda one: one.sqrt()), 1, 1),
    "abs": Function(_numbers(abs), 1, 1),
    "exponential": Function(_numbers(lambda one: one.exp()), 1, 1),
    "log": Function(_numbers(_log), 1, 2),
    "mod": Function(_numbers(_modulo), 2, 2),
    "min": Function(_present(min), 1, None),
    "max": Function(_present(max), 1, None),
    "mean": Function(_present(_mean), 1, None),
    "median": Function(_present(_median), 1, None),
    "sum": Function(_present(lambda found: sum(found, Decimal(0))), 1, None),
    "stdev": Function(_present(_stdev), 1, None),
    "isnumber": Function(lambda values, setting: exact(values[0]) is not None, 1, 1),
    "isinteger": Function(_is_whole, 1, 1),
    "isblankormissingcode": Function(
        lambda values, setting: written(values[0]) == "" or _is_missing(values, setting), 1, 1
    ),
    "hasmissingcode": Function(_is_missing, 1, None),
    "ismissingcode": Function(_is_missing, 1, 1),
    "left": Function(_texts(lambda text, length: text[: _count(length)]), 2, 2),
    "right": Function(_texts(_right), 2, 2),
    "mid": Function(_texts(_mid), 3, 3),
    "length": Function(lambda values, setting: Decimal(len(written(values[0]))), 1, 1),
    "find": Function(_find, 2, 2),
    "trim": Function(_texts(str.strip), 1, 1),
    "upper": Function(_texts(str.upper), 1, 1),
    "lower": Function(_texts(str.lower), 1, 1),
    "concat": Function(_texts(lambda *texts: "".join(texts)), 1, None),
    "concat_ws": Function(
        _texts(lambda between, *texts: between.join(text for text in texts if text)), 2, None
    ),
    "replace_text": Function(_texts(_replace), 3, 3),
    "contains": Function(_tests(lambda text, part: part in text), 2, 2),
    "not_contain": Function(_tests(lambda text, part: part not in text), 2, 2),
    "starts_with": Function(_tests(str.startswith), 2, 2),
    "ends_with": Function(_tests(str.endswith), 2, 2),
    **{name: Function(*parts) for name, parts in DATE_FUNCTIONS.items()},
}
