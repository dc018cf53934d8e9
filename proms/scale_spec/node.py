"""Each object of a spec document is read with its path, so that every trouble says where it is."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from proms.scale_spec.document import Problem, gettext_noop

_WIDEST = Decimal(1_000_000_000)
_FINEST = -12


class Node:
    """One object of the document; getters note what is wrong and answer with something harmless."""

    def __init__(self, value: Any, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.fields: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.trouble(gettext_noop("Expected an object { … } here."))

    def trouble(self, message: str, key: str | int | None = None, **params: str) -> None:
        self.problems.append(Problem(self.at(key), message, params))

    def at(self, key: str | int | None = None) -> str:
        if key is None:
            return self.path
        if isinstance(key, int):
            return f"{self.path}[{key}]"
        return f"{self.path}.{key}" if self.path else key

    def only(self, *known: str) -> None:
        for key in self.fields:
            if key in known:
                continue
            near = difflib.get_close_matches(key, known, 1)
            if near:
                self.trouble(
                    gettext_noop("This word is not known. Did you mean “%(near)s”?"),
                    key,
                    near=near[0],
                )
            else:
                self.trouble(gettext_noop("This word is not known here."), key)

    def has(self, key: str) -> bool:
        return self.fields.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        value = self.fields.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value.strip():
            return value
        self.trouble(gettext_noop("Some text is needed here."), key)
        return ""

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = self.fields.get(key, default)
        if value not in allowed:
            self.trouble(
                gettext_noop("Choose one of: %(allowed)s."), key, allowed=", ".join(allowed)
            )
            return allowed[0]
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.fields.get(key, False)
        if not isinstance(value, bool):
            self.trouble(gettext_noop("Write true or false."), key)
        return value is True

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        value = self.fields.get(key)
        if value is None and default is not None:
            return default
        return self.as_number(value, key)

    def as_number(self, value: Any, key: str | int) -> Decimal:
        number = _number(value)
        if number is None:
            self.trouble(gettext_noop("A number is needed here."), key)
            return Decimal(0)
        return number

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self.fields.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        span = {"low": str(low), "high": str(high)}
        self.trouble(
            gettext_noop("A whole number from %(low)s to %(high)s is needed here."), key, **span
        )
        return low

    def pair(self, key: str) -> tuple[Decimal, Decimal]:
        value = self.fields.get(key)
        if not isinstance(value, list) or len(value) != 2:
            self.trouble(gettext_noop("Two numbers are needed here, such as [0, 10]."), key)
            return Decimal(0), Decimal(1)
        return self.as_number(value[0], key), self.as_number(value[1], key)

    def words(self, key: str) -> dict[str, str]:
        value = self.fields.get(key)
        if not isinstance(value, dict) or not all(_said(said) for said in value.values()):
            self.trouble(
                gettext_noop('Words by language are needed here, such as {"en": "Pain"}.'), key
            )
            return {"en": ""}
        if "en" not in value:
            self.trouble(gettext_noop("The English words are missing."), key)
        return dict(value)

    def names(self, key: str) -> tuple[str, ...]:
        value = self.fields.get(key, [])
        if not isinstance(value, list) or not all(_said(name) for name in value):
            self.trouble(gettext_noop("A list of names is needed here."), key)
            return ()
        for name in {name for name in value if value.count(name) > 1}:
            self.trouble(gettext_noop("“%(name)s” stands here twice."), key, name=name)
        return tuple(value)

    def child(self, key: str) -> Node | None:
        if not self.has(key):
            return None
        return Node(self.fields[key], self.at(key), self.problems)

    def needed(self, key: str) -> Node:
        return Node(self.fields.get(key), self.at(key), self.problems)

    def children(self, key: str) -> list[Node]:
        value = self.fields.get(key, [])
        if not isinstance(value, list):
            self.trouble(gettext_noop("A list [ … ] is needed here."), key)
            return []
        return [Node(entry, f"{self.at(key)}[{n}]", self.problems) for n, entry in enumerate(value)]

    def entries(self, key: str) -> list[tuple[str, Any]]:
        node = self.child(key)
        return list(node.fields.items()) if node else []

    def numbers(self, key: str) -> dict[str, Decimal]:
        node = self.child(key)
        if node is None:
            return {}
        return {name: node.as_number(value, name) for name, value in node.fields.items()}


def _said(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST or abs(number) > _WIDEST:
        return None
    return number
