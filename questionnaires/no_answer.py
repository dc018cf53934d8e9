"""Saying why there is no answer: beside the answers, never together with one.

Where one answer is chosen, a reason is one more radio button, so that the browser itself keeps the
two apart. Beside texts, numbers and ticks it is a tick; both at once is asked back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.answers import Problem
from questionnaires.definition import Definition, Item
from questionnaires.form_input import field_name
from questionnaires.messages import Message

NONE = "::none::"  # begins the value of a radio button that stands for a reason
Sent = Mapping[str, Sequence[str]]
PARTS = (None, "day", "month", "year", "time", "other")  # not the unit: it has a first choice


def reason_value(reason: str) -> str:
    """The value of the radio button for a reason."""
    return f"{NONE}{reason}"


def reasons_read(sent: Sent) -> dict[str, list[str]]:
    """The same fields with reasons taken out of the answers' names and put under their own."""
    found: dict[str, list[str]] = {}
    for name, values in sent.items():
        reasons = [value.removeprefix(NONE) for value in values if value.startswith(NONE)]
        found[name] = [value for value in values if not value.startswith(NONE)]
        if reasons:
            found[field_name(name, "missing")] = reasons[:1]
    return found


def answered_and_not(definition: Definition, sent: Sent, asked: Iterable[str]) -> list[Problem]:
    """Questions with an answer and a reason for none; outside repeating groups."""
    words = Message(_("You gave an answer and said that you give none. Keep one of the two."))
    return [
        Problem(link_id, "both", words)
        for link_id in asked
        if _has_both(definition.by_link_id[link_id], sent)
    ]


def _has_both(item: Item, sent: Sent) -> bool:
    if not item.missing_reasons or not _filled(sent, field_name(item.link_id, "missing")):
        return False
    names: list[Any] = [field_name(item.link_id, part) for part in PARTS]  # type: ignore[arg-type]  # literals
    return any(_filled(sent, name) for name in names)


def _filled(sent: Sent, name: str) -> bool:
    return any(value.strip() for value in sent.get(name, ()))
