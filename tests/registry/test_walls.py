"""Records and entries: the room and the vault open them to the same people, form by form."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from members.models import RoleHolding
from po_platform.access.actor import Actor, Hat, Purpose, System, acting_as
from registry.actions.joining import leave_registry
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.models import Entry, Right, Subject
from registry.queries.participation import my_participation
from tests.database import become
from tests.personas import World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.world import ANNA, HEADER, Walks, give_right, make_walks

pytestmark = pytest.mark.django_db(transaction=True)
NOTHING = (0, 0)


@pytest.fixture
def walks(world: World) -> Walks:
    """Two records with two forms each; the first record is Ruth's own."""
    found = make_walks(world)
    assert found.bring(HEADER, ANNA, ANNA.replace("1,Anna", "2,Bea")).usable
    become("owner")
    for model in (Entry, Entry.pgh_event_model):  # type: ignore[attr-defined]
        rows = getattr(model.objects, "for_purpose", lambda _p, m=model: m.objects.all())
        number = {"record__number": "1"}
        rows(Purpose.OPERATE).filter(**number).update(subject_id=world.ruth.subject)
    Subject.objects.for_purpose(Purpose.OPERATE).filter(number="1").update(
        subject_id=world.ruth.subject
    )
    become("app")
    return found


def by_the_vault(actor: Actor) -> tuple[int, int]:
    """(records, entries) raw SQL as the web role gives."""
    with acting_as(actor), connection.cursor() as cursor:
        counts = []
        for table in ("registry_subject", "registry_entry"):
            cursor.execute(f"select count(*) from {table}")
            counts.append(cursor.fetchone()[0])
    return counts[0], counts[1]


def by_the_room(actor: Actor) -> tuple[int, int]:
    """What the policies give, asked as the tables' owner, for whom the vault stands open."""
    become("owner")
    try:
        with acting_as(actor):
            managers: list[Any] = [Subject.objects, Entry.objects]
            counts = [manager.visible_to(actor).count() for manager in managers]
    finally:
        become("app")
    return counts[0], counts[1]


def seen(actor: Actor) -> tuple[int, int]:
    """The same from both walls, or the test ends here."""
    room, vault = by_the_room(actor), by_the_vault(actor)
    assert room == vault
    return vault


def test_each_sees_her_own_and_nobody_elses(walks: Walks, world: World) -> None:
    assert seen(walks.curator.actor()) == (2, 4)
    assert seen(world.ruth.actor()) == (1, 2)
    assert seen(System(Purpose.OPERATE)) == (2, 4)
    assert seen(System(Purpose.EXPORT, subject_id=world.ruth.subject)) == (1, 2)
    others = [p for p in world.people.values() if p.name not in (walks.curator.name, "Ruth E.")]
    assert {persona.name: seen(persona.actor()) for persona in others} == {
        persona.name: NOTHING for persona in others
    }


def test_another_curator_sees_only_the_forms_she_was_given(walks: Walks, world: World) -> None:
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    assert seen(other.actor()) == NOTHING
    right = give_right(walks, other, form="visit")
    assert seen(other.actor()) == (2, 2)
    give_right(walks, other)
    assert seen(other.actor()) == (2, 4)
    Right.objects.filter(pk=right.pk).update(sees=False)
    assert seen(other.actor()) == (2, 2)


def test_a_right_counts_only_for_a_curator_with_a_second_factor(walks: Walks, world: World) -> None:
    give_right(walks, world.gerd, enters=True)
    assert seen(world.gerd.actor()) == NOTHING
    become("owner")
    RoleHolding.objects.filter(account=walks.curator.account).delete()
    become("app")
    assert seen(walks.curator.actor()) == NOTHING


def test_who_left_one_registry_is_hidden_there_and_stays_in_another(
    walks: Walks, world: World
) -> None:
    """Ruth is in two registries, each with a curator of its own, and leaves the first."""
    other_curator = make_persona("Olga Curator", role=Hat.CURATOR)
    other = open_to_members(world, other_curator)
    assert other.bring(HEADER, ANNA).usable
    with acting_as(walks.curator.actor()) as actor:
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=walks.registry))
    become("owner")
    with connection.cursor() as cursor:
        for table in ("subject", "entry"):
            cursor.execute(
                f"update registry_{table} set subject_id = %s where registry_id = %s",
                [world.ruth.subject, other.registry.pk],
            )
    become("app")
    for here in (walks, other):
        join(here, world.ruth)
    assert (seen(walks.curator.actor()), seen(other_curator.actor())) == ((2, 4), (1, 2))
    with acting_as(world.ruth.actor()) as actor:
        mine = my_participation(actor=actor, registry=walks.registry)
        assert mine
        leave_registry(actor=actor, taking_part=mine, language="en")
    assert seen(walks.curator.actor()) == (2, 2)
    assert seen(other_curator.actor()) == (1, 2)
    assert seen(world.ruth.actor()) == (2, 4)
    with acting_as(other_curator.actor()), connection.cursor() as cursor:
        cursor.execute("update registry_entry set status = 1")
        assert cursor.rowcount == 2
    with acting_as(walks.curator.actor()), connection.cursor() as cursor:
        cursor.execute("update registry_entry set status = 1")
        assert cursor.rowcount == 2  # the other record’s


def test_when_old_entries_were_first_written_comes_from_their_history(walks: Walks) -> None:
    sql = import_module("registry.migrations.0007_guards").FIRST
    history = Entry.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    assert walks.bring("record_id,minutes", "1,77").usable
    become("owner")
    begun = {row.pgh_obj_id: row.pgh_created_at for row in history.order_by("-pgh_id")}
    entries = Entry.objects.for_purpose(Purpose.OPERATE)
    entries.update(first_at=timezone.now())
    kept = history.count()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    found = {one.pk: (one.first_at, one.changed_at) for one in entries.all()}
    assert history.count() == kept
    become("app")
    assert found.keys() == begun.keys()
    for pk, (first, changed) in found.items():
        assert first <= begun[pk] and first <= changed
    assert any(first < changed for first, changed in found.values())


def test_who_only_reads_writes_nothing_by_either_wall(walks: Walks, world: World) -> None:
    reader = make_persona("Rita Curator", role=Hat.CURATOR)
    give_right(walks, reader, manages=True)
    actor = reader.actor()
    with pytest.raises(PermissionDenied):
        Walks(reader, walks.registry, walks.dataset).bring(HEADER, ANNA)
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("update registry_entry set status = 0")
        assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError), acting_as(actor):
        Subject.objects.create(registry=walks.registry, number="77")
    history = "delete from registry_entryevent"
    with pytest.raises(ProgrammingError), acting_as(actor), connection.cursor() as cursor:
        cursor.execute(history)
