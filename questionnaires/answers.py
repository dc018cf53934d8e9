"""What a person sent, checked on the server: kinds, bounds, what must be answered, what shows.

Answers are `{linkId: answer}`, in the form they are stored:

    boolean                 true or false
    integer, decimal        number
    date, dateTime, time    `2024-03-27` (or `2024`, `2024-03`), `2024-03-27T14:30`, `14:30`
    string, text            text
    choice                  option code
    open-choice             option code, or {"other": "own words"}
    quantity                {"value": 70.5, "unit": "kg"}
    a question that repeats a list of these
    a repeating group       a list of rows, each again {linkId: answer}

Missing reasons are `{linkId: reason}`, and for a repeating group a list of such objects, one per
row. Whoever gives a reason has no answer there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from questionnaires.definition import Definition, Item
from questionnaires.messages import Message
from questionnaires.outline import outline
from questionnaires.values import settle
from questionnaires.visibility import Place, Rows, Shown, shown, spread
from questionnaires.wanted import NotAnswer, ask

MAX_ROWS = 100
Given = Mapping[str, Any]
NOTHING: Given = {}


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where, what kind, and what to do. Kind `unanswered` may be waived."""

    link_id: str
    kind: str
    message: Message
    rows: Rows = ()

    @property
    def place(self) -> Place:
        """The item and its row."""
        return self.link_id, self.rows


@dataclass(frozen=True)
class Checked:
    """What may be stored, and what is to be put right. Only without problems is it complete."""

    answers: Given
    missing: Given
    problems: tuple[Problem, ...] = ()
    shown: Shown = field(default_factory=lambda: Shown(frozenset(), frozenset()))


def check(
    definition: Definition,
    answers: Any,
    missing: Any,
    *,
    today: date,
    only: Collection[str] | None = None,
    beside: Given = NOTHING,
) -> Checked:
    """Settle every value, drop what does not show, and find what is still to answer.

    `beside`: answers to questions nobody is asked; they say what shows, and are not kept.
    `only`: report problems of these linkIds alone (one page); the rest is settled all the same.
    `today`: the person's own day, for questions with `today` as a bound.
    """
    settler = _Settler(definition, today)
    settled, reasons = settler.scope(definition.items, answers, missing, ())
    visible = shown(definition, {**beside, **settled})
    kept = _pruned(definition.items, settled, visible, ())
    kept_reasons = _pruned(definition.items, reasons, visible, ())
    problems = [each for each in settler.problems if _is_seen(definition, each, visible)]
    problems += _unanswered(definition, kept, kept_reasons, visible, problems)
    problems = [each for each in problems if only is None or each.link_id in only]
    return Checked(kept, kept_reasons, in_form_order(definition, problems), visible)


