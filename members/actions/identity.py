"""A person's own record: written sealed, corrected by her, its keys wrapped anew when they age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from audit.actions import record
from members.identity import FIELDS, Known, marks, seal_fields
from members.identity_change import tell
from members.models import Identity, Person, PersonKey
from members.queries.identity import identity_of
from members.rules import may_correct_identity
from po_platform.access.actor import Actor, Purpose, SignedIn, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import (
    KeyMissing,
    Tampered,
    new_data_key,
    newest_wrapping_key,
    rewrap,
    unwrap,
)

BATCH = 1000
MARKED = {"real_name": "name_index", "phone": "phone_index"}


class KeyBroken(Exception):
    """The person's data key does not open: nothing can be written with it, a person must look."""


def data_key_of(actor: Actor, person_id: int) -> bytes:
    """The person's key, made when it is needed for the first time."""
    kek, wrapped, _key = new_data_key()
    PersonKey.objects.bulk_create(
        [PersonKey(person_id=person_id, wrapping_key=kek, wrapped=wrapped)], ignore_conflicts=True
    )
    row = PersonKey.objects.visible_to(actor).get(person_id=person_id)
    try:
        return unwrap(row.wrapping_key, bytes(row.wrapped))
    except Tampered as error:
        raise KeyBroken from error


@transaction.atomic
def correct_identity(*, actor: Actor, person_id: int, known: Known) -> Known:
    """Stores what is known from now on; returns it. Raises KeyBroken.

    A field that does not open and is left empty stays as it is: it may still be put right.
    """
    demand(may_correct_identity(actor, person_id))
    before = identity_of(actor=actor, person_id=person_id)
    known = replace(known, unreadable=frozenset())
    changed = [
        name
        for name in FIELDS
        if getattr(known, name) != getattr(before, name)
        or (name in before.unreadable and getattr(known, name))
    ]
    if not changed:
        return before
    sealed = seal_fields(data_key_of(actor, person_id), person_id, known)
    columns: dict[str, bytes | str | None] = {name: sealed[name] for name in changed}
    columns |= {MARKED[name]: marks(known)[MARKED[name]] for name in changed if name in MARKED}
    # The first save makes the row; two at once meet at the constraint, and the second one waits.
    Identity.objects.bulk_create([Identity(person_id=person_id)], ignore_conflicts=True)
    row = Identity.objects.visible_to(actor).select_for_update().get(person_id=person_id)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    if changed_way := [name for name in ("address", "phone") if name in changed]:
        _reach_again(person_id, changed_way)
    own = isinstance(actor, SignedIn) and actor.person_id == person_id
    record(
        actor=actor,
        verb="members.identity.corrected",
        thing=row,
        subject=getattr(actor, "subject_id", None) if own else None,
        fields=changed,
    )
    after = identity_of(actor=actor, person_id=person_id)
    if {"real_name", "birth_date"} & set(changed):
        tell(actor=actor, person_id=person_id, known=after)
    return after


def _reach_again(person_id: int, changed: Sequence[str]) -> None:
    """What stopped letters or calls is put right, so they go out again."""
    whys = {"address": ("no_address", "returned"), "phone": ("no_number",)}
    mended = [why for name in changed for why in whys[name]]
    Person.objects.filter(pk=person_id, post_stopped_why__in=mended).update(
        post_stopped_at=None, post_stopped_why=""
    )


def report_tampering(*, actor: Actor, person_id: int, fields: frozenset[str]) -> None:
    """Something sealed does not open: one row for those who keep the machine."""
    record(
        actor=actor,
        verb="members.identity.unreadable",
        person=person_id,
        fields=sorted(fields),
    )


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many keys were wrapped anew, and the persons whose key does not open."""

    done: int
    broken: tuple[int, ...]


def rewrap_keys(*, actor: Actor) -> Rewrapped:
    """Wraps every data key with the newest key file, in batches that commit: not inside a transaction.

    Runs as the owner of the tables: nobody else sees all keys. No sealed row is touched. When
    nothing was done and nothing is broken, the older key files may go.
    """
    done, broken, after = 0, list[int](), 0
    while True:
        with acting_as(actor):
            rows = _old_keys(after)
            good = [row for row in rows if _rewrap(row)]
            PersonKey.objects.for_purpose(Purpose.OPERATE).bulk_update(
                good, ["wrapping_key", "wrapped"]
            )
            if good:
                record(actor=actor, verb="members.keys.rewrapped", count=len(good))
        if not rows:
            return Rewrapped(done, tuple(broken))
        broken += [row.person_id for row in rows if row not in good]
        done, after = done + len(good), rows[-1].pk


def _old_keys(after: int) -> list[PersonKey]:
    keys = PersonKey.objects.for_purpose(Purpose.OPERATE).exclude(
        wrapping_key=newest_wrapping_key()
    )
    return list(keys.filter(pk__gt=after).order_by("pk").select_for_update()[:BATCH])


def _rewrap(row: PersonKey) -> bool:
    try:
        row.wrapping_key, row.wrapped = rewrap(row.wrapping_key, bytes(row.wrapped))
    except (Tampered, KeyMissing):
        return False
    return True
