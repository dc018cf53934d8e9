"""What a programme is made of: modules of steps of seven kinds, read from plain JSON, never free HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.expressions import Answered, Compare, Expression, references
from questionnaires.operands import Answer, Constant
from questionnaires.plain import from_plain, to_plain

from .sections import Words, plain

READ, WATCH, EXERCISE = "read", "watch", "exercise"
QUESTIONS, REFLECT, PLAN, BOARD = "questionnaire", "reflect", "plan", "board"
KINDS: dict[str, Words] = {
    READ: _("Something to read"),
    WATCH: _("A film or a recording"),
    EXERCISE: _("Something to try"),
    QUESTIONS: _("A few questions"),
    REFLECT: _("Something to think about"),
    PLAN: _("A plan of one small step"),
    BOARD: _("A board to practise on"),
}
ADVICE = frozenset({READ, WATCH, EXERCISE})  # after each of these: what does this mean for me?
CAPTIONS: dict[str, Words] = {
    "yes": _("It has captions in its language"),
    "sound": _("It is sound without pictures"),
}
MOST_STEPS, MOST_MINUTES = 60, 90
MOST_FIRST_MINUTES = 2
SITUATION = "situation"  # what a rule may ask besides the answers: where she says she stands
OUTCOME = "outcome"  # "<step>.outcome": whether the plan of a step worked


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `ask`: the question of its worksheet; `examples`: answers of other people.

    `questionnaire`: its slug; `version`: the one in use when the programme was published.
    """

    id: str
    kind: str
    title: str
    minutes: int = 5
    text: str = ""
    items: tuple[str, ...] = ()
    url: str = ""
    transcript: str = ""
    questionnaire: str = ""
    version: int | None = None
    ask: str = ""
    examples: tuple[str, ...] = ()
    captions: str = ""  # of a film or recording, one of CAPTIONS
    diary: bool = False  # her diary stands beside it, where there is one
    practice: bool = False  # questions to practise on: no answer is kept
    show_if: Expression | None = None

    @property
    def is_practice(self) -> bool:
        """Nothing that is written or answered on it is kept anywhere."""
        return self.kind == BOARD or (self.kind == QUESTIONS and self.practice)

    @property
    def shows_diary(self) -> bool:
        """Where nothing is kept, no number is asked for either."""
        return self.diary and not self.is_practice


@dataclass(frozen=True, slots=True)
class Module:
    """A few steps under one heading."""

    id: str
    title: str
    steps: tuple[Step, ...] = field(default=())


def read_modules(value: Any) -> tuple[Module, ...]:
    """From stored JSON or a file; raises ValueError with the first thing that is wrong in it."""
    if not isinstance(value, list):
        raise ValueError("modules: A list belongs here.")
    found = []
    for place, one in enumerate(value):
        module, flaws = from_plain(Module, one, f"modules[{place}]")
        if module is None:
            raise ValueError(f"{flaws[0].path}: {flaws[0].message}")
        found.append(module)
    ids = [one.id for one in found] + [step.id for step in steps_of(found)]
    if len(ids) != len(set(ids)):
        raise ValueError("modules: Two parts have the same id.")
    return tuple(found)


def as_json(modules: Sequence[Module]) -> list[Any]:
    """As it is stored."""
    return [to_plain(one) for one in modules]