def in_form_order(definition: Definition, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems as their questions follow each other; those of no question first."""
    numbers = {link_id: number for number, link_id in enumerate(definition.by_link_id)}
    return tuple(sorted(problems, key=lambda each: (numbers.get(each.link_id, -1), each.rows)))


class _Settler:
    """Walks what was given beside the definition and keeps what can stand."""

    def __init__(self, definition: Definition, today: date) -> None:
        self.unasked = outline(definition).unasked
        self.today = today
        self.problems: list[Problem] = []

    def scope(
        self, items: Sequence[Item], answers: Any, missing: Any, rows: Rows
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The answers and reasons of one scope: the whole form, or one row of a group."""
        if not isinstance(answers, Mapping) or not isinstance(missing, Mapping):
            self._tell("", "kind", Message(_("Send the answers as an object with linkIds.")), rows)
            return {}, {}
        settled: dict[str, Any] = {}
        reasons: dict[str, Any] = {}
        known: set[Any] = set()
        for item in in_scope(items):
            if not (item.is_question or item.is_rows):
                continue
            known.add(item.link_id)
            if item.link_id not in self.unasked:
                self._one(item, answers, missing, rows, settled, reasons)
        for link_id in [*answers, *missing]:
            if link_id not in known:
                words = Message(_("This form has no such question."))
                self._tell(str(link_id)[:255], "unknown", words, rows)
        return settled, reasons

    def _one(
        self,
        item: Item,
        answers: Given,
        missing: Given,
        rows: Rows,
        settled: dict[str, Any],
        reasons: dict[str, Any],
    ) -> None:
        name = item.link_id
        if item.is_rows:
            self._rows(item, answers.get(name), missing.get(name), rows, settled, reasons)
        elif missing.get(name):
            if missing[name] in item.missing_reasons:
                reasons[name] = missing[name]
            else:
                words = Message(_("This reason cannot be chosen here."))
                self._tell(name, "reason", words, rows)
        elif name in answers:
            try:
                value = settle(item, answers[name], today=self.today)
            except NotAnswer as error:
                self._tell(name, error.fault.kind, error.fault.message, rows)
            else:
                if value is not None:
                    settled[name] = value

    def _rows(
        self,
        item: Item,
        given: Any,
        missing: Any,
        rows: Rows,
        settled: dict[str, Any],
        reasons: dict[str, Any],
    ) -> None:
        given, missing = given or [], missing or []
        if not isinstance(given, list) or not isinstance(missing, list):
            self._tell(item.link_id, "kind", Message(_("Send the rows as a list.")), rows)
            return
        most = min(item.max_occurs or MAX_ROWS, MAX_ROWS)
        if max(len(given), len(missing)) > most:
            words = ngettext_lazy(
                "Fill in no more than %(count)d row.",
                "Fill in no more than %(count)d rows.",
                "count",
            )
            self._tell(item.link_id, "too_many", Message(words, {"count": most}), rows)
            return
        kept: list[tuple[dict[str, Any], dict[str, Any]]] = []
        for number in range(max(len(given), len(missing))):
            before = len(self.problems)
            row = self.scope(
                item.items,
                given[number] if number < len(given) else {},
                missing[number] if number < len(missing) else {},
                (*rows, len(kept)),
            )
            if any(row) or len(self.problems) > before:
                kept.append(row)
        if kept:
            settled[item.link_id] = [answers for answers, _reasons in kept]
        if any(row_reasons for _answers, row_reasons in kept):
            reasons[item.link_id] = [row_reasons for _answers, row_reasons in kept]

    def _tell(self, link_id: str, kind: str, message: Message, rows: Rows) -> None:
        self.problems.append(Problem(link_id, kind, message, rows))


def in_scope(items: Sequence[Item]) -> list[Item]:
    """Items whose answers lie side by side: all but those inside a repeating group."""
    found: list[Item] = []
    stack = list(reversed(items))
    while stack:
        item = stack.pop()
        found.append(item)
        if not item.is_rows:
            stack.extend(reversed(item.items))
    return found


def _pruned(items: Sequence[Item], given: Given, visible: Shown, rows: Rows) -> dict[str, Any]:
    """Only what shows. Rows stay in their number, so that answers and reasons keep in step."""
    kept: dict[str, Any] = {}
    for item in in_scope(items):
        if item.link_id in given and (item.link_id, rows) in visible:
            value = given[item.link_id]
            if item.is_rows:
                value = [
                    _pruned(item.items, row, visible, (*rows, number))
                    for number, row in enumerate(value)
                ]
            kept[item.link_id] = value
    return kept


def _is_seen(definition: Definition, problem: Problem, visible: Shown) -> bool:
    return problem.link_id not in definition.by_link_id or problem.place in visible


def _unanswered(
    definition: Definition,
    answers: Given,
    missing: Given,
    visible: Shown,
    told: Sequence[Problem],
) -> list[Problem]:
    """What shows and is still to answer, apart from what was told already."""
    unasked = outline(definition).unasked
    answered = spread(definition.items, answers)
    settled = answered.keys() | spread(definition.items, missing).keys()
    found: list[Problem] = []
    for place in visible.places - {problem.place for problem in told}:
        item = definition.by_link_id[place[0]]
        if item.link_id in unasked:
            continue
        if item.is_rows:
            found += _too_few_rows(item, len(answered.get(place) or ()), place)
        elif item.required and item.is_question and place not in settled:
            found.append(Problem(item.link_id, "unanswered", ask(item), place[1]))
    return found


def _too_few_rows(item: Item, count: int, place: Place) -> list[Problem]:
    least = item.min_occurs or 1
    if count >= least or not (count or item.required):
        return []
    words = ngettext_lazy(
        "Fill in at least %(count)d row.", "Fill in at least %(count)d rows.", "count"
    )
    kind = "too_few" if count else "unanswered"
    return [Problem(item.link_id, kind, Message(words, {"count": least}), place[1])]
