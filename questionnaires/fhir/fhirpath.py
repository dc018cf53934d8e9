"""Simple FHIRPath comparisons, read and written: `%resource.…where(linkId='q1').answer.value = 1`.

Only what the expression tree can say: paths to one question, comparisons with a constant,
`exists()`, `empty()`, `not()`, `and`, `or`, brackets. Anything else is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from questionnaires.expressions import (
    AllOf,
    Answer,
    Answered,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Not,
)

MAX_FORMULA = 5_000
MAX_TOKENS = 1_000
MAX_DEPTH = 10
TOKEN = re.compile(
    r"""\s*(?:(?P<path>(?:%[A-Za-z]\w*|item|repeat|descendants)(?:[\w.%]|\((?:[^()']|'[^']*')*\))*)
    |(?P<text>'(?:[^'\\]|\\.)*')
    |(?P<date>@T?[\d:T.+Z-]+)
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<sign>!=|<=|>=|=|<|>|~)
    |(?P<mark>[().])
    |(?P<word>[A-Za-z]+))""",
    re.VERBOSE,
)
# Ways to one question: through items by name or anywhere, to the answer and its value.
STEP = re.compile(
    r"\.?(?:item|repeat\(item\)|descendants\(\)(?:\.item)?|answer|first\(\)"
    r"|where\(linkId\s*=\s*'(?P<id>[^']+)'\))(?=\.|$)"
)
VALUE = re.compile(
    r"\.(?:value(?:\.code)?|value(?:Coding\.code|Coding|Boolean|Integer|Decimal|String|Date|DateTime"
    r"|Time|Quantity\.value)(?:\.first\(\))?|value\.value)(?:\.first\(\))?$"
)
CODE_IS = re.compile(
    r"\.where\((?:value|valueCoding|value\.coding)?\.?code\s*=\s*'(?P<code>[^']+)'\)\.exists\(\)$"
)
ROOTS = ("%resource", "%questionnaireResponse", "%questionnaireresponse", "%context")
Compared = Callable[[str, str, Any, bool], Expression | None]  # …, whether any answer may match
Asked = Callable[[str], Expression | None]
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def condition(
    formula: str, variables: Mapping[str, str], compared: Compared, answered: Asked
) -> Expression | None:
    """The formula as an expression, or None when it says more than that."""
    tokens = _tokens(formula)
    if tokens is None:
        return None
    reader = _Reader(tokens, variables, compared, answered)
    found = reader.either(0)
    return found if reader.place == len(tokens) else None


def _tokens(formula: str) -> list[tuple[str, str]] | None:
    if len(formula) > MAX_FORMULA:
        return None
    tokens: list[tuple[str, str]] = []
    place, end = 0, len(formula.rstrip())
    while place < end:
        found = TOKEN.match(formula, place)
        if found is None or found.lastgroup is None or len(tokens) > MAX_TOKENS:
            return None
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return tokens


class _Reader:
    """Reads tokens from the left: or, and, one comparison."""

    def __init__(
        self,
        tokens: list[tuple[str, str]],
        variables: Mapping[str, str],
        compared: Compared,
        answered: Asked,
    ) -> None:
        self.tokens = tokens
        self.variables = variables
        self.compared = compared
        self.answered = answered
        self.place = 0

    def next_is(self, *words: str) -> bool:
        if self.place < len(self.tokens) and self.tokens[self.place][1] in words:
            self.place += 1
            return True
        return False

    def either(self, depth: int) -> Expression | None:
        parts = [self.both(depth)]
        while self.next_is("or"):
            parts.append(self.both(depth))
        found = tuple(part for part in parts if part is not None)
        if len(found) < len(parts):
            return None
        return found[0] if len(found) == 1 else AnyOf(found)

    def both(self, depth: int) -> Expression | None:
        parts = [self.single(depth)]
        while self.next_is("and"):
            parts.append(self.single(depth))
        found = tuple(part for part in parts if part is not None)
        if len(found) < len(parts):
            return None
        return found[0] if len(found) == 1 else AllOf(found)

    def single(self, depth: int) -> Expression | None:
        if depth > MAX_DEPTH:
            return None
        if self.next_is("("):
            inner = self.either(depth + 1)
            if not self.next_is(")"):
                return None
            return self.negated(inner)
        return self.comparison()

    def negated(self, inner: Expression | None) -> Expression | None:
        if not self.next_is("."):
            return inner
        if not (self.next_is("not") and self.next_is("(") and self.next_is(")")):
            return None
        return opposite(inner) if inner is not None else None

    def comparison(self) -> Expression | None:
        left = self.operand()
        if left is None:
            return None
        if isinstance(left, Expression):
            return left
        if self.place >= len(self.tokens) or self.tokens[self.place][0] != "sign":
            return None
        sign = self.tokens[self.place][1].replace("~", "=")
        self.place += 1
        right = self.operand()
        if right is None or isinstance(right, Expression):
            return None
        (is_path, one), (is_other_path, other) = left, right
        if is_path and not is_other_path:
            return self.compared(one, sign, other, False)
        if is_other_path and not is_path:
            return self.compared(other, FLIPPED[sign], one, False)
        return None

    def operand(self) -> tuple[bool, Any] | Expression | None:
        """A question (True, linkId), a constant (False, value), or a finished expression."""
        if self.place >= len(self.tokens):
            return None
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "text":
            return False, re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "number":
            return False, float(text) if "." in text else int(text)
        if kind == "date":
            return False, text.lstrip("@T")
        if kind == "word" and text in ("true", "false"):
            return False, text == "true"
        return self.path(text) if kind == "path" else None

    def path(self, text: str, seen: int = 0) -> tuple[bool, Any] | Expression | None:
        name, dot, rest = text.partition(".")
        if name.startswith("%") and name[1:] in self.variables and name not in ROOTS:
            inner = self.variables[name[1:]].strip()
            found = TOKEN.fullmatch(inner)
            plain = found is not None and found.lastgroup == "path" and seen < MAX_DEPTH
            return self.path(f"{inner}{dot}{rest}", seen + 1) if plain else None
        for tail, exists in ((".exists()", True), (".empty()", False), (".exists().not()", False)):
            if text.endswith(tail) and not CODE_IS.search(text):
                link_id = question_at(text.removesuffix(tail))
                asked = self.answered(link_id) if link_id else None
                if asked is not None:
                    return asked if exists else Not(asked)
        chosen = CODE_IS.search(text)
        if chosen:
            link_id = question_at(text[: chosen.start()])
            return self.compared(link_id, "=", chosen["code"], True) if link_id else None
        link_id = question_at(text)
        return (True, link_id) if link_id else None


def question_at(path: str) -> str:
    """The linkId a path leads to; empty when it leads elsewhere."""
    path = VALUE.sub("", path)
    name, dot, rest = path.partition(".")
    if name in ROOTS:
        path = f".{rest}" if dot else ""
    elif name.startswith("%"):
        return ""
    place, link_id, to_answer = 0, "", False
    while place < len(path):
        found = STEP.match(path, place)
        if found is None:
            return ""
        link_id = found["id"] or link_id
        to_answer = to_answer or "answer" in found[0]
        place = found.end()
    return link_id if to_answer else ""


def opposite(expression: Expression) -> Expression:
    """What `not()` makes of it in FHIRPath, where a comparison with nothing stays nothing."""
    match expression:
        case Compare(sign, kind, left, right):
            return Compare(OPPOSITE[sign], kind, left, right)  # type: ignore[arg-type]  # a Sign
        case AllOf(parts):
            return AnyOf(tuple(opposite(part) for part in parts))
        case AnyOf(parts):
            return AllOf(tuple(opposite(part) for part in parts))
        case Not(part):
            return part
    return Not(expression)


def written(expression: Expression) -> str | None:
    """The expression as FHIRPath for other readers; None for what simple FHIRPath cannot say."""
    match expression:
        case AllOf(parts) | AnyOf(parts):
            inner = [written(part) for part in parts]
            joint = " and " if isinstance(expression, AllOf) else " or "
            return f"({joint.join(map(str, inner))})" if inner and all(inner) else None
        case Answered(link_id):
            return f"{_path_to(link_id)}.exists()" if "'" not in link_id else None
        case Not(Answered(link_id)):
            return f"{_path_to(link_id)}.empty()" if "'" not in link_id else None
        case Compare(sign, kind, Answer(link_id), Constant(value, unit)) if not unit:
            return _written_comparison(sign, kind, link_id, value)
    return None


def _written_comparison(sign: str, kind: str, link_id: str, value: str) -> str | None:
    if "'" in link_id:
        return None
    tails = {"code": ".code", "quantity": ".value"}
    if kind in ("number", "quantity", "boolean"):
        constant = value
    elif kind in ("date", "time"):
        constant = f"@{'T' if kind == 'time' else ''}{value}"
    else:
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        constant = f"'{escaped}'"
    return f"{_path_to(link_id)}.value{tails.get(kind, '')} {sign} {constant}"


def _path_to(link_id: str) -> str:
    return f"%resource.descendants().where(linkId='{link_id}').answer"
