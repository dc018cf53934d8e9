"""Steps tests take when somebody leaves or dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import F

from members.actions.ending import Told, confirm_ending, take_back
from members.actions.last_wish import say_last_wish
from members.actions.states import change_state
from members.facts import subject_of
from members.models import Ending, Person
from members.queries.last_wish import Wished
from po_platform.access.actor import Purpose, System, acting_as
from tests.members.everything_of import protected
from tests.personas import Persona, World

State = Person.State


def ends(world: World, whom: Persona, state: str, told: Told | None = None) -> None:
    """The office writes it down."""
    with acting_as(world.administrator.actor()) as actor:
        change_state(
            actor=actor, person_id=whom.person.pk, state=state, reason="As told", told=told
        )


def dies(world: World, whom: Persona, wish: str = "keep") -> None:
    ends(world, whom, State.DECEASED, Told("phone", "Anton, her husband", wish=wish))


def confirms(second: Persona, whom: Persona) -> None:
    with acting_as(second.actor()) as actor:
        confirm_ending(actor=actor, person_id=whom.person.pk)


def taken_back(world: World, whom: Persona) -> None:
    with acting_as(world.administrator.actor()) as actor:
        take_back(actor=actor, person_id=whom.person.pk, reason="A mix-up of names")


def wishes(persona: Persona, after: str = "", reporters: str = "", copy_to: str = "") -> None:
    actor = persona.actor()
    with acting_as(actor):
        say_last_wish(actor=actor, wished=Wished(after, reporters, copy_to))


def days_later(days: int = 31) -> None:
    """The same endings, so much longer ago."""
    with acting_as(System(Purpose.END)) as system:
        people = list(Ending.objects.visible_to(system).values_list("person_id", flat=True))
    for person_id in people:
        with acting_as(System(Purpose.END, None, person_id)) as system:
            Ending.objects.visible_to(system).update(due_at=F("due_at") - timedelta(days=days))


@contextmanager
def rows_of(whom: Persona) -> Iterator[Any]:
    """`rows(Model)`: what the vault opens to the software that makes this person's own file."""
    with acting_as(System(Purpose.EXPORT, None, whom.person.pk)):
        subject = subject_of(whom.person.pk)
    with acting_as(System(Purpose.EXPORT, subject, whom.person.pk)):
        yield protected


def ending_of(whom: Persona) -> Ending:
    """The newest one of this person."""
    with acting_as(System(Purpose.END)) as system:
        found: Ending = Ending.objects.visible_to(system).filter(person=whom.person).latest("pk")
    return found
