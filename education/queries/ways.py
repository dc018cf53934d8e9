"""Where somebody is on her way through a programme, for herself and for a guide she lets see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from education.models import Enrolment, IfThenPlan, ProgrammeVersion, StepState
from education.programme_shape import Module, Step, read_modules
from education.way import Known, Way, way_of
from members.models import Standing
from members.queries.first_weeks import standing_of
from members.queries.own import own_rows
from po_platform.access.actor import Actor

ASK_AFTER = timedelta(hours=20)  # "did it work?" is asked at the next visit, not the same evening


@dataclass(frozen=True, slots=True)
class Walk:
    """One enrolment with its way. `plans`: newest first."""

    enrolment: Enrolment
    modules: tuple[Module, ...]
    states: Mapping[str, StepState]
    plans: list[IfThenPlan]
    way: Way

    @property
    def resume_at(self) -> Step | None:
        """The exact place: where she was, unless she finished it; then the next one."""
        here = next((one for one in self.way.steps if one.id == self.enrolment.at_step), None)
        if here is not None and here.id not in self.way.done:
            return here
        return self.way.after(here.id) if here is not None else self.way.next_step

    @property
    def to_ask_about(self) -> IfThenPlan | None:
        """The newest plan, once it has had time to work and nobody asked about it yet."""
        newest = self.plans[0] if self.plans else None
        if newest is None or newest.outcome or newest.made_at + ASK_AFTER > timezone.now():
            return None
        return newest

    @property
    def newest_plan(self) -> IfThenPlan | None:
        return self.plans[0] if self.plans else None

    @property
    def has_corrected(self) -> bool:
        """Her version was stopped, and another one came out since."""
        live = self.enrolment.programme.live
        return bool(self.enrolment.version.stop_id and live and live.stop_id is None)

    def is_open(self) -> bool:
        """On the way, and not resting, finished or left."""
        return self.enrolment.state == Enrolment.State.ACTIVE


# Version id → its text as stored and as read. What is stored counts: where it is another one, it
# is read again.
_read: dict[int, tuple[Any, tuple[Module, ...]]] = {}
MOST_READ = 200


def modules_of(version: ProgrammeVersion) -> tuple[Module, ...]:
    """The parts of a version, read once by each process: everybody on it walks the same ones."""
    stored, modules = _read.get(version.pk, (None, ()))
    if stored != version.modules:
        modules = read_modules(version.modules)
        if len(_read) >= MOST_READ:
            _read.clear()
        _read[version.pk] = version.modules, modules
    return modules


def my_walk(*, actor: Actor, ref: UUID, lock: bool = False) -> Walk:
    """Her own, by its ref; four queries. `lock`: waits for what was sent before. Raises Http404."""
    rows = own_rows(Enrolment, actor).select_related("programme", "version__stop")
    rows = rows.defer("programme__search").filter(ref=ref)
    enrolment = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if enrolment is None:
        raise Http404
    said = standing_of(actor=actor)
    return _walk(actor, enrolment, said.where if said else "")


def guided_walk(*, actor: Actor, enrolment: Enrolment) -> Walk:
    """What a guide may see of one enrolment: without words where the member keeps them to herself.

    Where the member stands is not hers to know: a step that shows for some alone is among the
    others once there is something of it she may see.
    """
    return _walk(actor, enrolment, "", *Standing.Where.values)


def _walk(actor: Actor, enrolment: Enrolment, situation: str, *others: str) -> Walk:
    modules = modules_of(enrolment.version)
    states = {
        one.step: one for one in StepState.objects.visible_to(actor).filter(enrolment=enrolment)
    }
    plans = list(
        IfThenPlan.objects.visible_to(actor).filter(enrolment=enrolment).order_by("-pk")[:50]
    )
    outcomes = {one.step: one.outcome for one in reversed(plans) if one.outcome}
    answers = {name: one.answers for name, one in states.items()}
    done = {name for name, one in states.items() if one.done_at is not None}
    way = way_of(modules, Known(answers, outcomes, situation), done)
    for other in others:
        way = way.with_seen(way_of(modules, Known(answers, outcomes, other), done), states)
    return Walk(enrolment, modules, states, plans, way)


def my_plan(*, actor: Actor, ref: UUID) -> IfThenPlan:
    """One of her plans. Raises Http404."""
    rows = own_rows(IfThenPlan, actor).select_related(
        "enrolment__programme", "enrolment__version__stop"
    )
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found
