"""REDCap's branching logic and calculations read into the one expression tree; nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from questionnaires.expressions import AllOf, AnyOf, Compare, Expression, Not, Sign, Truth
from questionnaires.functions import FUNCTIONS
from questionnaires.messages import Message
from questionnaires.operands import Answer, Call, Constant, Number, Operand, Ticked, levels_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_LENGTH = 20_000
MAX_NESTING = 100
TOKEN = re.compile(
    r"""(?P<space>\s+|(?<!\S)(?://|\#)[^\n]*)
      | (?P<number>\d+(?:\.\d*)?|\.\d+)
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<ref>\[\s*[A-Za-z0-9_-]+\s*(?:\(\s*[^()\[\]\s]+\s*\))?\s*(?::[A-Za-z0-9_:.-]+)?\s*\])
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign><>|!=|<=|>=|[=<>+\-*/^(),])""",
    re.VERBOSE,
)
REF = re.compile(
    r"\[\s*([A-Za-z0-9_-]+)\s*(?:\(\s*([^()\s]+)\s*\))?\s*(?::([A-Za-z0-9_:.-]+))?\s*\]"
)
INSTANCE = re.compile(r"\d+|[a-z]+-instance")
COMPARISONS: dict[str, Sign] = {
    "=": "=",
    "<>": "!=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
NAMED = {name for name in FUNCTIONS if name[0].isalpha()} - {"and", "or", "negative"}
PLAIN_MODIFIERS = ("", "value")


class Unreadable(ValueError):
    """The text is no expression; the message says where and why."""

    def __init__(self, words: StrOrPromise, **params: object) -> None:
        self.message = Message(words, params)
        super().__init__(str(self.message))


@dataclass(frozen=True)
class Token:
    """A piece of the text and the place it begins, counted from 1."""

    kind: str
    text: str
    at: int


@lru_cache(maxsize=2_000)
def read_operand(text: str) -> Operand:
    """The tree of a calculation or condition. Raises Unreadable."""
    if len(text) > MAX_LENGTH:
        raise Unreadable(_("It is longer than %(limit)s characters."), limit=MAX_LENGTH)
    parser = _Parser(list(_tokens(text)))
    found = parser.either()
    parser.end()
    if levels_of(found) > MAX_NESTING:
        raise Unreadable(_("It is nested more than %(limit)s deep."), limit=MAX_NESTING)
    return found


def read_logic(text: str) -> Expression:
    """The same as a condition: true or false. Raises Unreadable."""
    return as_condition(read_operand(text))


def as_condition(operand: Operand) -> Expression:
    """And, or, not and comparisons as the tree's own nodes; any other value counts as yes or no."""
    match operand:
        case Call("and", parts):
            return AllOf(tuple(as_condition(part) for part in parts))
        case Call("or", parts):
            return AnyOf(tuple(as_condition(part) for part in parts))
        case Call("not", (part,)):
            return Not(as_condition(part))
        case Call(name, (left, right)) if name in COMPARISONS:
            return Compare(COMPARISONS[name], "loose", left, right)
    return Truth(operand)


def elsewhere(link_id: str) -> bool:
    """Whether a name in the tree means an answer of another event or another instance."""
    return link_id.startswith("[")


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise Unreadable(
                _("“%(text)s” at character %(at)s cannot be read."),
                text=text[place : place + 20],
                at=place + 1,
            )
        if found.lastgroup != "space":
            yield Token(str(found.lastgroup), found[0], place + 1)
        place = found.end()
    yield Token("end", "", len(text) + 1)


OR, AND, COMPARE, SUM, PRODUCT, POWER = range(1, 7)
LEVELS = {
    **dict.fromkeys(COMPARISONS, COMPARE),
    **dict.fromkeys("+-", SUM),
    **dict.fromkeys("*/", PRODUCT),
    "^": POWER,
}


def _joined(sign: str, left: Operand, right: Operand) -> Operand:
    """Both sides under one operator; `a + b + c` is one sum of three."""
    if sign in COMPARISONS:
        return Call(COMPARISONS[sign], (left, right))
    if sign == "/":
        return Call("/", (left, right))
    if sign == "-":
        sign, right = "+", Call("negative", (right,))
    before = left.of if isinstance(left, Call) and left.name == sign else (left,)
    return Call(sign, (*before, right))


