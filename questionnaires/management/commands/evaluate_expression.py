"""evaluate_expression: JSON Lines {"id", "expr", "values"} in, {"id", "result"} or {"id", "error"} out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from questionnaires.loose_values import CannotCompute, Value
from questionnaires.operands import value_of
from questionnaires.redcap.grammar import Unreadable, read_operand

MAX_LINE = 1_000_000  # bytes
TOO_LONG = "This line is longer than a million bytes."


class Command(BaseCommand):
    """Works out REDCap expressions; every line gets an answer, and no line stops the others."""

    requires_system_checks = []
    help = "Work out REDCap branching logic and calculations, one JSON object a line."

    def handle(self, **options: Any) -> None:
        for line in lines_of(sys.stdin.buffer):
            if line is None or line.strip():
                self.stdout.write(json.dumps(answer(line), ensure_ascii=True))


def lines_of(stream: BinaryIO) -> Iterator[bytes | None]:
    """Each line; None for one that is too long to hold."""
    while line := stream.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line


def answer(line: bytes | None) -> dict[str, Any]:
    """{"id", "result"} or {"id", "error"} for one line."""
    if line is None:
        return {"id": None, "error": TOO_LONG}
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "This line is not JSON."}
    if not isinstance(asked, dict):
        return {"id": None, "error": "This line is not a JSON object."}
    told = {"id": asked.get("id")}
    expr, values = asked.get("expr"), asked.get("values") or {}
    if not isinstance(expr, str) or not isinstance(values, dict):
        return {**told, "error": "It needs a text “expr” and an object “values”."}
    try:
        return {**told, "result": as_json(value_of(read_operand(expr), reader(values)))}
    except (Unreadable, CannotCompute) as error:
        return {**told, "error": str(error.message)}


def reader(values: Mapping[str, Any]) -> Callable[[str], Sequence[Any]]:
    """Answers by field name. Of another event: {event: {field: …}} or {"[event][field]": …}."""

    def read(name: str) -> Sequence[Any]:
        given = values.get(name)
        if given is None and name.startswith("["):
            event, field, instance = (name[1:-1] + "[").split("][", 2)
            instance = instance.strip("[]")
            inside = values.get(event)
            written = f"[{event}][{field}]" if event else f"[{field}]"
            keys = [f"{written}[{instance}]"] if instance else [written]
            given = next((values[key] for key in keys if key in values), None)
            if given is None and isinstance(inside, dict) and not instance:
                given = inside.get(field)
        return _answers(given)

    return read


def _answers(given: Any) -> Sequence[Any]:
    if given is None or given == "":
        return ()
    if isinstance(given, dict):
        return [code for code, ticked in given.items() if ticked in ("1", 1)]
    if isinstance(given, list):
        return given
    return (given,)


def as_json(value: Value) -> bool | int | float | str:
    """Numbers as JSON numbers, blank as the empty text."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
