"""Letters: who gets one, each notice printed once, and the post that comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Read
from files.actions.running import run_job
from files.house import HOUSE
from files.models import Job
from members.actions.letters import start_letters
from members.actions.post import choose_way
from members.erase_own import OWN
from members.erase_parts import Whom
from members.models import LetterBatch, Person, PostedLetter
from notifications import kinds
from notifications.actions import opt_out, queue
from notifications.actions.dispatching import dispatch
from notifications.actions.printing import tidy_printed
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.access.eraser import as_eraser
from tests.members import letter_steps
from tests.members.letter_steps import (
    LETTER,
    file_of,
    got_letters,
    lives_at,
    print_all,
    somebody_on_paper,
    start,
    tell,
    with_a_head,
    words_of,
)
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
State = Outbox.State


@pytest.fixture(autouse=True)
def _letters(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setitem(kinds._kinds, LETTER.name, LETTER)
    letter_steps.done.clear()
    settings.STORED_FILES_DIR = tmp_path / "store"


@pytest.fixture
def elfriede(world: World) -> Persona:
    with_a_head(world)
    return somebody_on_paper("Elfriede M.")


def only_row() -> Outbox:
    return Outbox.objects.get(service=False)


# ---------- Who gets a letter ----------


def test_who_has_no_mailbox_waits_for_the_printer(elfriede: Persona) -> None:
    tell(elfriede)
    assert only_row().state == State.PRINT


def test_who_chose_letters_gets_no_mail_and_who_changes_her_mind_does(
    world: World, mailoutbox: list[Any]
) -> None:
    choose_way(actor=world.ruth.actor(), way="letter")
    tell(world.ruth)
    assert (only_row().state, mailoutbox) == (State.PRINT, [])
    choose_way(actor=world.ruth.actor(), way="")
    dispatch()
    assert only_row().state == State.SENT
    assert len(mailoutbox) == 1


def test_what_cannot_be_said_on_paper_goes_by_mail(world: World, mailoutbox: list[Any]) -> None:
    choose_way(actor=world.ruth.actor(), way="letter")
    queue(recipient=world.ruth.person.pk, kind="members.share_accepted", context={}, dedup="x")
    dispatch()
    assert len(mailoutbox) == 1


def test_who_stopped_what_it_is_about_gets_no_letter_either(elfriede: Persona) -> None:
    opt_out(person_id=elfriede.person.pk, groups=["tests.letters"])
    tell(elfriede)
    assert (only_row().state, only_row().why) == (State.DROPPED, "opted out")


# ---------- A batch ----------


def test_a_letter_carries_address_words_and_sender(world: World, elfriede: Persona) -> None:
    lives_at(elfriede, "4 Quay Street\nHarbour Town", "Elfriede Moosbach")
    tell(elfriede, "the first thing")
    tell(elfriede, "the second thing")
    batch = print_all(world)
    assert batch is not None and batch.letters == 1
    words = words_of(batch, world)
    for said in (
        "Elfriede Moosbach", "4 Quay Street", "Harbour Town", "P.O. Box 1, 12345 Town",
        "the first thing", "the second thing", "01632 960 118", "Anna Berger", "Page 1 of 1",
    ):  # fmt: skip
        assert said in words
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.SENT}


def test_printing_twice_prints_once(world: World, elfriede: Persona) -> None:
    tell(elfriede)
    assert start(world).pk == start(world).pk  # two presses
    print_all(world)
    print_all(world)
    assert got_letters() == ["Elfriede M."]


@pytest.mark.parametrize("what", ["answered", "died", "left", "too late"])
def test_what_is_not_right_any_more_is_dropped_when_it_is_printed(
    world: World, elfriede: Persona, what: str
) -> None:
    tell(elfriede, expires_at=timezone.now() + timedelta(days=1))
    if what == "answered":
        letter_steps.done.add("it")
    elif what == "too late":
        Outbox.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        state = {"died": "deceased", "left": "left"}[what]
        Person.objects.filter(pk=elfriede.person.pk).update(state=state)
    assert print_all(world) is None
    assert only_row().state == State.DROPPED
    assert only_row().sealed == ""


def test_without_an_address_the_office_is_told_and_nothing_is_lost(
    world: World, sign_in: Any
) -> None:
    with_a_head(world)
    nobody_knows = somebody_on_paper("Frieda N.", address="")
    tell(nobody_knows)
    assert print_all(world) is None
    office = sign_in(world.administrator)
    assert "We have no postal address" in office.get("/office").content.decode()
    here = f"/office/people/{nobody_knows.person.ref}/post"
    office.post(here, {"way": "", "address": "1 New Street\nTown", "reason": "She called"})
    batch = print_all(world)
    assert batch is not None
    assert "1 New Street" in words_of(batch, world)


def test_many_letters_come_in_batches(
    world: World, elfriede: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("members.actions.letters.MOST", 2)
    people = [elfriede, *(somebody_on_paper(f"Person {number}") for number in range(4))]
    for person in people:
        tell(person)
    print_all(world)
    assert sorted(LetterBatch.objects.values_list("letters", flat=True)) == [1, 2, 2]
    assert sorted(got_letters()) == sorted(person.name for person in people)


@pytest.mark.django_db(transaction=True)
def test_a_printer_killed_in_the_middle_prints_each_letter_once(
    world: World, elfriede: Persona, tmp_path: Path
) -> None:
    people = [elfriede, *(somebody_on_paper(f"Person {number}") for number in range(3))]
    for person in people:
        tell(person)
    job = start(world)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.members.letter_worker", str(job.pk)],
        env={
            **os.environ,
            "DATABASE_URL": database.geturl(),
            "PO_DB_ROLE": "app",
            "PO_FILES_DIR": str(tmp_path / "store"),
        },
        cwd=django_settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    with worker.stdout as said:
        assert said.readline() == b"here\n"
    worker.kill()
    worker.wait()
    assert len(got_letters()) == 2
    with acting_as(System(Purpose.EXPORT, subject_id=HOUSE)):
        Job.objects.filter(pk=job.pk)._mark("test").update(lease_until=timezone.now())
    run_job(job.pk)
    assert sorted(got_letters()) == sorted(person.name for person in people)
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.SENT}


def test_without_a_sender_nothing_is_printed(world: World, sign_in: Any) -> None:
    tell(somebody_on_paper("Elfriede M."))
    page = sign_in(world.administrator).get("/office/letters").content.decode()
    assert "Say where letters come from" in page
    with pytest.raises(PermissionDenied):
        start(world)
    assert sign_in(world.administrator).post("/office/letters").status_code == 403


# ---------- The office ----------


def test_the_office_sees_who_waits_prints_and_fetches(
    world: World, sign_in: Any, elfriede: Persona
) -> None:
    tell(elfriede)
    office = sign_in(world.administrator, fresh=True)
    assert "1 person waits for a letter" in office.get("/office").content.decode()
    assert "Elfriede M." in office.get("/office/letters").content.decode()
    print_all(world)
    batch = LetterBatch.objects.get()
    assert "Nobody waits for a letter" in office.get("/office/letters").content.decode()
    assert "Elfriede M." in office.get(f"/office/letters/{batch.ref}").content.decode()
    response = office.get(f"/office/letters/{batch.ref}/file")
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    with acting_as(elfriede.actor()) as actor:
        look = Read.objects.visible_to(actor).get()
    assert (look.reader_name, look.object_ref) == ("Administrator Person", "To send you a letter")


def test_the_file_needs_a_fresh_proof_and_the_office(
    world: World, sign_in: Any, elfriede: Persona
) -> None:
    tell(elfriede)
    batch = print_all(world)
    assert batch is not None
    at = f"/office/letters/{batch.ref}/file"
    assert sign_in(world.administrator).get(at).status_code == 302
    for other in (world.ruth, world.curator, world.desk, world.nasser):
        assert sign_in(other, fresh=True).get(at).status_code == 403
        with pytest.raises(PermissionDenied), acting_as(other.actor()) as actor:
            start_letters(actor=actor)  # type: ignore[arg-type]  # a signed-in actor
        with acting_as(other.actor()), connection.cursor() as cursor:
            cursor.execute("select count(*) from files_storedfile")
            assert cursor.fetchone() == (0,)


def test_posted_is_written_down_and_taken_back(
    world: World, sign_in: Any, elfriede: Persona
) -> None:
    tell(elfriede)
    batch = print_all(world)
    assert batch is not None
    office, at = sign_in(world.administrator), f"/office/letters/{batch.ref}/posted"
    office.post(at)
    batch.refresh_from_db()
    assert batch.posted_at is not None
    office.post(at, {"undo": "1"})
    batch.refresh_from_db()
    assert batch.posted_at is None


def test_a_letter_that_came_back_stops_the_post_until_the_address_is_right(
    world: World, sign_in: Any, elfriede: Persona
) -> None:
    tell(elfriede)
    print_all(world)
    letter, office = PostedLetter.objects.get(), sign_in(world.administrator)
    office.post(f"/office/letters/{letter.pk}/returned")
    assert "A letter came back" in office.get("/office").content.decode()
    tell(elfriede, "the next thing")
    print_all(world)
    assert got_letters() == ["Elfriede M."]
    lives_at(elfriede, "9 New Street\nTown")  # she writes it herself
    print_all(world)
    assert got_letters() == ["Elfriede M."] * 2


def test_coming_back_is_undone(world: World, sign_in: Any, elfriede: Persona) -> None:
    tell(elfriede)
    print_all(world)
    office, at = sign_in(world.administrator), f"/office/letters/{PostedLetter.objects.get().pk}"
    office.post(f"{at}/returned")
    office.post(f"{at}/returned", {"undo": "1"})
    elfriede.person.refresh_from_db()
    assert elfriede.person.post_stopped_at is None


def test_a_spoiled_letter_is_printed_again_with_a_reason_and_only_once(
    world: World, sign_in: Any, elfriede: Persona
) -> None:
    tell(elfriede)
    print_all(world)
    letter, office = PostedLetter.objects.get(), sign_in(world.administrator)
    at = f"/office/letters/{letter.pk}/again"
    assert office.post(at, {"reason": ""}).status_code == 422
    office.post(at, {"reason": "The printer ate it"})
    assert office.post(at, {"reason": "Once more"}).status_code == 403
    print_all(world)
    assert got_letters() == ["Elfriede M."] * 2


def test_what_was_answered_meanwhile_is_not_printed_again(
    world: World, sign_in: Any, elfriede: Persona
) -> None:
    tell(elfriede)
    print_all(world)
    at = f"/office/letters/{PostedLetter.objects.get().pk}/again"
    sign_in(world.administrator).post(at, {"reason": "The printer ate it"})
    letter_steps.done.add("it")
    print_all(world)
    assert got_letters() == ["Elfriede M."]


def test_after_two_weeks_nothing_of_a_letter_is_kept(
    world: World, sign_in: Any, elfriede: Persona
) -> None:
    tell(elfriede)
    print_all(world)
    Outbox.objects.update(done_at=timezone.now() - timedelta(days=15))
    tidy_printed()
    assert only_row().sealed == ""
    at = f"/office/letters/{PostedLetter.objects.get().pk}/again"
    response = sign_in(world.administrator).post(at, {"reason": "Lost in the post"})
    assert response.status_code == 403


def test_the_list_costs_the_same_for_one_and_for_many(
    world: World, sign_in: Any, elfriede: Persona
) -> None:
    office = sign_in(world.administrator)
    counts = []
    for number in (1, 3):
        for more in range(number):
            tell(somebody_on_paper(f"Person {number} {more}"))
        office.get("/office/letters")
        with CaptureQueriesContext(connection) as queries:
            office.get("/office/letters")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_sample_letter_names_nobody(world: World, sign_in: Any, elfriede: Persona) -> None:
    response = sign_in(world.administrator).get("/office/letters/sample")
    assert response.content.startswith(b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_leaves_no_printed_letter(world: World, elfriede: Persona) -> None:
    tell(elfriede)
    batch = print_all(world)
    assert batch is not None
    place = file_of(batch, world)
    whom = Whom(
        elfriede.person.pk, elfriede.person.ref, elfriede.account.pk, elfriede.subject, "", "en"
    )
    with as_eraser():
        assert OWN.before is not None
        OWN.before(whom)
    assert not place.exists()
    with pytest.raises(AssertionError):
        file_of(batch, world)
