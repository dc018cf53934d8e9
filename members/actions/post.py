"""How somebody is reached, and where letters to her and from us go."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from audit.actions import record
from members.models import LetterHead, Person
from members.office_rules import may_run_the_office
from members.queries.identity import identity_of
from members.queries.letters import letter_head
from notifications.actions.printing import reconsider
from po_platform.access.actor import Actor, SignedIn, acting_as
from po_platform.access.refusals import demand

from .identity import correct_identity
from .locking import locked_person
from .office_reasons import keep_reason

CHANGED = "members.post.changed"


def choose_way(*, actor: SignedIn, way: str) -> None:
    """How the acting person wants to be reached; a preference leaves no audit row."""
    _set_way(actor.person_id, way)


def _set_way(person_id: int, way: str) -> bool:
    another = Person.objects.filter(pk=person_id).exclude(reached_by=way)
    if not another.update(reached_by=way, post_stopped_at=None, post_stopped_why=""):
        return False
    reconsider(person_id=person_id)
    return True


def change_post(
    *, actor: SignedIn, person_id: int, way: str, address: str, phone: str, reason: str
) -> None:
    """The office writes down how and where to reach somebody; letters go to her again.

    `address` and `phone`: '' leaves the one we have. Raises PermissionDenied and KeyBroken.
    """
    with transaction.atomic():
        person, _account_id = locked_person(person_id)
        demand(may_run_the_office(actor))
        if address or phone:
            looking = replace(actor, looks_at=person_id)
            with acting_as(looking):
                known = identity_of(actor=looking, person_id=person_id)
                new = replace(known, address=address or known.address, phone=phone or known.phone)
                correct_identity(actor=looking, person_id=person_id, known=new)
        _set_way(person_id, way)
        Person.objects.filter(pk=person_id).update(post_stopped_at=None, post_stopped_why="")
        keep_reason(actor=actor, person=person, verb=CHANGED, reason=reason)
        record(actor=actor, verb=CHANGED, thing=person)


def write_letter_head(*, actor: Actor, address: str, window: str, signed: str) -> LetterHead:
    """Where letters come from, from the next batch on."""
    demand(may_run_the_office(actor))
    with transaction.atomic():
        values = {"address": address, "window": window, "signed": signed}
        row, made = LetterHead.objects.select_for_update().get_or_create(
            only_one=True, defaults=values
        )
        if made or any(getattr(row, name) != value for name, value in values.items()):
            LetterHead.objects.filter(pk=row.pk).update(**values)
            record(actor=actor, verb="members.letter_head.written", thing=row)
    return letter_head() or row
