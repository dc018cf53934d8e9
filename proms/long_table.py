"""Answers and numbers as one long table: a line for each person, sending, and scale or question.

Codes and numbers only; what they mean stands in the codebook under questionnaire and version.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from po_platform.kit.csv_cells import harmless
from proms.models import Assignment, Response
from proms.observations import Scored
from questionnaires.definition import Definition, Item
from questionnaires.visibility import Rows, Shown, shown

COLUMNS = (
    "person", "questionnaire", "version", "window", "opens_at", "due_at", "closes_at", "sent",
    "sent_at", "came_at", "corrects", "language", "mode", "given_by", "part", "id", "row", "value", "state",
    "n_answered", "n_items", "spec_version", "spec_sha256",
)  # fmt: skip
UNANSWERED = {"keyed": "being_checked", "withdrawn": "taken_off"}
WAITS = {"closed": "not_returned", "overdue": "overdue"}
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending, `corrects` the one before it, with the window it answers and its scores."""

    response: Response
    version: int
    definition: Definition
    corrects: UUID | None
    window: Assignment | None
    scores: list[Scored]


@dataclass(frozen=True, slots=True)
class Silence:
    """A window that brought no answer, seen at a moment."""

    window: Assignment
    now: datetime


Told = Sending | Silence


def lines_of(told: Told) -> Iterator[Line]:
    """Of a sending a line for each scale, then for each question that showed; of silence one."""
    same = facts_of(told)
    if isinstance(told, Silence):
        yield {**same, "part": "window", "state": state_of_silence(told)}
        return
    for found in told.scores:
        yield {
            **same,
            "part": "scale",
            "id": f"{found.spec.id}.{found.scale.id}",
            "value": found.value,
            "state": found.state,
            "n_answered": found.n_answered,
            "n_items": found.n_items,
            "spec_version": found.spec.version,
            "spec_sha256": found.spec.sha256,
        }
    for line in questions_of(told):
        yield {**same, "part": "item", **line}


def facts_of(told: Told) -> Line:
    """Who, what, when and how: the same for everything one sending or window holds."""
    if isinstance(told, Silence):
        return {
            "person": told.window.subject_id,
            "questionnaire": told.window.instrument.slug,
            **_window(told.window),
        }
    sent = told.response
    return {
        "person": sent.subject_id,
        "questionnaire": sent.instrument.slug,
        "version": told.version,
        **(_window(told.window) if told.window else {}),
        "sent": sent.ref,
        "sent_at": _moment(sent.authored_at),
        "came_at": _moment(sent.came_at),
        "corrects": told.corrects,
        "language": sent.translation.language,
        "mode": sent.way,
        "given_by": sent.given_by,
    }


def questions_of(sending: Sending) -> Iterator[Line]:
    """Each question that showed, answered or not: `id`, `row`, `value`, `state`."""
    answers, missing = sending.response.answers, sending.response.missing
    visible = shown(sending.definition, answers)
    return _items(sending.definition.items, answers, missing, (), visible)


def state_of_silence(silence: Silence) -> str:
    """What was asked in vain: waiting, overdue, not returned, taken off, or being checked."""
    window = silence.window
    waits = WAITS.get(window.timing(silence.now), "waiting")
    return UNANSWERED.get(window.state, waits)


def _window(window: Assignment) -> Line:
    return {
        "window": window.ref,
        "opens_at": _moment(window.opens_at),
        "due_at": _moment(window.due_at),
        "closes_at": _moment(window.closes_at),
    }


def _items(
    items: Iterable[Item],
    answers: Mapping[str, Any],
    missing: Mapping[str, Any],
    rows: Rows,
    visible: Shown,
) -> Iterator[Line]:
    for item in items:
        name = item.link_id
        if (name, rows) not in visible:
            continue
        if item.is_rows:
            reasons = missing.get(name) or []
            for place, row in enumerate(answers.get(name) or []):
                why = reasons[place] if place < len(reasons) else {}
                yield from _items(item.items, row, why, (*rows, place), visible)
            continue
        if item.is_question:
            reason, value = missing.get(name), answers.get(name)
            yield {
                "id": name,
                "row": ".".join(str(place + 1) for place in rows),
                "value": None if reason else value,
                "state": reason or ("open" if value is None else "answered"),
            }
        yield from _items(item.items, answers, missing, rows, visible)


def write_long(everything: Iterable[Told], out: IO[str]) -> None:
    """The table with its headings; no cell is a formula, a list of answers stands as JSON."""
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for told in everything:
        for line in lines_of(told):
            writer.writerow({name: cell_of(value) for name, value in line.items()})


def cell_of(value: Any) -> Any:
    """A number or text for one cell, nothing where there is nothing."""
    if value is None:
        return ""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | dict | bool):
        return json.dumps(value, ensure_ascii=False)
    return harmless(value)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
