"""Leaving in two presses, a way back for 30 days, and an answer of every app that holds something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.inventory import register
from members import leaving
from members.actions.ending_due import carry_out_due
from members.actions.erase_person import erase_due
from members.leaving import Ended, How, Stop, all_stops, register_leaving, who_answers
from members.models import Account, EraseRequest, Person
from po_platform.access.actor import Hat, acting_as
from tests.access.test_the_vault import give_grant, rows_seen
from tests.members.ending_steps import days_later, ending_of, ends, taken_back
from tests.members.office_world import last_event, mails
from tests.members.signing_steps import browser, link_in, mail_to
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

State = Person.State
pytestmark = pytest.mark.django_db


def leaves(sign_in: Any, persona: Persona, wish: str = "keep") -> Any:
    """Two presses: the button on My data, and the one on its page."""
    client = sign_in(persona, fresh=True)
    assert "/me/leave" in client.get("/me").content.decode()
    assert "What stops now" in client.get("/me/leave").content.decode()
    response = client.post("/me/leave", {"wish": wish})
    assert response["Location"] == "/left"
    assert client.get("/left").status_code == 200
    assert client.get("/start").status_code == 302
    return client


# ---------- By herself ----------


def test_she_leaves_and_the_link_of_the_mail_brings_everything_back(
    world: World, sign_in: Any
) -> None:
    give_grant(world.ruth, world.nasser, "proms")
    leaves(sign_in, world.ruth)
    with acting_as(world.nasser.actor()):
        assert rows_seen("members_grant") == 0
    way = link_in(mail_to("ruth@example.org"))
    assert way.startswith("/come-back/")
    client = browser()
    page = client.get(way).content.decode()
    assert "Ruth" not in page
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.LEFT, (
        "looking changes nothing"
    )
    assert "Welcome back" in client.post(way).content.decode()
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE
    assert sign_in(world.ruth).get("/start").status_code == 200
    with acting_as(world.nasser.actor()):
        assert rows_seen("members_grant") == 1
    assert client.get(way).status_code == 410
    assert client.post(way).status_code == 410


def test_leaving_asks_for_a_new_code(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    assert client.post("/me/leave", {"wish": "keep"})["Location"].startswith("/confirm")
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE


def test_who_was_put_out_by_the_office_gets_no_way_back(world: World, sign_in: Any) -> None:
    here = f"/office/people/{world.nasser.person.ref}"
    office = sign_in(world.administrator)
    given = {"way": "letter", "wish": "keep", "reason": "Her letter of March"}
    assert office.post(f"{here}/left", given)["Location"] == f"{here}/ending"
    assert "come-back" not in str(mail_to(world.nasser.account.email).body)
    assert ending_of(world.nasser).back_hash is None
    assert "has left" in office.get(f"{here}/ending").content.decode()
    taken_back(world, world.nasser)
    assert Hat.CLINICIAN in world.nasser.actor().roles


def test_a_wrong_code_is_told_kindly(world: World) -> None:
    assert browser().get("/come-back/nobody").status_code == 410


def test_the_last_administrator_is_told_why_not(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator, fresh=True)
    page = client.post("/me/leave", {"wish": "keep"})
    assert page.status_code == 403
    assert "Nobody else can run the office" in page.content.decode()


@pytest.mark.parametrize("wish", ["", "nameless", "now"])
def test_a_choice_that_is_not_offered_ends_nothing(world: World, sign_in: Any, wish: str) -> None:
    client = sign_in(world.ruth, fresh=True)
    assert client.post("/me/leave", {"wish": wish}).status_code == 422
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE


def test_after_30_days_the_way_back_is_closed_and_what_she_chose_is_done(
    world: World, sign_in: Any
) -> None:
    leaves(sign_in, world.ruth, "erase")
    leaves(sign_in, world.gerd, "keep")
    mails_of = {tuple(mail.to): mail for mail in deliver()}
    way = link_in(mails_of[("ruth@example.org",)])
    assert carry_out_due() == 0
    days_later()
    assert carry_out_due() == 2
    assert browser().post(way).status_code == 410
    wanted = EraseRequest.objects.get()
    assert (wanted.person_id, wanted.nameless) == (world.ruth.person.pk, False)
    assert last_event("members.ending.carried_out") is not None


@pytest.mark.django_db(transaction=True)
def test_erased_after_leaving_with_the_proof_by_mail(
    world: World, sign_in: Any, settings: Any, tmp_path: Path
) -> None:
    settings.STORED_FILES_DIR, settings.ERASURE_LIST = tmp_path / "s", tmp_path / "e.jsonl"
    leaves(sign_in, world.ruth, "erase")
    deliver()
    days_later()
    assert carry_out_due() == 1
    assert erase_due() == 1
    assert not Person.objects.filter(pk=world.ruth.person.pk).exists()
    assert not Account.objects.filter(pk=world.ruth.account.pk).exists()
    assert [mail.to for mail in deliver()] == [["ruth@example.org"]]


# ---------- Every app answers ----------


@pytest.fixture
def heard() -> Iterator[list[Ended]]:
    """An app that listens, and is forgotten afterwards."""
    said: list[Ended] = []

    def listen(ended: Ended) -> int:
        said.append(ended)
        return 0

    register_leaving("tests", Stop("tests.listen", "Listening ends.", listen))
    yield said
    leaving._answers.pop("tests")


def test_every_app_hears_once_of_leaving_and_dying(world: World, heard: list[Ended]) -> None:
    for whom, state in ((world.ruth, State.LEFT), (world.gerd, State.DECEASED),
                        (world.nasser, State.PAUSED)):  # fmt: skip
        ends(world, whom, state)
    assert [(one.person_id, one.how) for one in heard] == [
        (world.ruth.person.pk, How.LEFT),
        (world.gerd.person.pk, How.DIED),
    ]


def test_an_app_that_cannot_follow_undoes_it_all(world: World) -> None:
    def refuse(ended: Ended) -> int:
        raise RuntimeError

    register_leaving("tests", Stop("tests.refuse", "Refusing.", refuse))
    try:
        with pytest.raises(RuntimeError):
            ends(world, world.ruth, State.LEFT)
    finally:
        leaving._answers.pop("tests")
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE
    assert Account.objects.get(pk=world.ruth.account.pk).is_active
    assert mails("state_changed") == []


def test_every_app_with_something_about_people_says_what_it_stops() -> None:
    """A new app either registers its stops in wiring.py, or says there that nothing goes on."""
    about_people = {
        entry.model._meta.app_label
        for entry in register()
        if entry.holds.about and entry.model.__module__.split(".")[0] == entry.model._meta.app_label
    }
    assert {"members", "proms", "questionnaires", "files"} <= about_people
    assert about_people - who_answers() == set()


def test_each_stop_has_a_sentence_and_a_name_of_its_own_app() -> None:
    codes = [stop.code for stop in all_stops()]
    assert len(codes) == len(set(codes))
    for stop in all_stops():
        assert stop.code.split(".")[0] in who_answers()
        assert str(stop.words).endswith(".")
