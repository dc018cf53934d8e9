"""A spec is strict JSON with decimal numbers, and has one text and one hash for one content."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LARGEST = 1_000_000
FARTHEST = 30
"""Powers of ten; 1e999999999 written out would fill the memory."""

_UNSTORABLE = re.compile("[\ud800-\udfff]|" + re.escape("\\u0000"))


def gettext_noop(message: str) -> str:
    """Marks a message for the catalogue as Django's does; whoever shows it translates it."""
    return message


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where; `message` is translated with `params` by whoever shows it."""

    path: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        said = self.message % self.params
        return f"{self.path}: {said}" if self.path else said


class SpecRefused(ValueError):
    """The document is not a scale spec; `problems` says everything that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in problems))


def parsed(document: str | bytes | Mapping[str, Any]) -> Any:
    """JSON with decimal numbers. Raises SpecRefused for anything that is not plain JSON."""
    text = json.dumps(document) if isinstance(document, Mapping) else document
    if len(text) > LARGEST:
        raise SpecRefused([Problem("", gettext_noop("The file is larger than 1 MB."))])
    try:
        return json.loads(
            text, parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except SpecRefused:
        raise
    except (ValueError, RecursionError) as error:
        said = {"error": str(error)[:200]}
        raise SpecRefused(
            [Problem("", gettext_noop("This is not JSON: %(error)s"), said)]
        ) from error


def storable(text: str) -> str:
    """The text, when a database can hold it. Raises SpecRefused."""
    if _UNSTORABLE.search(text):
        raise SpecRefused(
            [Problem("", gettext_noop("The file holds a sign that cannot be stored."))]
        )
    return text


def canonical(value: Any) -> str:
    """The same text for the same content: keys sorted, numbers without trailing zeros."""
    if isinstance(value, Mapping):
        inside = (f"{canonical(key)}:{canonical(value[key])}" for key in sorted(value))
        return "{" + ",".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(entry) for entry in value) + "]"
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return plain(Decimal(value))
    return json.dumps(value, ensure_ascii=False)


def sha256(text: str) -> str:
    """The hex digest of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros, no minus zero."""
    return f"{number.normalize() + 0:f}"


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > FARTHEST:
        raise ValueError(f"{text[:20]} is too large or too small a number")
    return number


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise SpecRefused([Problem(key, gettext_noop("This key stands twice in one object."))])
        found[key] = value
    return found
