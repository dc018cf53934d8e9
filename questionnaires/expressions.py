"""One tree for every "show only if …", whichever language it was written in.

The rule for blanks is one and the same: a comparison with nothing is false, `!=` included.
A dialect in which a blank counts as something (REDCap: the empty text) says so with `Answered`
when it is parsed, so the tree needs no second meaning. Dates compare as far as both are known,
as written, without converting time zones.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Literal

Kind = Literal["boolean", "code", "date", "number", "quantity", "text", "time"]
Sign = Literal["=", "!=", "<", "<=", ">", ">="]
Read = Callable[[str], Sequence[Any]]  # linkId → the answers given there, none when blank

SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(:\d\d)?\S*)?)?)?")
MAX_NODES = 500
MAX_DEPTH = 12
MAX_EXPONENT = 400


@dataclass(frozen=True)
class Answer:
    """What was answered at a question: no value, one, or several."""

    node: ClassVar = "answer"
    link_id: str


@dataclass(frozen=True)
class Constant:
    """A value written in the form: numbers as decimal text, `true`/`false`, ISO dates, codes."""

    node: ClassVar = "constant"
    value: str
    unit: str = ""


Operand = Answer | Constant


@dataclass(frozen=True)
class Compare:
    """True when a value left and a value right stand so; `!=` when there is one and none is equal."""

    node: ClassVar = "compare"
    sign: Sign
    kind: Kind
    left: Operand
    right: Operand


@dataclass(frozen=True)
class Answered:
    """True when the question has an answer. A reason for not answering is none."""

    node: ClassVar = "answered"
    link_id: str


@dataclass(frozen=True)
class Not:
    """The opposite."""

    node: ClassVar = "not"
    of: Expression


@dataclass(frozen=True)
class AllOf:
    """True when every part is; with no part, true."""

    node: ClassVar = "all"
    of: tuple[Expression, ...]


@dataclass(frozen=True)
class AnyOf:
    """True when some part is; with no part, false."""

    node: ClassVar = "any"
    of: tuple[Expression, ...]


Expression = Compare | Answered | Not | AllOf | AnyOf


def holds(expression: Expression, read: Read) -> bool:
    """Whether the expression is true of the answers `read` gives."""
    match expression:
        case AllOf(parts):
            return all(holds(part, read) for part in parts)
        case AnyOf(parts):
            return any(holds(part, read) for part in parts)
        case Not(part):
            return not holds(part, read)
        case Answered(link_id):
            return bool(read(link_id))
        case Compare():
            return _compares(expression, read)


def parts_of(expression: Expression) -> Iterator[Expression]:
    """Every node of the tree, the tree itself first."""
    stack: list[Expression] = [expression]
    while stack:
        found = stack.pop()
        yield found
        match found:
            case AllOf(parts) | AnyOf(parts):
                stack.extend(reversed(parts))
            case Not(part):
                stack.append(part)


def references(expression: Expression) -> list[str]:
    """The linkIds the expression looks at, each once, in the order met."""
    met: dict[str, None] = {}
    for part in parts_of(expression):
        match part:
            case Answered(link_id):
                met[link_id] = None
            case Compare(left=left, right=right):
                met.update(
                    {side.link_id: None for side in (left, right) if isinstance(side, Answer)}
                )
    return list(met)


def depth(expression: Expression) -> int:
    """Levels of the tree; 1 for a single comparison. Counts no further than MAX_DEPTH + 1."""
    level: list[Expression] = [expression]
    for count in range(1, MAX_DEPTH + 1):
        level = [part for found in level for part in _children(found)]
        if not level:
            return count
    return MAX_DEPTH + 1


def _children(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
    return ()


def _compares(compare: Compare, read: Read) -> bool:
    lefts, rights = _values(compare.left, read), _values(compare.right, read)
    if not lefts or not rights:
        return False
    pairs = [(left, right) for left in lefts for right in rights]
    if compare.sign == "!=":
        return not any(_same(compare.kind, left, right) for left, right in pairs)
    if compare.sign == "=":
        return any(_same(compare.kind, left, right) for left, right in pairs)
    stands = SIGNS[compare.sign]
    return any(_stands(stands, compare.kind, left, right) for left, right in pairs)


def _values(operand: Operand, read: Read) -> Sequence[Any]:
    if isinstance(operand, Answer):
        return read(operand.link_id)
    return [{"value": operand.value, "unit": operand.unit} if operand.unit else operand.value]


def _same(kind: Kind, left: Any, right: Any) -> bool:
    pair = _pair(kind, left, right)
    return pair is not None and pair[0] == pair[1]


def _stands(stands: Callable[[Any, Any], bool], kind: Kind, left: Any, right: Any) -> bool:
    pair = _pair(kind, left, right)
    if pair is None or kind == "code":
        return False
    if kind == "date" and len(pair[0]) != len(pair[1]):
        # March 2020 is before April 2020 whatever the day, but neither before nor after 5 March.
        length = min(len(pair[0]), len(pair[1]))
        pair = (pair[0][:length], pair[1][:length])
        return pair[0] != pair[1] and stands(pair[0], pair[1])
    return stands(pair[0], pair[1])


def _pair(kind: Kind, left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both values in a form that can be compared, or None when they cannot be."""
    if kind == "quantity":
        units = [
            value.get("unit", "") if isinstance(value, dict) else "" for value in (left, right)
        ]
        if all(units) and units[0] != units[1]:
            return None
        kind = "number"
    one, other = _comparable(kind, left), _comparable(kind, right)
    return None if one is None or other is None else (one, other)


def _comparable(kind: Kind, value: Any) -> Any:
    if kind == "number":
        return number(value.get("value") if isinstance(value, dict) else value)
    if kind == "boolean":
        return {True: True, False: False, "true": True, "false": False}.get(value)
    if kind == "date":
        found = DATE.fullmatch(str(value))
        # Seconds count only where they are not zero, so that 10:30 and 10:30:00 are one time.
        return found and tuple(part for part in found.groups() if part not in (None, ":00"))
    if kind == "time":
        return str(value).removesuffix(":00") if str(value).count(":") == 2 else str(value)
    if kind == "text":
        return value.get("other") if isinstance(value, dict) else str(value)
    return value if isinstance(value, str) else {"other": object()}  # free text equals no code


def number(value: Any) -> Decimal | None:
    """The decimal a JSON number or a decimal text stands for; None when it is none we could hold.

    1e999999999 is a number of twelve characters that takes a gigabyte to write out.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    sized = found.is_finite() and abs(found.adjusted()) <= MAX_EXPONENT
    return found if sized and len(found.as_tuple().digits) <= MAX_EXPONENT else None