class _Parser:
    """Reads by how strongly operators bind, from `or` up to `^`."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.nesting = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    def end(self) -> None:
        if self.now.kind != "end":
            raise self._unexpected()

    def either(self) -> Operand:
        """A whole expression: whatever binds weakest first."""
        return self._climb(OR)

    def _climb(self, weakest: int) -> Operand:
        """A value and every operator after it that binds at least as strongly as `weakest`."""
        left = self._signed()
        seen = POWER + 1
        while (level := self._level()) >= weakest:
            if level == COMPARE == seen:
                raise self._unexpected()
            seen = level
            sign = self._take().lower()
            if level == POWER:
                self._deeper()
                left = Call("^", (left, self._climb(POWER)))
                self.nesting -= 1
            else:
                left = _joined(sign, left, self._climb(level + 1))
        return left

    def _level(self) -> int:
        if self.now.kind == "word":
            return {"or": OR, "and": AND}.get(self.now.text.lower(), 0)
        return LEVELS.get(self.now.text, 0) if self.now.kind == "sign" else 0

    def _deeper(self) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise Unreadable(_("It is nested more than %(limit)s deep."), limit=MAX_NESTING)

    def _signed(self) -> Operand:
        if self.now.text == "-" and self.now.kind == "sign":
            self.place += 1
            return Call("negative", (self._value(),))
        return self._value()

    def _value(self) -> Operand:
        token = self.now
        match token.kind:
            case "number":
                self.place += 1
                return Number(token.text)
            case "text":
                self.place += 1
                return Constant(token.text[1:-1])
            case "ref":
                return self._reference()
            case "word":
                return self._named()
        if token.text == "(":
            inside = self._inside()
            if len(inside) == 1:
                return inside[0]
            raise Unreadable(_("Brackets without a function hold one value."))
        raise self._unexpected()

    def _inside(self) -> list[Operand]:
        """What stands in brackets, parted by commas."""
        self._expect("(")
        self._deeper()
        found: list[Operand] = []
        if self.now.text != ")" or self.now.kind != "sign":
            found.append(self.either())
            while self.now.text == "," and self.now.kind == "sign":
                self.place += 1
                found.append(self.either())
        self._expect(")")
        self.nesting -= 1
        if not found:
            raise self._unexpected()
        return found

    def _named(self) -> Operand:
        word = self.now.text.lower()
        if word in ("true", "false"):
            self.place += 1
            return Number("1" if word == "true" else "0")
        if word not in NAMED:
            raise Unreadable(_("The function %(name)s is not known here."), name=self.now.text[:40])
        self.place += 1
        values = self._inside()
        function = FUNCTIONS[word]
        if len(values) < function.least or len(values) > (function.most or len(values)):
            raise Unreadable(
                _("%(name)s does not take %(count)s values."), name=word, count=len(values)
            )
        return Call(word, tuple(values))

    def _reference(self) -> Operand:
        pieces: list[re.Match[str]] = []
        while self.now.kind == "ref" and len(pieces) < 3:
            found = REF.fullmatch(self._take())
            if found is None:
                raise self._unexpected()
            pieces.append(found)
        instance = pieces.pop()[1] if len(pieces) > 1 and INSTANCE.fullmatch(pieces[-1][1]) else ""
        event = pieces[0][1] if len(pieces) == 2 else ""
        if len(pieces) > 2:
            raise Unreadable(_("These field names do not belong together."))
        field, code, modifier = pieces[-1].groups()
        if (modifier or "") not in PLAIN_MODIFIERS:
            raise Unreadable(_("“:%(name)s” after a field is not known here."), name=modifier)
        name = f"[{event}][{field.lower()}][{instance}]" if event or instance else field.lower()
        return Answer(name) if code is None else Ticked(name, code)

    def _take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1].text

    def _expect(self, sign: str) -> None:
        if self.now.kind != "sign" or self.now.text != sign:
            raise self._unexpected()
        self.place += 1

    def _unexpected(self) -> Unreadable:
        if self.now.kind == "end":
            return Unreadable(_("It breaks off at its end."))
        return Unreadable(
            _("“%(text)s” at character %(at)s does not belong there."),
            text=self.now.text[:20],
            at=self.now.at,
        )
