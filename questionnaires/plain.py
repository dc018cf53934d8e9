"""Frozen dataclasses to plain JSON and back, closed: an unknown key or wrong kind is refused."""

from __future__ import annotations

import dataclasses
import math
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _

from questionnaires.messages import Message

MAX_DEPTH = 100
MAX_TEXT = 50_000
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
T = TypeVar("T")


@dataclass(frozen=True)
class Flaw:
    """What is wrong in a stored form, and where: `items[2].options[0].code`."""

    path: str
    message: Message
    link_id: str = ""


def to_plain(value: Any) -> Any:
    """Plain JSON without the fields that stand at their default.

    Leaving defaults out keeps the hash of an old definition when a later release adds a field.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = {
            name: to_plain(getattr(value, name))
            for name, (_hint, default) in shape(type(value)).items()
            if default is dataclasses.MISSING or getattr(value, name) != default
        }
        node = getattr(value, "node", None)
        return {"node": node, **found} if node else found
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: type[T], value: Any, path: str = "") -> tuple[T | None, list[Flaw]]:
    """The dataclass a plain JSON value stands for, or None and every flaw found."""
    flaws: list[Flaw] = []
    found = _read(kind, value, path, flaws, 0)
    return (None, flaws) if flaws else (cast(T, found), [])


@cache
def shape(kind: type) -> dict[str, tuple[Any, Any]]:
    """Field name → (type, default or MISSING)."""
    hints = get_type_hints(kind)
    fields: dict[str, tuple[Any, Any]] = {}
    for field in dataclasses.fields(kind):
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        fields[field.name] = (hints[field.name], default)
    return fields


def _read(hint: Any, value: Any, path: str, flaws: list[Flaw], depth: int) -> Any:
    origin = get_origin(hint)
    if depth > MAX_DEPTH:
        return _flaw(flaws, path, _("This lies too deep inside other things."))
    if hint is Any:
        return _anything(value, path, flaws)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(hint), value, path, flaws, depth)
    if origin is Literal:
        if value in get_args(hint):
            return value
        return _flaw(flaws, path, _("This word is not one of those we know here."))
    if origin is tuple:
        return _read_tuple(get_args(hint)[0], value, path, flaws, depth)
    if origin in (dict, Mapping):
        return _read_map(get_args(hint)[1], value, path, flaws, depth)
    if dataclasses.is_dataclass(hint):
        return _read_dataclass(cast(type, hint), value, path, flaws, depth)
    return _read_scalar(hint, value, path, flaws)


def _read_scalar(hint: Any, value: Any, path: str, flaws: list[Flaw]) -> Any:
    if type(value) is not hint:
        words = {str: _("A text belongs here."), bool: _("True or false belongs here.")}
        return _flaw(flaws, path, words.get(hint, _("A whole number belongs here.")))
    return _anything(value, path, flaws)


def _read_union(
    kinds: tuple[Any, ...], value: Any, path: str, flaws: list[Flaw], depth: int
) -> Any:
    if value is None and types.NoneType in kinds:
        return None
    kinds = tuple(kind for kind in kinds if kind is not types.NoneType)
    if len(kinds) == 1:
        return _read(kinds[0], value, path, flaws, depth)
    node = value.get("node") if isinstance(value, dict) else None
    for kind in kinds:
        if node is not None and kind.node == node:
            return _read(kind, value, path, flaws, depth)
    return _flaw(flaws, f"{path}.node", _("This word is not one of those we know here."))


def _read_tuple(kind: Any, value: Any, path: str, flaws: list[Flaw], depth: int) -> Any:
    if not isinstance(value, list | tuple):
        return _flaw(flaws, path, _("A list belongs here."))
    return tuple(
        _read(kind, item, f"{path}[{place}]", flaws, depth + 1) for place, item in enumerate(value)
    )


def _read_map(kind: Any, value: Any, path: str, flaws: list[Flaw], depth: int) -> Any:
    if not isinstance(value, dict):
        return _flaw(flaws, path, _("An object with keys belongs here."))
    return {
        _anything(key, path, flaws): _read(kind, item, f"{path}[{key!r}]", flaws, depth + 1)
        for key, item in value.items()
    }


def _read_dataclass(kind: type, value: Any, path: str, flaws: list[Flaw], depth: int) -> Any:
    if not isinstance(value, dict):
        return _flaw(flaws, path, _("An object with keys belongs here."))
    fields = shape(kind)
    found: dict[str, Any] = {}
    before = len(flaws)
    for key, item in value.items():
        place = f"{path}.{key}" if path else str(key)
        if key in fields:
            found[key] = _read(fields[key][0], item, place, flaws, depth + 1)
        elif not (key == "node" and hasattr(kind, "node")):
            _flaw(flaws, place, _("This key is not known here."))
    for name, (_hint, default) in fields.items():
        if name not in value and default is dataclasses.MISSING:
            _flaw(flaws, f"{path}.{name}" if path else name, _("This is missing."))
    return None if len(flaws) > before else kind(**found)


def storable(value: Any) -> Message | None:
    """None for any JSON that can be stored; else why not (NUL, half characters, NaN, size, depth)."""
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if depth > MAX_DEPTH:
            return Message(_("This lies too deep inside other things."))
        if isinstance(item, str):
            if len(item) > MAX_TEXT:
                return Message(_("This text is too long."))
            if UNSTORABLE.search(item):
                return Message(_("This text holds characters that cannot be stored."))
        elif isinstance(item, dict):
            stack.extend((part, depth + 1) for pair in item.items() for part in pair)
        elif isinstance(item, list):
            stack.extend((part, depth + 1) for part in item)
        elif isinstance(item, float):
            if not math.isfinite(item):
                return Message(_("This number cannot be stored."))
        elif not (item is None or isinstance(item, bool | int)):
            return Message(_("This is not plain JSON."))
    return None


def _anything(value: Any, path: str, flaws: list[Flaw]) -> Any:
    message = storable(value)
    if message is not None:
        flaws.append(Flaw(path, message))
    return value


def _flaw(flaws: list[Flaw], path: str, words: typing.Any) -> None:
    flaws.append(Flaw(path, Message(words)))
