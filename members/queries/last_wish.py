"""What somebody wishes for after her death: for herself, and for the office that has to know."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone

from members.ending_rules import ASKED_AFTER
from members.ending_secrets import wish_place
from members.facts import record_wish_look
from members.models import LastWish, Person, PersonKey
from members.models.ending import After
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, SignedIn, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import Tampered, open_sealed, unwrap

from .first_weeks import quiet_until


@dataclass(frozen=True, slots=True)
class Wished:
    """`after` is '' for somebody who said nothing about her data."""

    after: str = ""
    reporters: str = ""
    copy_to: str = ""

    @property
    def after_words(self) -> str:
        return str(After(self.after).label) if self.after else ""


def last_wish_of(*, actor: Actor, person_id: int) -> Wished | None:
    """As the actor may read it; None when she said nothing at all."""
    row = LastWish.objects.visible_to(actor).filter(person_id=person_id).first()
    if row is None:
        return None
    key = PersonKey.objects.visible_to(actor).filter(person_id=person_id).first()
    words = dict.fromkeys(("reporters", "copy_to"), "")
    if key is not None:
        words = {column: _opened(key, column, getattr(row, column)) for column in words}
    return Wished(row.after, **words)


def _opened(key: PersonKey, column: str, sealed: bytes | None) -> str:
    """'' too for what was changed or moved in the database: nobody acts on it then."""
    if not sealed:
        return ""
    try:
        data_key = unwrap(key.wrapping_key, bytes(key.wrapped))
        return open_sealed(data_key, bytes(sealed), wish_place(column, key.person_id))
    except Tampered:
        return ""


def wish_for_the_office(*, actor: SignedIn, person: Person) -> Wished | None:
    """The same for the office about to write a death down; the look is on record before."""
    demand(may_run_the_office(actor))
    looking = replace(actor, looks_at=person.pk)
    with acting_as(looking):
        wished = last_wish_of(actor=looking, person_id=person.pk)
        if wished is not None:
            record_wish_look(person.pk)
    return wished


def is_asked_for_last_wish(*, actor: Actor) -> bool:
    """Once in life, not in the first months and not while she is left in peace."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        return False
    since = timezone.localdate() - ASKED_AFTER
    settled = Person.objects.filter(
        pk=actor.person_id, state=Person.State.ACTIVE, joined_on__lte=since
    )
    if not settled.exists():
        return False
    said = LastWish.objects.visible_to(actor).filter(person_id=actor.person_id)
    return not said.exists() and quiet_until(actor=actor) is None
