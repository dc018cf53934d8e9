"""Who people are, for those they told: the person herself, whom she shares with, the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Func, OuterRef, Subquery, TextField, Value
from django.db.models.functions import JSONObject

from members.facts import people_named
from members.identity import FIELDS, Known, open_fields
from members.models import Identity, PersonKey
from po_platform.access.actor import Actor
from po_platform.kit.crypto import Tampered, unwrap


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person as one she shares with sees her. `name`: her real name if given, else the other."""

    subject_id: UUID
    person_id: int
    name: str
    display_name: str
    birth_year: int | None
    unreadable: frozenset[str] = frozenset()


def identity_of(*, actor: Actor, person_id: int) -> Known:
    """Everything known about one person the actor may see; empty when nothing was given."""
    return _opened(actor, [person_id]).get(person_id, Known())


def people_shown(*, actor: Actor, subject_ids: Collection[UUID]) -> dict[UUID, PersonShown]:
    """subject id → name and year of birth, of those who share with the actor; constant queries.

    Whoever shows them to somebody records the look first (audit.actions).
    """
    persons = people_named(list(subject_ids))
    ids = {person_id for person_id, _name in persons.values()}
    known = _opened(actor, ids, ("real_name", "birth_date"))
    shown = {}
    for subject_id, (person_id, displayed) in persons.items():
        who = known.get(person_id, Known())
        shown[subject_id] = PersonShown(
            subject_id,
            person_id,
            who.real_name or displayed,
            displayed,
            who.birth_date.year if who.birth_date else None,
            who.unreadable,
        )
    return shown


def _opened(
    actor: Actor, person_ids: Collection[int], columns: Collection[str] = FIELDS
) -> dict[int, Known]:
    if not person_ids:
        return {}
    # A key opens to whom the identity opens (policies.py), so it comes with it in one query.
    wrapped = Func("wrapped", Value("hex"), function="encode", output_field=TextField())
    key_of = PersonKey.objects.filter(person_id=OuterRef("person_id")).values(
        both=JSONObject(wrapping_key="wrapping_key", wrapped=wrapped)
    )
    rows = Identity.objects.visible_to(actor).filter(person_id__in=person_ids)
    found = {}
    for person_id, key_row, *raws in rows.values_list("person_id", Subquery(key_of), *columns):
        key = (key_row["wrapping_key"], bytes.fromhex(key_row["wrapped"])) if key_row else None
        sealed = dict(zip(columns, raws, strict=True))
        found[person_id] = opened_with(key, person_id, sealed)
    return found


def opened_with(
    wrapped_key: tuple[str, bytes] | None, person_id: int, sealed: Mapping[str, bytes | None]
) -> Known:
    """What lies sealed about one person, opened with her key: the name of what wraps it, and it.

    Without a key, or with one that was changed, nothing opens and all stands in `unreadable`.
    """
    try:
        if wrapped_key is None:
            raise Tampered
        return open_fields(unwrap(*wrapped_key), person_id, sealed)
    except Tampered:
        return Known(unreadable=frozenset(column for column, raw in sealed.items() if raw))
