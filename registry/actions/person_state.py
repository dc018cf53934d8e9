"""What those who keep a registry know of a person: whether she lives, can be reached.

Of one who joined they know no name: they tell the office, which finds out and acts.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.http import Http404

from audit.actions import record as write_down
from members.actions.told import tell_from_a_record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from registry.models import Subject
from registry.queries.datasets import my_rights
from registry.queries.participation import participation_of
from registry.rules import may_say_state, may_tell_office


def say_state(
    *, actor: Actor, record: Subject, vital: str, lost: bool, on: date | None, why: str
) -> None:
    """From now on the registry knows it so; saying it again with other words takes it back.

    `vital`: of Subject.Vital. `on`: since when. What she herself decided is never touched.
    """
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=record.registry_id)
        demand(may_say_state(actor, record, rights, participation_of(actor=actor, record=record)))
        mine = Subject.objects.visible_to(actor).filter(pk=record.pk, voided_at=None, same_as=None)
        found = mine.select_for_update(of=("self",)).first()
        if found is None:
            raise Http404
        found.vital, found.state_on, found.state_why = vital, on, why
        found.takes_part = Subject.Takes.LOST if lost else Subject.Takes.ACTIVE
        found.save(update_fields=["vital", "state_on", "state_why", "takes_part"])
        verb = f"registry.record.{'lost' if lost else vital}"
        write_down(actor=actor, verb=verb, thing=found, subject=found.subject_id)


def tell_office_of_death(*, actor: Actor, record: Subject, on: date | None, why: str) -> bool:
    """The office gets one task about whom the record stands for; False: it was told before.

    `on`: the day of death, if it is known; `why`: from whom it is known. What the record says of her
    stays until the office has written the death down.
    """
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=record.registry_id)
        mine = Subject.objects.visible_to(actor).filter(pk=record.pk, voided_at=None, same_as=None)
        found = mine.first()
        if found is None:
            raise Http404
        taking_part = participation_of(actor=actor, record=found)
        demand(may_tell_office(actor, found, rights, taking_part))
        return tell_from_a_record(actor=actor, subject_id=found.subject_id, happened_on=on, why=why)
