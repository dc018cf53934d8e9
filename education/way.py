"""Which steps of a programme are somebody's: decided by her answers and situation, one after another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.expressions import holds

from .programme_shape import OUTCOME, SITUATION, Module, Step, steps_of


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may look at. `answers`: step → linkId → answer; `outcomes`: step → code."""

    answers: Mapping[str, Mapping[str, Any]]
    outcomes: Mapping[str, str]
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Her steps in their order, and which of them are done."""

    steps: tuple[Step, ...]
    done: frozenset[str]

    @property
    def done_count(self) -> int:
        return sum(step.id in self.done for step in self.steps)

    @property
    def next_step(self) -> Step | None:
        """The first one not done; None when all are."""
        return next((step for step in self.steps if step.id not in self.done), None)

    def place_of(self, step_id: str) -> int:
        """Its number from 1; 0 when it is none of hers."""
        return next((n for n, step in enumerate(self.steps, 1) if step.id == step_id), 0)

    def after(self, step_id: str) -> Step | None:
        """The one behind it; else the first one left out before; None when all are done."""
        place = self.place_of(step_id)
        later = (step for step in self.steps[place:] if step.id not in self.done)
        return next(later, None) or self.next_step

    def with_seen(self, other: Way, seen: Collection[str]) -> Way:
        """With those steps of another way that are among `seen`, where they stand there."""
        if not any(step.id in seen and not self.place_of(step.id) for step in other.steps):
            return self
        mine = {step.id for step in self.steps}
        steps = [step for step in other.steps if step.id in mine or step.id in seen]
        known = {step.id for step in steps}
        steps += [step for step in self.steps if step.id not in known]
        return Way(tuple(steps), self.done | other.done & {step.id for step in steps})

    def before(self, step_id: str) -> Step | None:
        """The one in front of it."""
        place = self.place_of(step_id)
        return self.steps[place - 2] if place > 1 else None


def way_of(modules: Sequence[Module], known: Known, done: Collection[str]) -> Way:
    """A step shows when its rule holds; what was answered on a step that does not show is not looked
    at, so the way is the same however somebody came to it."""
    shown: dict[str, Step] = {}

    def read(link_id: str) -> Sequence[Any]:
        if link_id == SITUATION:
            return [known.situation] if known.situation else []
        step_id, _dot, name = link_id.partition(".")
        if step_id not in shown:
            return []
        if not name:
            return [True] if step_id in done else []
        if name == OUTCOME:
            said = known.outcomes.get(step_id, "")
            return [said] if said else []
        value = known.answers.get(step_id, {}).get(name)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    for step in steps_of(modules):
        if step.show_if is None or holds(step.show_if, read):
            shown[step.id] = step
    return Way(tuple(shown.values()), frozenset(done) & frozenset(shown))
