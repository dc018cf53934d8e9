"""One page of a form as templates show it: each question with its fields, hints and problems."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from questionnaires.answers import Problem, in_scope
from questionnaires.definition import Item
from questionnaires.fields import Fields
from questionnaires.form_input import field_name, row_name
from questionnaires.paging import Page
from questionnaires.queries import Form
from questionnaires.sent_rows import row_count
from questionnaires.shapes import Question, Row, field_id
from questionnaires.visibility import Place, Rows, Shown

BLOCKS = re.compile(r"<(p|ul|ol|li)\b")  # may not stand inside a label or heading


class Asked:
    """Builds the questions of a page from what is answered, what was just sent, and problems.

    `sent`: the fields as typed, in order (no_answer, sent_rows); they win over what is stored.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any],
        missing: Mapping[str, Any],
        visible: Shown,
        problems: Sequence[Problem] = (),
        sent: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.form = form
        self.answers = answers
        self.missing = missing
        self.visible = visible
        self.sent = sent
        self.targets: dict[Place, str] = {}  # where each question's first field is
        self.words: dict[Place, list[str]] = {}
        for problem in problems:
            self.words.setdefault(problem.place, []).append(str(problem.message))

    def page(self, page: Page) -> list[Question]:
        """The questions and texts of one page that show for the answers so far."""
        by_link_id = self.form.definition.by_link_id
        in_rows = {
            child.link_id
            for link_id in page.link_ids
            if by_link_id[link_id].is_rows
            for child in _below(by_link_id[link_id])
        }
        return [
            self._question(by_link_id[link_id], self.answers, self.missing, "", ())
            for link_id in page.link_ids
            if link_id not in in_rows and link_id in self.visible
        ]

    def texts(self, items: Sequence[Item]) -> list[Question]:
        """Texts that stand on every page."""
        shown = [item for item in items if item.link_id in self.visible]
        return [self._question(item, self.answers, self.missing, "", ()) for item in shown]

    def _question(
        self,
        item: Item,
        answers: Mapping[str, Any],
        missing: Mapping[str, Any],
        within: str,
        rows: Rows,
    ) -> Question:
        name = field_name(item.link_id, within=within)
        words = self.form.texts.item(item.link_id)
        base: dict[str, Any] = {
            "link_id": item.link_id,
            "name": name,
            "key": field_id(name),
            "text": " ".join(part for part in (words.prefix, words.text) if part),
            "html": self._markup(item),
            "hint": self._aid(item, "prompt") or words.entry_format,
            "help": self._aid(item, "help") or self._aid(item, "flyover"),
            "legal": self._aid(item, "legal"),
            "link": item.support_links[0] if item.support_links else "",
            "words": tuple(self.words.get((item.link_id, rows), ())),
        }
        if item.is_rows:
            fields: dict[str, Any] = {
                "kind": "rows",
                "rows": self._rows(item, answers, missing, name, rows),
            }
        elif item.type == "group":
            fields = {"kind": "title"}
        elif item.link_id not in self.form.questions:
            fields = {"kind": "read", "emphasis": item.category or ""}
        else:
            made = Fields(self.form, within, self.sent)
            fields = made.of(item, answers.get(item.link_id), missing.get(item.link_id))
            fields["hint"] = base["hint"] or fields.get("hint", "")
        question = Question(**{**base, **fields})
        self.targets[item.link_id, rows] = question.target
        return question

    def _rows(
        self,
        item: Item,
        answers: Mapping[str, Any],
        missing: Mapping[str, Any],
        name: str,
        rows: Rows,
    ) -> tuple[Row, ...]:
        """The rows given so far and one empty one to fill in."""
        given, reasons = answers.get(item.link_id) or [], missing.get(item.link_id) or []
        count = len(given) if self.sent is None else row_count(self.sent, name)
        text = self.form.texts.item(item.link_id).text
        found = []
        for index in range(count + 1):
            row = given[index] if index < len(given) else {}
            why = reasons[index] if index < len(reasons) else {}
            within = row_name(name, index)
            here, is_new = (*rows, index), index == count
            questions = [
                self._question(child, row, why, within, here)
                for child in in_scope(item.items)
                if self._stands(child, here, is_new)
            ]
            legend = f"{text} {index + 1}".strip()
            found.append(Row(within, legend, tuple(questions), is_new))
        return tuple(found)

    def _stands(self, child: Item, rows: Rows, is_new: bool) -> bool:
        """In a row not yet given nothing is known; what needs no other answer is asked."""
        if (child.link_id, rows) in self.visible:
            return True
        return is_new and child.show_if is None and not child.hidden

    def _markup(self, item: Item) -> SafeString | str:
        """The cleaned markup of an item's text, where it may stand."""
        words = self.form.texts.item(item.link_id)
        asks = item.link_id in self.form.questions or item.type == "group"
        if not words.html or (asks and BLOCKS.search(words.html)):
            return ""
        # Cleaned when it was read in, and refused from storage when it is not (texts.py).
        return format_html("{} {}", words.prefix, mark_safe(words.html))  # noqa: S308

    def _aid(self, item: Item, control: Any) -> str:
        aid = item.aid(control)
        return self.form.texts.item(aid.link_id).text if aid else ""


def told(
    problems: Sequence[Problem], targets: Mapping[Place, str], form: Form, *, by_name: bool
) -> list[dict[str, str]]:
    """Problems for the summary on top: each with the field it leads to; `by_name` names it too."""
    found = []
    for problem in problems:
        item = form.definition.by_link_id.get(problem.link_id)
        text = str(problem.message)
        if by_name and item is not None and (label := form.texts.label(item)):
            short = Truncator(label).chars(60)
            text = _("“%(question)s” %(problem)s") % {"question": short, "problem": text}
        found.append({"text": text, "target": targets.get(problem.place, "")})
    return found


def _below(item: Item) -> list[Item]:
    found = []
    for child in item.items:
        found += [child, *_below(child)]
    return found
