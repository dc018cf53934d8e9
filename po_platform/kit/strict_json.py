"""JSON as other people send it, read strictly: what cannot be stored or is ambiguous is refused."""

from __future__ import annotations

import json
import re
from typing import Any

MAX_DEPTH = 32
# Unclosed strings match as well: looking again from each quote would take the square of the time.
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_OPEN = frozenset(b"[{")
_CLOSE = frozenset(b"]}")


class NotJson(ValueError):
    """Not JSON we can keep; the message says where and why."""


class TooManyValues(NotJson):
    """More than would fit into memory beside everything else."""


def values_in(raw: bytes) -> int:
    """At least as many objects, lists and values as there are; linear, nothing is built."""
    bare = _STRINGS.sub(b"", raw)
    return bare.count(b",") + bare.count(b"{") + bare.count(b"[") + 1


def depth_of(raw: bytes) -> int:
    """Deepest nesting of brackets outside strings; linear, without recursion."""
    deepest = level = 0
    for byte in _STRINGS.sub(b"", raw):
        if byte in _OPEN:
            level += 1
            deepest = max(deepest, level)
        elif byte in _CLOSE:
            level -= 1
    return deepest


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("The same key stands twice in one object.")
    return found


def _constant(word: str) -> Any:
    raise NotJson(f"{word} is not a number JSON knows.")


def read_json(raw: bytes, *, max_depth: int = MAX_DEPTH, max_values: int | None = None) -> Any:
    """Parsed JSON; raises NotJson with line and column where the text breaks."""
    if max_values is not None and values_in(raw) > max_values:
        raise TooManyValues(f"More than {max_values} values.")
    if depth_of(raw) > max_depth:
        raise NotJson(f"More than {max_depth} levels inside each other.")
    try:
        text = raw.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise NotJson("Send the text as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise NotJson(f"Line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except (RecursionError, ValueError) as error:
        raise NotJson(str(error)) from error
    if "\\u" in text or "\x00" in text:
        refuse_unstorable(found)
    return found


def refuse_unstorable(value: Any) -> None:
    """NUL bytes and lone surrogates cannot be kept as text; raises NotJson."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.keys())
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, str):
            if "\x00" in item:
                raise NotJson("A text contains a NUL byte.")
            try:
                item.encode("utf-8")
            except UnicodeEncodeError as error:
                raise NotJson("A text contains half a character (lone surrogate).") from error
