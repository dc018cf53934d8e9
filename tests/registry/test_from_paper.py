"""A form on paper for one record: printed by who keeps the registry, typed in as her own answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from audit.models import Read
from po_platform.access.actor import Hat, acting_as
from registry.actions.joining import leave_registry
from registry.models import Event, Form, Subject
from registry.provenance import origin_of
from tests.personas import World, make_persona
from tests.registry.asking import taking_part
from tests.registry.joining import join, open_to_members
from tests.registry.rooms import open_rooms
from tests.registry.test_values import entry_of
from tests.registry.world import Walks, give_right

pytestmark = pytest.mark.django_db
HERE = "/registry/datasets/walk/records"


@pytest.fixture
def walks(world: World) -> Walks:
    found = open_to_members(world)
    join(found, world.ruth)
    return found


@pytest.fixture
def keeper(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def record_of(walks: Walks) -> Subject:
    with acting_as(walks.curator.actor()) as actor:
        found: Subject = Subject.objects.visible_to(actor).get()
    return found


def test_the_sheet_names_record_visit_and_version_and_no_person(
    walks: Walks, world: World, keeper: Client
) -> None:
    record = record_of(walks)
    visit = Event.objects.create(
        dataset=walks.dataset, name="spring", title="In spring", position=1
    )
    visit.forms.add(walks.dataset.forms.get(name="visit"))
    page = keeper.get(f"{HERE}/{record.ref}/visit/paper?event=spring").content.decode()
    assert f"Number in the registry: {record.number}." in page
    assert "Visit: In spring." in page and "Version 1 of the questions." in page
    assert "Minutes" in page and "a friend" in page and "Day and signature" in page
    assert "Ruth" not in page
    new = f"{HERE}/{record.ref}/visit?event=spring"
    assert "visit/paper?instance=0&amp;event=spring" in keeper.get(new).content.decode()
    assert keeper.get(f"{HERE}/{record.ref}/visit/paper?event=winter").status_code == 404
    assert keeper.get(f"{HERE}/{record.ref}/visit/paper?instance=x").status_code == 404
    assert keeper.get(f"{HERE}/{record.ref}/nothing/paper").status_code == 404


def test_printing_it_is_written_down_and_the_person_sees_it(
    walks: Walks, world: World, keeper: Client
) -> None:
    keeper.get(f"{HERE}/{record_of(walks).ref}/visit/paper")
    with acting_as(world.ruth.actor()) as actor:
        looks = Read.objects.visible_to(actor).filter(account_id=walks.curator.account.pk)
        assert [one.what for one in looks] == ["registry.record"]


def test_who_may_not_fill_it_in_prints_none(
    walks: Walks, world: World, keeper: Client, sign_in: Any
) -> None:
    here = f"{HERE}/{record_of(walks).ref}/visit/paper"
    reader = make_persona("Rita Reader", role=Hat.CURATOR)
    give_right(walks, reader)
    assert sign_in(reader).get(here).status_code == 403
    stranger = make_persona("Stella Curator", role=Hat.CURATOR)
    assert sign_in(stranger).get(here).status_code == 404
    assert sign_in(world.ruth).get(here).status_code == 403
    with acting_as(world.ruth.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(world.ruth), language="en")
    assert keeper.get(here).status_code in (403, 404)


def type_in(keeper: Client, record: UUID, **given: str) -> None:
    about = {"status": "1", "seen_version": "0", "occurred_on": "2026-03"}
    reply = keeper.post(f"{HERE}/{record}/person?instance=0", {**about, **given})
    assert reply.status_code == 302, reply.content.decode()


def test_what_is_typed_in_from_her_paper_counts_as_her_own_answer(
    walks: Walks, world: World, keeper: Client, sign_in: Any
) -> None:
    type_in(keeper, record_of(walks).ref, name="Ruth E", sex="0", from_paper="on")
    entry = entry_of(walks)
    origin = origin_of(entry.provenance, "sex")
    assert origin and (origin.how, origin.paper) == ("self", True)
    assert origin.by == walks.curator.account.pk and entry.source == "curator"
    said = "From a signed paper, typed in by Curator Person on"
    assert said in keeper.get(f"/registry/entries/{entry.ref}/values").content.decode()
    page = sign_in(world.ruth).get(f"/registries/entries/{entry.ref}").content.decode()
    assert said in page and "By you" not in page


def test_only_what_changes_is_from_the_paper(walks: Walks, keeper: Client) -> None:
    type_in(keeper, record_of(walks).ref, sex="0")
    entry = entry_of(walks)
    assert not origin_of(entry.provenance, "sex").paper  # type: ignore[union-attr]  # it is there
    more = {"status": "1", "seen_version": "1", "sex": "0", "pregnant": "0", "from_paper": "on"}
    keeper.post(f"/registry/entries/{entry.ref}", more)
    kept = entry_of(walks).provenance
    assert [(kept[name]["how"], "via" in kept[name]) for name in ("sex", "pregnant")] == [
        ("curator", False),
        ("self", True),
    ]
    fewer = {"status": "1", "seen_version": "2", "sex": "0", "pregnant": "1"}
    keeper.post(f"/registry/entries/{entry.ref}", fewer)
    assert "via" not in entry_of(walks).provenance["pregnant"]


def test_the_person_herself_is_not_asked_about_paper(
    walks: Walks, world: World, sign_in: Any
) -> None:
    form = "/registries/walks/data/walk/person?instance=0"
    ruth = sign_in(world.ruth)
    assert "from_paper" not in ruth.get(form).content.decode()
    ruth.post(form, {"occurred_on": "", "seen_version": "0", "sex": "0", "from_paper": "on"})
    kept = entry_of(walks).provenance["sex"]
    assert (kept["how"], "via" in kept) == ("self", False)


def test_a_long_form_says_it_with_each_part_and_not_at_its_end(world: World, sign_in: Any) -> None:
    rooms = open_rooms(world, world.ruth)
    keeper = sign_in(rooms.curator)
    record = record_of(rooms)
    here = f"/registry/datasets/rooms/records/{record.ref}/life?part=1&instance=0"
    assert 'name="from_paper"' in keeper.get(here).content.decode()
    keeper.post(here, {"home1": "rests", "seen_version": "0", "from_paper": "on"})
    entry = entry_of(rooms, "life")
    assert entry.provenance["home1"]["via"] == "paper"
    last = keeper.get(f"/registry/entries/{entry.ref}?part=check").content.decode()
    assert "When was it so?" in last and "from_paper" not in last
    assert Form.objects.filter(name="life").count() == 1
