"""Expressions in a scale spec follow one small closed grammar and are never run as code.

    expression = all ("or" all)*             all     = denial ("and" denial)*
    denial     = "not" denial | claim        claim   = total [compare total]
    total      = product (("+"|"-") product)*
    product    = signed ("*" signed)*        signed  = "-" signed | atom
    atom       = NUMBER | NAME | "(" expression ")" | "count" "(" names compare NUMBER ")"
    names      = span ("," span)*            span    = NAME [".." NAME]

A claim counts 1 where a number is expected, so ``count(q1..q8 >= 2) + (q9 >= 1) >= 5`` is a claim.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from proms.scale_spec.document import gettext_noop

Value = Decimal | bool
Values = Mapping[str, Decimal]
Evaluate = Callable[[Values], Value]
Compare = Callable[[Decimal, Decimal], bool]
Kind = Literal["claim", "number"]

COMPARISONS: Mapping[str, Compare] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
KEYWORDS = frozenset({"and", "or", "not", "count"})

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<sign>\.\.|>=|<=|!=|[-+*()<>=,]))"
)
_LONGEST = 1_000
_DEEPEST = 20


class ExpressionRefused(ValueError):
    """The expression does not follow the grammar; `message` and `params` say where and why."""

    def __init__(self, message: str, **params: str) -> None:
        self.message = message
        self.params = params
        super().__init__(message % params)


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: the names it needs and a function from their values to its own."""

    text: str
    kind: Kind
    names: frozenset[str]
    evaluate: Evaluate


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: Kind
    evaluate: Evaluate


def parse_expression(text: str, names: Sequence[str]) -> Expression:
    """Parse `text`; `names` are the items and scales it may use.

    ``q2..q10`` means every name between the two as people count, whatever order the document had:
    stored specs have their keys sorted.
    Raises ExpressionRefused with the place and the reason.
    """
    if len(text) > _LONGEST:
        raise ExpressionRefused(gettext_noop("This is longer than 1,000 characters."))
    parser = _Parser(text, names)
    piece = parser.whole()
    return Expression(text, piece.kind, frozenset(parser.used), piece.evaluate)


def parse_comparison(text: str) -> Callable[[Decimal], bool]:
    """Parse a comparison with a number, such as ``>= 2``, into a test of one weight."""
    found = re.fullmatch(r"\s*(>=|<=|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*", text)
    if found is None:
        raise ExpressionRefused(
            gettext_noop("“%(text)s” is not a comparison such as “>= 2”."), text=text
        )
    compare, limit = COMPARISONS[found[1]], Decimal(found[2])
    return lambda weight: compare(weight, limit)


