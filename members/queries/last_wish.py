"""What somebody wishes for after her death: for herself, and for the office that has to know."""

from __future__ import annotations

from dataclasses import dataclass, replace

from members.ending_secrets import wish_place
from members.facts import record_wish_look
from members.models import LastWish, Person, PersonKey
from members.models.ending import After
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, SignedIn, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import Tampered, open_sealed, unwrap

# Asked once in life, not in the first 90 days and not while she is left in peace.
ASKED_FOR = """select exists(
  select 1 from members_person p where p.id = %(person)s and p.state = 'active'
     and p.joined_on <= %(today)s - 90
     and not exists (select 1 from members_lastwish w where w.person_id = p.id))
  and quiet_until() is null"""


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
