"""Marks of records are made when a name or birth date is written, so that doubles are found."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from audit.actions import record
from members.identity import Known
from members.queries.identity import identity_of
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from registry.likeness import Mark, marks_of
from registry.models import Dataset, Entry, Registry
from registry.queries.datasets import my_rights
from registry.rules import may_manage
from registry.sealing import state_of

AT_ONCE = 1000  # records compared by one press of the button
PERSON = "person"


def mark_entries(*, actor: Actor, dataset: Dataset, entries: Iterable[Entry]) -> None:
    """The marks of these entries, where they are of the form that asks who somebody is.

    What was taken back has none any more.
    """
    rows = [
        {
            "record": one.record_id,
            "entry": one.pk,
            "origin": _origin(dataset),
            "marks": _of(dataset, one) if one.voided_at is None else [],
        }
        for one in entries
        if one.form.name == dataset.who.get("form")
    ]
    if rows:
        _tell("select mark_records(%s)", rows)


def mark_again(*, actor: Actor, dataset: Dataset, entries: Iterable[Entry]) -> None:
    """The marks of the records of these entries, by what still stands there."""
    asking = [one for one in entries if one.form.name == dataset.who.get("form")]
    living = Entry.objects.visible_to(actor).filter(
        record_id__in={one.record_id for one in asking}, form__in={one.form_id for one in asking},
        voided_at=None,
    )  # fmt: skip
    gone = [one for one in asking if one.voided_at is not None]
    stand = living.select_related("form").order_by("pk") if asking else ()
    mark_entries(actor=actor, dataset=dataset, entries=[*gone, *stand])


def mark_person(*, actor: Actor, person_id: int, known: Known | None = None) -> None:
    """The marks of somebody by her own name and birth date, where she joined a registry."""
    if known is None:
        known = identity_of(actor=actor, person_id=person_id)
    born = known.birth_date.isoformat() if known.birth_date else ""
    rows = {
        str(pk): _marks([known.real_name], born, pk)
        for pk in Registry.objects.values_list("pk", flat=True)
    }
    if rows:
        _tell("select mark_person(%s, %s)", person_id, rows)


def mark_herself(*, actor: Actor) -> None:
    """The same for whoever is acting for herself."""
    if isinstance(actor, SignedIn) and actor.helping is None:
        mark_person(actor=actor, person_id=actor.person_id)


def mark_for(*, person_id: int, subject_id: UUID) -> None:
    """The same where somebody else carried out the joining: read by the software, told to nobody."""
    system = System(Purpose.EXPORT, subject_id, person_id)
    with acting_as(system):
        mark_person(actor=system, person_id=person_id)


def forget_marks(*, person_id: int, subject_id: UUID, registry: Registry) -> None:
    """Whoever left a registry is found there by her own name and birth date no more."""
    with acting_as(System(Purpose.EXPORT, subject_id, person_id)):
        _tell("select mark_person(%s, %s)", person_id, {str(registry.pk): []})


def say_who_asks(
    *, actor: Actor, dataset: Dataset, form: str, names: Collection[str], born: str
) -> None:
    """Which questions ask for name and birth date; nothing chosen: nobody is compared by them.

    Marks of what was asked before go; records that are here are compared anew by compare_again.
    """
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        # Before the dataset, as where a file is brought.
        Registry.objects.select_for_update(no_key=True).get(pk=dataset.registry_id)
        before = Dataset.objects.values_list("who", flat=True).get(pk=dataset.pk)
        dataset.who = {"form": form, "names": list(names), "born": born} if names else {}
        dataset.save(update_fields=["who"])
        if before and before != dataset.who:
            _tell("select drop_marks(%s, %s)", dataset.registry_id, _origin(dataset))
        record(actor=actor, verb="registry.dataset.who_asks", thing=dataset)


def compare_again(*, actor: Actor, dataset: Dataset, after: int = 0) -> int:
    """Marks of entries that are there already, some at once; where to go on, 0 at the end."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        mine = Entry.objects.visible_to(actor).filter(
            form__dataset=dataset, form__name=dataset.who.get("form", ""), voided_at=None,
            pk__gt=after,
        )  # fmt: skip
        some = list(mine.select_related("form").order_by("pk")[:AT_ONCE])
        mark_entries(actor=actor, dataset=dataset, entries=some)
    return some[-1].pk if len(some) == AT_ONCE else 0


def _origin(dataset: Dataset) -> str:
    return f"dataset:{dataset.pk}"


def _of(dataset: Dataset, entry: Entry) -> list[Mark]:
    answers = state_of(entry).answers
    names = [str(answers.get(name, "")) for name in dataset.who.get("names", ())]
    born = str(answers.get(dataset.who.get("born", ""), ""))
    return _marks(names, born, dataset.registry_id)


def _marks(names: list[str], born: str, registry_id: int) -> list[Mark]:
    language = settings.LANGUAGE_CODE
    return list(marks_of(names, born, registry_id=registry_id, language=language))


def _tell(statement: str, *values: Any) -> None:
    told = [json.dumps(one) if isinstance(one, list | dict) else one for one in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