def mark_of(value: Any) -> str:
    """A mark of plain JSON: the same for the same content, another one after every change."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def steps_of(modules: Sequence[Module]) -> Iterator[Step]:
    """In their order."""
    for module in modules:
        yield from module.steps


def step_in(modules: Sequence[Module], step_id: str) -> Step | None:
    """The step of this id."""
    return next((step for step in steps_of(modules) if step.id == step_id), None)


def first_alone(modules: Sequence[Module]) -> Step | None:
    """The first step, where anybody can do it before she begins: words alone, without questions."""
    step = next(steps_of(modules), None)
    fits = step is not None and step.ask and step.kind in {*ADVICE, REFLECT}
    return step if fits else None


def with_step(modules: Sequence[Module], step: Step) -> tuple[Module, ...]:
    """The same with this step in the place of the one of its id."""
    return tuple(
        replace(one, steps=tuple(step if old.id == step.id else old for old in one.steps))
        for one in modules
    )


def shown_when(source: str, code: str) -> Expression | None:
    """The rule "only if `source` was answered with `code`"; None for no source."""
    if not source:
        return None
    return Compare("=", "code", Answer(source), Constant(code)) if code else Answered(source)


def rule_parts(rule: Expression | None) -> tuple[str, str]:
    """(source, code) of a rule made by `shown_when`; two empty texts for none and any other rule."""
    match rule:
        case Compare("=", "code", Answer(source), Constant(code)):
            return source, code
        case Answered(source):
            return source, ""
    return "", ""


def is_combined(rule: Expression | None) -> bool:
    """Whether it asks more than one thing: such a rule comes from a file and is kept as it is."""
    return rule is not None and shown_when(*rule_parts(rule)) != rule


def _rule_line(rule: Expression | None) -> str:
    if rule is not None and is_combined(rule):
        return json.dumps(to_plain(rule), sort_keys=True)
    return " = ".join(part for part in rule_parts(rule) if part)


def faults(modules: Sequence[Module], *, lead: str, not_for: Sequence[str]) -> list[Words]:
    """What keeps a programme from being published, in sentences."""
    found: list[Words] = []
    steps = list(steps_of(modules))
    if not lead:
        found.append(_("Say in a sentence or two what the programme is for."))
    if not not_for:
        found.append(_("Say for whom it is not, or who should talk to a person first."))
    if not steps:
        found.append(_("The programme has no step yet."))
    if len(steps) > MOST_STEPS:
        found.append(_("More than %(n)s steps are too many.") % {"n": MOST_STEPS})
    if steps and not any(step.kind == PLAN for step in steps):
        found.append(_("A programme needs a plan of one small step somewhere."))
    earlier: set[str] = {SITUATION}
    for step in steps:
        name = {"name": step.title or step.id}
        if _is_unfinished(step):
            found.append(_("A step is not finished: “%(name)s”.") % name)
        if step.kind == WATCH and step.captions not in CAPTIONS:
            words = _(
                "“%(name)s”: a film needs captions in its language. Ask whoever made it for them."
                " Without them, make it a step to read with the words of the film."
            )
            found.append(words % name)
        if step.kind in ADVICE and not (step.ask and step.examples):
            found.append(
                _("“%(name)s” needs the question “what does this mean for me?” and an example.")
                % name
            )
        if step.show_if is not None and not _stands_before(step.show_if, earlier):
            found.append(_("The rule of “%(name)s” asks for something that comes later.") % name)
        earlier |= {step.id, f"{step.id}.{OUTCOME}"}
    return found


def hints(modules: Sequence[Module]) -> list[Words]:
    """What would be better; nothing of it keeps a programme from coming out."""
    first = first_alone(modules)
    if first is None or first.minutes <= MOST_FIRST_MINUTES:
        return []
    words = _(
        "The first step takes longer than %(n)s minutes. A shorter one can be tried at a doctor’s"
        " and gone on with at home."
    )
    return [words % {"n": MOST_FIRST_MINUTES}]


def _is_unfinished(step: Step) -> bool:
    needs = {
        READ: step.text,
        WATCH: step.url and step.transcript,
        EXERCISE: step.items,
        QUESTIONS: step.questionnaire,
        REFLECT: step.ask,
        PLAN: step.text,
        BOARD: step.text,
    }
    return step.kind not in KINDS or not step.title or not needs[step.kind]


def _stands_before(rule: Expression, earlier: set[str]) -> bool:
    return all(one in earlier or one.partition(".")[0] in earlier for one in references(rule))


def lines_of(
    title: str, lead: str, good_for: Sequence[str], not_for: Sequence[str],
    modules: Sequence[Module],
) -> list[str]:  # fmt: skip
    """A programme as lines of plain words, for comparing."""
    found = [title, lead, *good_for, *not_for]
    for module in modules:
        found.append(module.title)
        for step in module.steps:
            found += [step.title, *step.text.split("\n"), *step.items, step.url]
            found += [*step.transcript.split("\n"), step.questionnaire, step.ask, *step.examples]
            found += [str(CAPTIONS.get(step.captions, "")), _rule_line(step.show_if)]
            found.append(str(_("With her diary beside it.")) if step.shows_diary else "")
            found.append(str(_("To practise: no answer is kept.")) if step.practice else "")
    return [line for line in (plain(one).strip() for one in found) if line]


def minutes_of(modules: Sequence[Module]) -> tuple[int, int]:
    """(the shortest step, the longest one), in minutes; (0, 0) without steps."""
    minutes = [step.minutes for step in steps_of(modules)] or [0]
    return min(minutes), max(minutes)


Facts = Mapping[str, Sequence[Any]]
