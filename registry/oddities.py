"""What is odd in one form on one occasion: the nine checks REDCap names A to I, and codes; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import NUMBERS, Definition, Item
from questionnaires.loose_values import CannotCompute, counts
from questionnaires.messages import Message
from questionnaires.operands import Operand, questions_in, value_of
from questionnaires.values import settle
from questionnaires.visibility import Shown, shown
from questionnaires.wanted import NotAnswer
from registry.calculated import alike, hangs_on, number_of, worked_out_here
from registry.cells import State, beyond, unbound

BLANK, REQUIRED, KIND, BEYOND, OUTLIER = "blank", "required", "kind", "beyond", "outlier"
HIDDEN, CHOICE, CALCULATION, MISSING, CODE = "hidden", "choice", "calculation", "missing", "code"
KINDS = {
    REQUIRED: _("No answer where one is needed"),
    KIND: _("Not the kind of answer that is asked for"),
    BEYOND: _("Outside the range the question gives"),
    OUTLIER: _("Far from all other answers"),
    HIDDEN: _("An answer to a question that does not show"),
    CHOICE: _("Not one of the answers to choose"),
    CALCULATION: _("Worked out otherwise here"),
    CODE: _("A code that is not in use"),
    BLANK: _("No answer"),
    MISSING: _("A reason instead of an answer"),
}
LIKELY = frozenset(KINDS) - {BLANK, MISSING}  # where somebody probably slipped
FEWEST = 20  # answers from which on it makes sense to call one far away
FAR = 3  # times the middle half beyond its ends: outer fences (Tukey, Exploratory Data Analysis, 1977)


@dataclass(frozen=True, slots=True)
class Odd:
    """One thing found. `kind`: of KINDS, or the ref of an own rule with its `title`."""

    kind: str
    link_id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of the dataset: where it holds, something is odd."""

    ref: str
    title: str
    operand: Operand

    def told_at(self, asked: Collection[str], *, anywhere: bool) -> str:
        """Its question on a form that asks these; "" where the form does not tell it.

        Over a whole dataset it is told once, at its first question. `anywhere`: at whichever comes
        first among these.
        """
        names = questions_in(self.operand)
        return next((name for name in names[: None if anywhere else 1] if name in asked), "")


@dataclass(frozen=True)
class Measure:
    """What answers are held against. `fences`: linkId → lowest and highest that are not far away.

    `code_is_odd`: whether no list knows a code, or it is not in use. `alone`: one form that was just
    written is looked at, so a rule is told whichever of its questions the form asks. `in_use`: the
    version whose formulas count, where that is not the form's own.
    """

    today: date
    missing_codes: Collection[str] = ()
    fences: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    rules: Sequence[OwnRule] = ()
    code_is_odd: Callable[[Item, Any, Mapping[str, Any]], bool] = lambda _item, _value, _all: False
    alone: bool = False
    in_use: Definition | None = None


def odd_in(
    definition: Definition,
    questions: Sequence[Item],
    state: State,
    around: Mapping[str, Any],
    measure: Measure,
) -> list[Odd]:
    """Everything odd in one form. `questions`: of this form; `around`: the occasion's other answers."""
    answers = {**around, **state.answers}
    visible = shown(definition, answers)
    ours = _sums(definition, visible, answers, measure)
    found: list[Odd] = []
    for item in questions:
        kind = _kind(item, state, visible, answers, measure, ours)
        if kind:
            found.append(Odd(kind, item.link_id))
    mine = {item.link_id for item in questions}
    for rule in measure.rules:
        name = rule.told_at(mine, anywhere=measure.alone)
        if name and _holds(rule.operand, answers):
            found.append(Odd(rule.ref, name, rule.title))
    return found


def _sums(
    definition: Definition, visible: Shown, answers: Mapping[str, Any], measure: Measure
) -> dict[str, str]:
    """What every calculation comes to by the version in use; "" for nothing."""
    used = measure.in_use or definition
    now = visible if used is definition else shown(used, answers)
    return {name: now.worked_out.get((name, ()), "") for name in hangs_on(used)}


def _kind(
    item: Item,
    state: State,
    visible: Shown,
    answers: Mapping[str, Any],
    measure: Measure,
    ours: Mapping[str, str],
) -> str:
    name = item.link_id
    value = state.answers.get(name)
    if (name, ()) not in visible.enabled:
        return HIDDEN if value is not None else ""
    if value is None and name in state.missing:
        return MISSING
    if item.calculated is not None:
        runs = value is not None and (name in ours or worked_out_here(item))
        text = ours.get(name, visible.worked_out.get((name, ()), ""))
        return CALCULATION if runs and not alike(number_of(text), value) else ""
    if value is None:
        if item.is_fixed:
            return ""
        return REQUIRED if item.required else BLANK
    return _wrong(item, value, answers, measure)


def _wrong(item: Item, value: Any, answers: Mapping[str, Any], measure: Measure) -> str:
    listed = value if isinstance(value, list) else [value]
    if item.type == "choice" and any(item.option(str(one)) is None for one in listed):
        return CHOICE
    try:
        settle(unbound(item), value, today=measure.today)
    except NotAnswer as error:
        return BEYOND if error.fault.kind == "range" else KIND
    if beyond(item, value):
        return BEYOND
    low, high = measure.fences.get(item.link_id, (None, None))
    if item.type in NUMBERS and low is not None and high is not None:
        number = value if isinstance(value, int | float) else None
        if number is not None and not low <= number <= high:
            return OUTLIER
    return CODE if item.terms and measure.code_is_odd(item, value, answers) else ""


def _holds(operand: Operand, answers: Mapping[str, Any]) -> bool:
    def read(link_id: str) -> Sequence[Any]:
        value = answers.get(link_id)
        return () if value is None else value if isinstance(value, list) else (value,)

    try:
        return counts(value_of(operand, read))
    except CannotCompute:
        return False


def fences(quarter: float, three_quarters: float) -> tuple[float, float] | None:
    """The lowest and highest value that are not far away; None where half of all are the same."""
    width = three_quarters - quarter
    return (quarter - FAR * width, three_quarters + FAR * width) if width > 0 else None


def in_words(odd: Odd) -> str:
    """What is odd, for the one who looks at it."""
    return odd.title or str(Message(KINDS[odd.kind]))
