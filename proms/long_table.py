"""Answers and numbers as one long table: a line for each person, sending, and scale or question.

Codes and numbers only; what they mean stands in the codebook under questionnaire and version.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from po_platform.kit.csv_cells import harmless
from proms.models import Assignment, Response
from proms.observations import Scored
from questionnaires.definition import Definition, Item
from questionnaires.visibility import Rows, Shown, shown

COLUMNS = (
    "person", "questionnaire", "version", "window", "opens_at", "due_at", "closes_at", "sent",
    "sent_at", "corrects", "language", "mode", "given_by", "part", "id", "row", "value", "state",
    "n_answered", "n_items", "spec_version", "spec_sha256",
)  # fmt: skip
UNANSWERED = {"keyed": "being_checked", "withdrawn": "taken_off"}
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


def lines_of_sending(one: Sending) -> Iterator[Line]:
    """A line for each scale, then for each question that showed, answered or not."""
    sent = one.response
    same: Line = {
        "person": sent.subject_id,
        "questionnaire": sent.instrument.slug,
        "version": one.version,
        **(_window(one.window) if one.window else {}),
        "sent": sent.ref,
        "sent_at": _moment(sent.authored_at),
        "corrects": one.corrects,
        "language": sent.translation.language,
        "mode": sent.way,
        "given_by": sent.given_by,
    }
    for found in one.scores:
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
    visible = shown(one.definition, sent.answers)
    for line in _items(one.definition.items, sent.answers, sent.missing, (), visible):
        yield {**same, **line}


def line_of_silence(window: Assignment, now: datetime) -> Line:
    """What was asked and brought no answer: waiting, not returned, taken off, or being checked."""
    over = window.closes_at is not None and window.closes_at <= now
    return {
        "person": window.subject_id,
        "questionnaire": window.instrument.slug,
        **_window(window),
        "part": "window",
        "state": UNANSWERED.get(window.state, "not_returned" if over else "waiting"),
    }


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
                "part": "item",
                "id": name,
                "row": ".".join(str(place + 1) for place in rows),
                "value": None if reason else value,
                "state": reason or ("open" if value is None else "answered"),
            }
        yield from _items(item.items, answers, missing, rows, visible)


def as_csv(lines: Iterable[Line]) -> str:
    """The table with its headings; no cell is a formula, a list of answers stands as JSON."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in line.items()} for line in lines)
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, UUID):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | dict | bool):
        return json.dumps(value, ensure_ascii=False)
    return harmless(value)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
