"""One tree for every "show only if …", whichever language it was written in.

Each dialect keeps its own rule for blanks, and the kind of a comparison says which: `loose` is
REDCap's, where a blank is the empty text; in every other kind a comparison with nothing is false,
`!=` included. Dates compare as far as both are known, as written, without converting time zones.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from questionnaires.loose_values import PLAIN, CannotCompute, Setting, counts, written
from questionnaires.operands import Answer as Answer
from questionnaires.operands import Constant as Constant
from questionnaires.operands import Operand, Read, loosely, operands_of, questions_in, value_of
from questionnaires.operands import number as number

Kind = Literal["boolean", "code", "date", "loose", "number", "quantity", "text", "time"]
Sign = Literal["=", "!=", "<", "<=", ">", ">="]

SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(:\d\d)?\S*)?)?)?")
MAX_NODES = 500
MAX_DEPTH = 12


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
class Truth:
    """True when a value worked out loosely stands for yes: neither blank nor zero."""

    node: ClassVar = "truth"
    of: Operand


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


Expression = Compare | Answered | Truth | Not | AllOf | AnyOf


def holds(expression: Expression, read: Read, setting: Setting = PLAIN) -> bool:
    """Whether the expression is true of the answers `read` gives; what cannot be computed is not."""
    try:
        return decide(expression, read, setting)
    except CannotCompute:
        return False


def decide(expression: Expression, read: Read, setting: Setting = PLAIN) -> bool:
    """Like `holds`, but raises CannotCompute for a division by zero and the like."""
    match expression:
        case AllOf(parts):
            return all(decide(part, read, setting) for part in parts)
        case AnyOf(parts):
            return any(decide(part, read, setting) for part in parts)
        case Not(part):
            return not decide(part, read, setting)
        case Answered(link_id):
            return bool(read(link_id))
        case Truth(operand):
            return counts(value_of(operand, read, setting))
        case Compare(sign, "loose", left, right):
            return loosely(sign, left, right, read, setting)
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
            case Truth(operand):
                met.update(dict.fromkeys(questions_in(operand)))
            case Compare(left=left, right=right):
                met.update(dict.fromkeys([*questions_in(left), *questions_in(right)]))
    return list(met)


def size(expression: Expression) -> int:
    """How many nodes it has, those of its calculations included."""
    count = 0
    for part in parts_of(expression):
        sides: tuple[Operand, ...] = ()
        match part:
            case Truth(operand):
                sides = (operand,)
            case Compare(left=left, right=right):
                sides = (left, right)
        count += 1 + sum(1 for side in sides for _node in operands_of(side)) - len(sides)
    return count


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
    if not isinstance(operand, Constant):
        return [written(value_of(operand, read))]
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
