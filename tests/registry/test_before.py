"""What stood before, why it changed, what is locked, and what is known of a person."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from audit.models import Event as AuditEvent
from audit.models import Read
from po_platform.access.actor import Hat, acting_as
from registry.actions.entries import nothing_changed
from registry.actions.undo_import import undo_import
from registry.models import Batch, Entry, Subject
from registry.sealing import state_of
from registry.views.entries import at_of
from tests.personas import World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.world import ANNA, HEADER, Walks, give_right

pytestmark = pytest.mark.django_db
DATA = "/registries/walks/data"
FORM = f"{DATA}/walk/person?instance=0"


@pytest.fixture
def walks(world: World) -> Walks:
    found = open_to_members(world)
    join(found, world.ruth)
    return found


@pytest.fixture
def ruth(walks: Walks, world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.ruth)
    sent = {"occurred_on": "", "seen_version": "0", "name": "Ruth E", "sex": "0"}
    assert client.post(FORM, sent).status_code == 302
    return client


@pytest.fixture
def keeper(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def entry_of(walks: Walks) -> Entry:
    with acting_as(walks.curator.actor()) as actor:
        found = Entry.objects.visible_to(actor).filter(form__name="person")
        return found.select_related("form__dataset", "record", "event", "version").get()


def change(client: Client, entry: Entry, **sent: str) -> Any:
    about = {"occurred_on": "2025", "seen_version": str(entry.row_version), "sex": "1"}
    return client.post(f"/registries/entries/{entry.ref}/change", {**about, **sent})


def lock(client: Client, walks: Walks, why: str = "Part of the report") -> Any:
    entry = entry_of(walks)
    sent = {"why": why, "seen_version": str(entry.row_version)}
    return client.post(f"/registry/entries/{entry.ref}/lock", sent)


def test_each_change_is_shown_with_what_stood_before_and_why(
    walks: Walks, world: World, ruth: Client, keeper: Client
) -> None:
    entry = entry_of(walks)
    assert change(ruth, entry, name="Ruth E. Example", why="I had mistyped").status_code == 302
    for client, address in (
        (ruth, f"/registries/entries/{entry.ref}/before"),
        (keeper, f"/registry/entries/{entry.ref}/before"),
    ):
        page = client.get(address).content.decode()
        assert "I had mistyped" in page
        assert "Ruth E. Example" in page  # what is sealed opens for whoever reads the form
        assert page.index("Before:") < page.index("for the first time")
        assert "2025" in page
    with acting_as(world.ruth.actor()) as actor:
        looks = Read.objects.visible_to(actor).filter(what="registry.entry")
        assert looks.exists()


def test_a_file_that_is_taken_back_was_not_written_by_her(
    walks: Walks, world: World, ruth: Client, keeper: Client
) -> None:
    entry = entry_of(walks)
    assert change(ruth, entry, why="I had mistyped").status_code == 302
    with acting_as(world.ruth.actor()) as actor:
        number = Subject.objects.visible_to(actor).get().number
    walks.bring("record_id,sex", f"{number},0")
    changed = entry_of(walks)
    assert (changed.source, changed.entered_by) == ("import", walks.curator.account.pk)
    with acting_as(walks.curator.actor()) as actor:
        assert undo_import(actor=actor, batch=Batch.objects.get()).restored == 1
    after = entry_of(walks)
    assert (after.source, after.entered_by) == ("self", world.ruth.account.pk)
    page = ruth.get(f"/registries/entries/{entry.ref}/before").content.decode()
    newest, *older = page.split("<section")[1:]
    assert "A file was taken back, on" in newest
    assert "Before:" in newest
    assert "By you" not in newest and "mistyped" not in newest
    assert "From a file" in older[0]
    assert "By you" in older[1] and "mistyped" in older[1]


def test_who_says_why_reads_that_the_person_can_read_it(
    walks: Walks, ruth: Client, keeper: Client
) -> None:
    entry = entry_of(walks)
    said = "and the person can read it"
    assert said in keeper.get(f"/registry/entries/{entry.ref}").content.decode()
    assert said not in ruth.get(f"/registries/entries/{entry.ref}/change").content.decode()
    walks.bring(HEADER, ANNA)
    assert "The person can read this." in keeper.get(person_page(walks, "1")).content.decode()


def test_nobody_else_reads_what_stood_before(
    walks: Walks, world: World, ruth: Client, sign_in: Any
) -> None:
    entry = entry_of(walks)
    stranger = sign_in(world.gerd)
    assert stranger.get(f"/registries/entries/{entry.ref}/before").status_code == 404
    other = make_persona("Rita Curator", role=Hat.CURATOR)
    give_right(walks, other, form="visit")
    assert sign_in(other).get(f"/registry/entries/{entry.ref}/before").status_code == 404


def test_nothing_changed_is_no_change(walks: Walks, world: World, ruth: Client) -> None:
    entry = entry_of(walks)
    with acting_as(world.ruth.actor()) as actor:
        at = at_of(entry, entry.form.dataset)
        nothing_changed(actor=actor, at=at, entry=entry, seen_version=entry.row_version)
    page = ruth.get(f"/registries/entries/{entry.ref}/before").content.decode()
    assert "Before:" not in page


def test_a_locked_form_is_changed_by_nobody_until_it_is_unlocked(
    walks: Walks, world: World, ruth: Client, keeper: Client
) -> None:
    assert lock(keeper, walks).status_code == 302
    entry = entry_of(walks)
    assert change(ruth, entry).status_code == 403
    own = f"/registries/entries/{entry.ref}"
    page = ruth.get(own).content.decode()
    assert "Part of the report" in page
    assert "Change something" not in page
    assert ruth.post(f"{own}/same", {"seen_version": str(entry.row_version)}).status_code == 403
    sent = {"sex": "1", "status": "2", "seen_version": str(entry.row_version)}
    assert keeper.post(f"/registry/entries/{entry.ref}", sent).status_code == 403
    assert "Unlock" not in ruth.get(f"{own}/change").content.decode()
    assert (
        keeper.post(
            f"/registry/entries/{entry.ref}/confirm",
            {"value": ["sex"], "seen_version": str(entry.row_version)},
        ).status_code
        == 302
    )  # standing for what it says changes nothing in it
    assert entry_of(walks).provenance["sex"]["ok_at"]
    assert lock(keeper, walks, why="").status_code == 302
    assert change(ruth, entry_of(walks)).status_code == 302
    assert state_of(entry_of(walks)).answers["sex"] == "1"
    verbs = AuditEvent.objects.filter(verb__startswith="registry.entry.").values_list("verb")
    assert {("registry.entry.locked",), ("registry.entry.unlocked",)} <= set(verbs)


def test_only_who_may_confirm_locks(walks: Walks, ruth: Client, sign_in: Any) -> None:
    other = make_persona("Rita Curator", role=Hat.CURATOR)
    give_right(walks, other, enters=True)
    assert lock(sign_in(other), walks).status_code == 403
    assert lock(ruth, walks).status_code in (403, 404)
    assert entry_of(walks).locked_at is None


def test_the_database_keeps_a_lock_too(walks: Walks, ruth: Client, keeper: Client) -> None:
    lock(keeper, walks)
    with acting_as(walks.curator.actor()) as actor, connection.cursor():
        mine = Entry.objects.visible_to(actor).filter(pk=entry_of(walks).pk)
        with pytest.raises(ProgrammingError, match="locked"), transaction.atomic():
            mine.update(answers={"sex": "9"})
        assert mine.update(source="curator") == 1


def test_a_file_does_not_change_what_is_locked(walks: Walks, keeper: Client) -> None:
    walks.bring(HEADER, ANNA)
    with acting_as(walks.curator.actor()) as actor:
        visit = Entry.objects.visible_to(actor).get(form__name="visit")
    sent = {"why": "Done", "seen_version": str(visit.row_version)}
    assert keeper.post(f"/registry/entries/{visit.ref}/lock", sent).status_code == 302
    same = walks.bring(HEADER, ANNA)
    assert (same.status, same.unchanged) == ("imported", 1)
    report = walks.bring("record_id,minutes,sex", "1,11,1")
    assert report.status == "refused"
    [wrong] = report.errors
    assert (wrong.field, wrong.value) == ("minutes", "11")
    batch = Batch.objects.earliest("pk")
    with acting_as(walks.curator.actor()) as actor:
        undone = undo_import(actor=actor, batch=batch)
    assert (undone.removed, undone.changed_since) == (1, 1)


def test_a_cell_of_the_row_is_told_too_where_the_form_is_locked(
    walks: Walks, keeper: Client
) -> None:
    header = "record_id,redcap_data_access_group,minutes"
    walks.bring(header, "1,north,11")
    with acting_as(walks.curator.actor()) as actor:
        visit = Entry.objects.visible_to(actor).get(form__name="visit")
    sent = {"why": "Done", "seen_version": str(visit.row_version)}
    assert keeper.post(f"/registry/entries/{visit.ref}/lock", sent).status_code == 302
    assert walks.bring(header, "1,north,11").usable
    report = walks.bring(header, "1,south,11")
    assert report.status == "refused"
    [wrong] = report.errors
    assert (wrong.field, wrong.value) == ("redcap_data_access_group", "south")


def person_page(walks: Walks, number: str) -> str:
    with acting_as(walks.curator.actor()) as actor:
        record = Subject.objects.visible_to(actor).get(number=number)
    return f"/registry/datasets/walk/people/{record.ref}"


def test_what_is_known_of_a_person_is_written_down_and_taken_back(
    walks: Walks, keeper: Client
) -> None:
    walks.bring(HEADER, ANNA)
    here = person_page(walks, "1")
    said = {"vital": "dead", "on": "2024-03-01", "why": "From her daughter", "lost": "on"}
    after = keeper.post(here, said, follow=True)
    assert "has died" in after.content.decode()
    assert "From her daughter" in after.content.decode()
    with acting_as(walks.curator.actor()) as actor:
        record = Subject.objects.visible_to(actor).get(number="1")
    assert (record.vital, record.takes_part, str(record.state_on)) == ("dead", "lost", "2024-03-01")
    keeper.post(here, {"vital": "alive", "why": "A mistake"})
    with acting_as(walks.curator.actor()) as actor:
        record = Subject.objects.visible_to(actor).get(number="1")
    assert (record.vital, record.takes_part, record.state_on) == ("alive", "active", None)
    assert AuditEvent.objects.filter(verb="registry.record.lost").count() == 1
    for wrong in ({}, {"vital": "dead"}, {"vital": "dead", "why": "x", "on": "2999-01-01"}):
        assert keeper.post(here, wrong).status_code == 422


def test_what_a_member_decides_is_not_for_those_who_keep_the_registry(
    walks: Walks, world: World, keeper: Client, sign_in: Any
) -> None:
    with acting_as(world.ruth.actor()) as actor:
        number = Subject.objects.visible_to(actor).get().number
    here = person_page(walks, number)
    assert keeper.post(here, {"vital": "dead", "why": "x"}).status_code == 403
    record = here.replace("people", "records")
    assert "Change what we know" not in keeper.get(record).content.decode()
    walks.bring(HEADER, ANNA)
    other = make_persona("Rita Curator", role=Hat.CURATOR)
    give_right(walks, other, enters=True)
    assert sign_in(other).get(person_page(walks, "1")).status_code == 403
