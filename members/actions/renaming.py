"""Another name others see: given by the office, as the person wants it."""

from __future__ import annotations

from django.db import transaction

from audit.actions import record
from members.office_rules import may_give_another_name
from members.queries.joining import name_is_taken
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

from .locking import locked_person
from .newcomers import NameTaken
from .office_reasons import keep_reason

VERB = "members.person.renamed"


def give_another_name(*, actor: Actor, person_id: int, name: str, reason: str) -> None:
    """It stands everywhere at once, beside what was written before too. The former name is kept
    nowhere. Raises NameTaken, PermissionDenied, Http404.
    """
    with transaction.atomic():
        person, _account = locked_person(person_id)
        demand(may_give_another_name(actor, person))
        if person.display_name == name:
            return
        if name_is_taken(name, but=person.pk):
            raise NameTaken
        person.display_name = name
        person.save(update_fields=["display_name"])
        keep_reason(actor=actor, person=person, verb=VERB, reason=reason)
        record(actor=actor, verb=VERB, thing=person)
