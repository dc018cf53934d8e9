"""Answers in words, as on the check page, the letter and the download."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from questionnaires.definition import Item
from questionnaires.messages import decimal_mark
from questionnaires.queries import Form
from questionnaires.values import OTHER
from questionnaires.visibility import Shown, shown


@dataclass(frozen=True)
class Said:
    """One question and what was answered, in words."""

    link_id: str
    question: str
    answer: str
    own_words: bool = False
    reason: bool = False  # no answer, but a reason for it


def in_words(form: Form, answers: Mapping[str, Any], missing: Mapping[str, Any]) -> list[Said]:
    """Every question that shows, in the order of the form, answered or not."""
    visible = shown(form.definition, answers)
    found: list[Said] = []
    _walk(form, form.definition.items, answers, missing, visible, (), found)
    return found


def _walk(
    form: Form,
    items: tuple[Item, ...],
    answers: Mapping[str, Any],
    missing: Mapping[str, Any],
    visible: Shown,
    rows: tuple[int, ...],
    found: list[Said],
) -> None:
    for item in items:
        if (item.link_id, rows) not in visible:
            continue
        if item.is_rows:
            reasons = missing.get(item.link_id) or []
            for index, row in enumerate(answers.get(item.link_id) or []):
                why = reasons[index] if index < len(reasons) else {}
                _walk(form, item.items, row, why, visible, (*rows, index), found)
            continue
        if item.is_question and item.link_id in form.questions:
            found.append(_said(form, item, answers, missing))
        _walk(form, item.items, answers, missing, visible, rows, found)


def _said(form: Form, item: Item, answers: Mapping[str, Any], missing: Mapping[str, Any]) -> Said:
    label = form.texts.label(item)
    reason = missing.get(item.link_id)
    if reason:
        words = form.texts.missing_reasons.get(reason, reason)
        return Said(item.link_id, label, words, reason=True)
    answer = answers.get(item.link_id)
    own = item.type in ("string", "text") and answer is not None
    return Said(item.link_id, label, answer_in_words(form, item, answer), own_words=own)


def answer_in_words(form: Form, item: Item, answer: Any) -> str:
    """One answer as the reader would say it; '' for none."""
    if answer is None:
        return ""
    if isinstance(answer, list):
        return "; ".join(answer_in_words(form, item, each) for each in answer)
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    if isinstance(answer, dict):
        if OTHER in answer:
            return str(answer[OTHER])
        unit = str(answer.get("unit") or "")
        label = form.texts.item(item.link_id).units.get(unit, unit)
        return f"{_number(answer.get('value'))} {label}".strip()
    if isinstance(answer, int | float):
        return _of(item, answer)
    if item.type in ("choice", "open-choice"):
        return form.texts.option(item.link_id, answer).text
    if item.type in ("date", "dateTime"):
        day = parse_date(str(answer)[:10]) if len(str(answer)) >= 10 else None
        clock = str(answer)[11:16]
        return f"{formats.date_format(day)} {clock}".strip() if day else str(answer)
    return str(answer)


def _of(item: Item, answer: float) -> str:
    """"6 out of 10" where the scale has an end, else the number."""
    if item.control == "slider" and item.max_value and item.min_value in ("0", "1"):
        return _("%(number)s out of %(end)s") % {"number": _number(answer), "end": item.max_value}
    return _number(answer)


def _number(value: Any) -> str:
    text = repr(value) if isinstance(value, float) else str(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", decimal_mark())
