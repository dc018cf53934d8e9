"""Answers in words, as on the check page, the letter and the download."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import Item
from questionnaires.fields import as_typed
from questionnaires.messages import spoken
from questionnaires.moments import as_date
from questionnaires.queries import Form
from questionnaires.values import OTHER
from questionnaires.visibility import Rows, Shown, shown


@dataclass(frozen=True)
class Said:
    """One question and what was answered. `value`: as stored; `answer`: in words, '' for none.

    `own_words`: the person wrote it herself. `reason`: no answer, but a reason for that.
    """

    link_id: str
    rows: Rows
    question: str
    value: Any
    answer: str
    own_words: bool = False
    reason: bool = False


def in_words(
    form: Form,
    answers: Mapping[str, Any],
    missing: Mapping[str, Any],
    also: Collection[str] = (),
) -> list[Said]:
    """Every question that shows, in the order of the form, answered or not. `also`: of those nobody
    is asked, the ones to be told too.
    """
    return _Teller(form, shown(form.definition, answers), frozenset(also)).of(
        form.definition.items, answers, missing, (), ""
    )


class _Teller:
    """Walks the items beside the answers."""

    def __init__(self, form: Form, visible: Shown, also: frozenset[str]) -> None:
        self.form = form
        self.visible = visible
        self.told = form.questions | also

    def of(
        self,
        items: tuple[Item, ...],
        answers: Mapping[str, Any],
        missing: Mapping[str, Any],
        rows: Rows,
        around: str,
    ) -> list[Said]:
        """`around`: the row these items stand in, in words."""
        found = []
        for item in items:
            if (item.link_id, rows) not in self.visible:
                continue
            if item.is_rows:
                found += self._rows(item, answers, missing, rows, around)
                continue
            if item.link_id in self.told:
                found.append(self._said(item, answers, missing, rows, around))
            found += self.of(item.items, answers, missing, rows, around)
        return found

    def _rows(
        self,
        item: Item,
        answers: Mapping[str, Any],
        missing: Mapping[str, Any],
        rows: Rows,
        around: str,
    ) -> list[Said]:
        given, reasons = answers.get(item.link_id) or [], missing.get(item.link_id) or []
        name = self.form.texts.label(item)
        found = []
        for index, row in enumerate(given):
            why = reasons[index] if index < len(reasons) else {}
            here = f"{around}{name} {index + 1}: ".lstrip()
            found += self.of(item.items, row, why, (*rows, index), here)
        return found

    def _said(
        self,
        item: Item,
        answers: Mapping[str, Any],
        missing: Mapping[str, Any],
        rows: Rows,
        around: str,
    ) -> Said:
        question = f"{around}{self.form.texts.label(item)}"
        reason, value = missing.get(item.link_id), answers.get(item.link_id)
        if reason:
            words = str(self.form.texts.reason(reason))
            return Said(item.link_id, rows, question, None, words, reason=True)
        own = item.type in ("string", "text") and value is not None
        answer = answer_in_words(self.form, item, value)
        return Said(item.link_id, rows, question, value, answer, own_words=own)


def answer_in_words(form: Form, item: Item, answer: Any) -> str:
    """One answer as the reader would say it; '' for none."""
    if answer is None:
        return ""
    if isinstance(answer, list):
        return "; ".join(answer_in_words(form, item, each) for each in answer)
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    if isinstance(answer, dict):
        return _own_or_quantity(form, item, answer)
    if isinstance(answer, int | float):
        return _of(item, answer)
    if item.type in ("choice", "open-choice"):
        return form.texts.option(item.link_id, answer).text
    if item.type in ("date", "dateTime"):
        day, _mark, clock = str(answer).partition("T")
        known = as_date(day) if len(day) == len("2024-03-27") else None
        return f"{spoken(known) if known else day} {clock[:5]}".strip()
    return str(answer)


def _own_or_quantity(form: Form, item: Item, answer: Mapping[str, Any]) -> str:
    if OTHER in answer:
        return str(answer[OTHER])
    unit = str(answer.get("unit") or "")
    label = form.texts.item(item.link_id).units.get(unit, unit)
    return f"{as_typed(answer['value'])} {label}".strip()


def _of(item: Item, answer: float) -> str:
    """ "6 out of 10" where the scale has ends, else the number."""
    if item.control == "slider" and item.max_value and item.min_value in ("0", "1"):
        words = {"number": as_typed(answer), "end": item.max_value}
        return _("%(number)s out of %(end)s") % words
    return as_typed(answer)