class _Parser:
    def __init__(self, text: str, names: Sequence[str]) -> None:
        self.order = sorted(names, key=_counted)
        self.names = {name: place for place, name in enumerate(self.order)}
        self.used: set[str] = set()
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> _Piece:
        piece = self.either()
        if self.peek():
            raise ExpressionRefused(
                gettext_noop("“%(token)s” does not fit here."), token=self.peek()
            )
        return piece

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if token not in wanted or not token:
            return ""
        self.at += 1
        return token

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise ExpressionRefused(gettext_noop("“%(token)s” is missing."), token=wanted)

    def either(self) -> _Piece:
        pieces = [self.both()]
        while self.take("or"):
            pieces.append(self.both())
        return pieces[0] if len(pieces) == 1 else _joined(any, "or", pieces)

    def both(self) -> _Piece:
        pieces = [self.denial()]
        while self.take("and"):
            pieces.append(self.denial())
        return pieces[0] if len(pieces) == 1 else _joined(all, "and", pieces)

    def denial(self) -> _Piece:
        denied = False
        while self.take("not"):
            denied = not denied
        piece = self.claim()
        if not denied:
            return piece
        _must_claim("not", piece)
        return _Piece("claim", lambda values: not piece.evaluate(values))

    def claim(self) -> _Piece:
        left = self.total()
        sign = self.take(*COMPARISONS)
        if not sign:
            return left
        compare, right = COMPARISONS[sign], self.total()
        return _Piece(
            "claim",
            lambda values: compare(Decimal(left.evaluate(values)), Decimal(right.evaluate(values))),
        )

    def total(self) -> _Piece:
        piece = self.product()
        while sign := self.take("+", "-"):
            piece = _arithmetic(
                operator.add if sign == "+" else operator.sub, piece, self.product()
            )
        return piece

    def product(self) -> _Piece:
        piece = self.signed()
        while self.take("*"):
            piece = _arithmetic(operator.mul, piece, self.signed())
        return piece

    def signed(self) -> _Piece:
        negative = False
        while self.take("-"):
            negative = not negative
        piece = self.atom()
        if not negative:
            return piece
        return _Piece("number", lambda values: -Decimal(piece.evaluate(values)))

    def atom(self) -> _Piece:
        token = self.peek()
        if self.take("("):
            return self.bracket()
        if self.peek() == "count":
            return self.count()
        if token[:1].isdigit():
            self.at += 1
            number = Decimal(token)
            return _Piece("number", lambda values: number)
        name = self.name()
        return _Piece("number", lambda values: values[name])

    def bracket(self) -> _Piece:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ExpressionRefused(gettext_noop("The brackets are nested too deep."))
        piece = self.either()
        self.need(")")
        self.depth -= 1
        return piece

    def count(self) -> _Piece:
        self.need("count")
        self.need("(")
        names = self.span()
        while self.take(","):
            names += self.span()
        sign = self.take(*COMPARISONS)
        if not sign:
            raise ExpressionRefused(
                gettext_noop("Count needs a comparison, such as count(q1..q9 >= 2).")
            )
        compare, limit = COMPARISONS[sign], self.number()
        self.need(")")
        counted = tuple(dict.fromkeys(names))
        return _Piece(
            "number",
            lambda values: Decimal(sum(compare(values[name], limit) for name in counted)),
        )

    def span(self) -> list[str]:
        first = self.name()
        if not self.take(".."):
            return [first]
        last = self.name()
        start, end = self.names[first], self.names[last]
        if end < start:
            raise ExpressionRefused(
                gettext_noop("“%(first)s..%(last)s” runs backwards."), first=first, last=last
            )
        between = self.order[start : end + 1]
        self.used.update(between)
        return between

    def name(self) -> str:
        token = self.peek()
        if token not in self.names:
            raise ExpressionRefused(
                gettext_noop("“%(token)s” is not an item or scale of this spec."),
                token=token or "…",
            )
        self.at += 1
        self.used.add(token)
        return token

    def number(self) -> Decimal:
        sign = -1 if self.take("-") else 1
        token = self.peek()
        if not token[:1].isdigit():
            raise ExpressionRefused(
                gettext_noop("A number is needed instead of “%(token)s”."), token=token or "…"
            )
        self.at += 1
        return sign * Decimal(token)


def _counted(name: str) -> list[tuple[str, int]]:
    """A key that puts q2 before q10."""
    return [(rest, int(digits or 0)) for rest, digits in re.findall(r"(\D*)(\d*)", name)]


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise ExpressionRefused(
                gettext_noop("“%(token)s” cannot stand in an expression."),
                token=text[at:].strip()[:20],
            )
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _joined(join: Callable[[list[bool]], bool], word: str, pieces: list[_Piece]) -> _Piece:
    for piece in pieces:
        _must_claim(word, piece)
    return _Piece("claim", lambda values: join([bool(piece.evaluate(values)) for piece in pieces]))


def _must_claim(word: str, piece: _Piece) -> None:
    if piece.kind != "claim":
        raise ExpressionRefused(
            gettext_noop("“%(word)s” joins claims such as q1 >= 2, not numbers."), word=word
        )


def _arithmetic(
    calculate: Callable[[Decimal, Decimal], Decimal], left: _Piece, right: _Piece
) -> _Piece:
    return _Piece(
        "number",
        lambda values: calculate(Decimal(left.evaluate(values)), Decimal(right.evaluate(values))),
    )
