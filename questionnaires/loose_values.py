"""Values as REDCap's logic takes them: numbers where they look like numbers, else texts, '' for blank."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from questionnaires.messages import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Value = str | Decimal | bool

NUMERIC = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*", re.ASCII)
EXACT = Context(prec=28, Emax=400, Emin=-400, traps=[DivisionByZero, InvalidOperation, Overflow])
# What is stored: any program that reads it as a double holds it, and so does a column of numbers.
MOST_KEPT, LEAST_KEPT = Decimal("1e300"), Decimal("1e-300")
MAX_NUMBER = 420  # characters of a text that is read as a number
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class CannotCompute(ValueError):
    """No value comes out: division by zero, a number too large, a root of a negative number."""

    def __init__(self, words: StrOrPromise) -> None:
        super().__init__(str(words))
        self.message = Message(words)


def _clock() -> datetime:
    return datetime.now().astimezone().replace(tzinfo=None)


@dataclass(frozen=True)
class Setting:
    """What a calculation knows besides the answers: the hour, and codes that say "missing"."""

    now: Callable[[], datetime] = _clock
    missing_codes: Collection[str] = field(default=frozenset())


PLAIN = Setting()


def exact(value: Value) -> Decimal | None:
    """The number a value stands for; None for a blank and for other texts."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    if len(value) > MAX_NUMBER or not NUMERIC.fullmatch(value):
        return None
    try:
        with localcontext(EXACT):
            return +Decimal(value.strip())
    except (InvalidOperation, Overflow):
        return None


def kept(value: Value) -> Value:
    """The value, unless it is a number nobody could store. Raises CannotCompute."""
    found = exact(value)
    if found and not LEAST_KEPT <= abs(found) <= MOST_KEPT:
        raise CannotCompute(_("The number is too large or too small to be stored."))
    return value


def written(value: Value) -> str:
    """The value as text: numbers without an exponent and without trailing zeros."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return value
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def counts(value: Value) -> bool:
    """Whether a value stands for yes: neither blank nor zero."""
    found = exact(value)
    return found != 0 if found is not None else bool(value)


def compared(sign: str, left: Value, right: Value) -> bool:
    """Numbers as numbers, else as texts; a blank equals only a blank and is neither more nor less."""
    one, other = exact(left), exact(right)
    if one is not None and other is not None:
        return SIGNS[sign](one, other)
    first, second = written(left), written(right)
    if sign in ("=", "!="):
        return SIGNS[sign](first, second)
    texts = one is None and other is None and bool(first) and bool(second)
    return texts and SIGNS[sign](first, second)
