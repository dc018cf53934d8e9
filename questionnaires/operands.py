"""What stands on the two sides of a comparison: answers, constants, and what is worked out of them.

A calculation is a closed tree of named functions over answers. Nothing here runs code from a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from questionnaires.functions import FUNCTIONS
from questionnaires.loose_values import PLAIN, Setting, Value, compared, counts, exact, written

Read = Callable[[str], Sequence[Any]]  # linkId → the answers given there, none when blank

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


@dataclass(frozen=True)
class Number:
    """A number written in a calculation, as decimal text."""

    node: ClassVar = "number"
    value: str


@dataclass(frozen=True)
class Ticked:
    """1 when this code is among the answers of a question with several, else 0."""

    node: ClassVar = "ticked"
    link_id: str
    code: str


@dataclass(frozen=True)
class Call:
    """A function by name. Among them: + * / ^, the comparisons, `and`, `or`, `not`, `if`."""

    node: ClassVar = "call"
    name: str
    of: tuple[Operand, ...]


Operand = Answer | Constant | Number | Ticked | Call


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


def value_of(operand: Operand, read: Read, setting: Setting = PLAIN) -> Value:
    """The one value it comes to: a text ('' for blank), an exact number, or true and false.

    Raises functions.CannotCompute for a division by zero or a number too large to hold.
    """
    match operand:
        case Answer(link_id):
            return _as_value(read(link_id))
        case Constant(value):
            return value
        case Number(value):
            return exact(value) or Decimal(0)
        case Ticked(link_id, code):
            return "1" if code in read(link_id) else "0"
        case Call("if", (condition, yes, no)):
            holds = counts(value_of(condition, read, setting))
            return value_of(yes if holds else no, read, setting)
        case Call("and", parts):
            return all(counts(value_of(part, read, setting)) for part in parts)
        case Call("or", parts):
            return any(counts(value_of(part, read, setting)) for part in parts)
        case Call(name, parts):
            return FUNCTIONS[name].work([value_of(part, read, setting) for part in parts], setting)


def loosely(sign: str, left: Operand, right: Operand, read: Read, setting: Setting) -> bool:
    """A comparison that takes numbers as numbers, all else as text, and blank as the empty text."""
    return compared(sign, value_of(left, read, setting), value_of(right, read, setting))


def operands_of(operand: Operand) -> Iterator[Operand]:
    """Every node of the tree, the tree itself first."""
    stack = [operand]
    while stack:
        found = stack.pop()
        yield found
        if isinstance(found, Call):
            stack.extend(reversed(found.of))


def levels_of(operand: Operand) -> int:
    """How deep calls lie in each other; 1 for a single value."""
    level: list[Operand] = [operand]
    count = 0
    while level:
        count += 1
        level = [part for call in level if isinstance(call, Call) for part in call.of]
    return count


def questions_in(operand: Operand) -> list[str]:
    """The linkIds it looks at, each once, in the order met."""
    found = (part.link_id for part in operands_of(operand) if isinstance(part, Answer | Ticked))
    return list(dict.fromkeys(found))


def _as_value(answers: Sequence[Any]) -> Value:
    if len(answers) == 1:
        return _single(answers[0])
    return ",".join(written(_single(answer)) for answer in answers)


def _single(answer: Any) -> Value:
    if isinstance(answer, dict):
        answer = answer.get("value", answer.get("other", ""))
    if isinstance(answer, bool):
        return "1" if answer else "0"
    found = number(answer) if isinstance(answer, int | float) else None
    return str(answer) if found is None else found
