"""A death of the invented organisation that waits to be confirmed, and one somebody just told us of."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from members.actions.ending import Told
from members.actions.states import change_state
from members.actions.told import Tidings, tell_of_a_death
from members.models import Ending, Person
from po_platform.access.actor import NOBODY, Purpose, System, acting_as


def seed_endings() -> None:
    """By the real actions; nobody invented here has a real number."""
    office = System(Purpose.SEED)
    with acting_as(office):
        person = Person.objects.create(display_name="Ottilie W.")
        change_state(
            actor=office,
            person_id=person.pk,
            state=Person.State.DECEASED,
            reason="Her niece called",
            told=Told(
                Ending.Way.PHONE,
                "Merle Wendrow, her niece, 01632 960 463",
                timezone.localdate() - timedelta(days=4),
            ),
        )
    with acting_as(NOBODY):
        tell_of_a_death(
            actor=NOBODY,
            tidings=Tidings("Balthasar Quill", "Inga Quill", "01632 960 471", "morning", "en"),
        )
