"""Forms nobody types in: scores of a questionnaire answer them, when she gives them to the registry.

`@FROM-SCORE='…'` in the annotation beside `@READONLY`: `phq-9:total` at a number (rule, then scale),
`phq-9:total:state` at a choice with the codes ok, prorated and not_scorable, `phq-9::day` at a date,
`phq-9::version` at a choice whose codes are versions of the rule. A form is such a form when all its
marks name one rule and nobody is asked anything else in it. It repeats: an entry for each sending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from questionnaires.definition import DATES, NUMBERS, Item
from questionnaires.queries import Form as Words
from questionnaires.values import settle
from questionnaires.wanted import NotAnswer
from registry.layout import Layout
from registry.score_provider import Result

MARK = re.compile(
    r"@FROM-SCORE=['\"]([A-Za-z0-9._-]{1,80}):([A-Za-z0-9_]{0,40})(?::(state)|:(day|version))?['\"]"
)
NUMBER, STATE, DAY, VERSION = "", "state", "day", "version"
TYPES = {NUMBER: NUMBERS, STATE: ("choice",), DAY: DATES, VERSION: ("choice",)}


@dataclass(frozen=True)
class Asked:
    """What one question takes of a result; `scale` is '' for its day and version."""

    scale: str
    what: str

    def value(self, item: Item, result: Result, today: date) -> Any:
        """As it is stored; None where there is none, or none the question takes."""
        try:
            return settle(item, self._raw(result), today=today)
        except NotAnswer:
            return None

    def _raw(self, result: Result) -> Any:
        if self.what == DAY:
            return result.day.isoformat()
        if self.what == VERSION:
            return result.version
        number, state = result.scores.get(self.scale, (None, ""))
        if self.what == STATE:
            return state
        if number is None:
            return None
        return int(number) if number == number.to_integral_value() else float(number)


@dataclass(frozen=True)
class ScoreForm:
    """One form by its name: the rule its marks name, and question → what it takes."""

    name: str
    measure: str
    asked: Mapping[str, Asked]

    def answers(self, items: Mapping[str, Item], result: Result, today: date) -> dict[str, Any]:
        """What the form would say of a result; {} where it asks for none of its scores."""
        if not any(one.scale in result.scores for one in self.asked.values()):
            return {}
        found = {name: one.value(items[name], result, today) for name, one in self.asked.items()}
        return {name: value for name, value in found.items() if value is not None}


def mark_of(row: Mapping[str, str]) -> tuple[str, Asked] | None:
    """The rule and what is taken of it, as a row of a dictionary says."""
    told = MARK.search(row.get("annotation", ""))
    if told is None:
        return None
    measure, scale, state, of_all = told.groups()
    if bool(scale) == bool(of_all):  # `phq-9:` names nothing, `phq-9:total:day` too much
        return None
    return measure, Asked(scale, state or of_all or NUMBER)


def score_forms(rows: Iterable[Mapping[str, str]], words: Words) -> dict[str, ScoreForm]:
    """Form → what answers it. `rows`: of the dictionary the definition was made from."""
    marks = {row["field_name"].lower(): mark_of(row) for row in rows}
    found = {}
    for form, items in Layout(words.definition).questions.items():
        asked = {}
        measures = set()
        for item in items:
            mark = marks.get(item.link_id)
            if mark is not None and _takes(item, mark[1]):
                asked[item.link_id] = mark[1]
                measures.add(mark[0])
        nobody = not any(item.link_id in words.questions for item in items)
        if len(measures) == 1 and nobody and any(one.scale for one in asked.values()):
            found[form] = ScoreForm(form, measures.pop(), asked)
    return found


def _takes(item: Item, asked: Asked) -> bool:
    shown_only = item.read_only and not item.repeats and not item.identifier
    return shown_only and item.calculated is None and item.type in TYPES[asked.what]
