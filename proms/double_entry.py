"""Two entries of one sheet: what differs between them, and what comes of choosing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires.definition import Item
from questionnaires.queries import Form
from questionnaires.summary import in_words

FIRST, SECOND, NEITHER = "first", "second", "neither"


@dataclass(frozen=True, slots=True)
class Entry:
    """Answers and reasons for none, in their stored form, as one person keyed them."""

    answers: Mapping[str, Any]
    missing: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One question, or one group with rows, that was keyed in two ways. "" in words: left open."""

    link_id: str
    question: str
    first: str
    second: str


def differences(form: Form, first: Entry, second: Entry) -> list[Difference]:
    """Every place where two entries differ, in the order of the form."""
    return [
        Difference(
            item.link_id,
            str(form.texts.label(item)),
            _words(form, item, first),
            _words(form, item, second),
        )
        for item in _outermost(form.definition.items)
        if _of(first, item.link_id) != _of(second, item.link_id)
    ]


def merged(form: Form, first: Entry, second: Entry, chosen: Mapping[str, str]) -> Entry:
    """One entry of the two. `chosen`: link id → FIRST, SECOND or NEITHER, which leaves it open."""
    answers, missing = dict(first.answers), dict(first.missing)
    for one in differences(form, first, second):
        answers.pop(one.link_id, None)
        missing.pop(one.link_id, None)
        source = {FIRST: first, SECOND: second}.get(chosen.get(one.link_id, NEITHER))
        if source is not None and one.link_id in source.answers:
            answers[one.link_id] = source.answers[one.link_id]
        if source is not None and one.link_id in source.missing:
            missing[one.link_id] = source.missing[one.link_id]
    return Entry(answers, missing)


def _outermost(items: tuple[Item, ...]) -> list[Item]:
    """What an answer is stored under: every item outside rows, and groups with rows as a whole."""
    found = []
    for item in items:
        found.append(item)
        if not item.is_rows:
            found += _outermost(item.items)
    return found


def _of(entry: Entry, link_id: str) -> tuple[Any, Any]:
    return entry.answers.get(link_id), entry.missing.get(link_id)


def _words(form: Form, item: Item, entry: Entry) -> str:
    within = {one.link_id for one in _all(item)} if item.is_rows else {item.link_id}
    said = [one for one in in_words(form, entry.answers, entry.missing) if one.link_id in within]
    if not item.is_rows:
        return "".join(one.answer for one in said)
    return "; ".join(f"{one.question} {one.answer}" for one in said if one.answer)


def _all(item: Item) -> list[Item]:
    return [item, *(inner for child in item.items for inner in _all(child))]
