"""Cards from a practice: they count exactly as often as allowed, and never shut a patient out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client
from django.utils import timezone

from education.actions.cards import make_card
from education.actions.enrolling import enrol, redeem_card
from education.card_codes import code_hash, code_of
from education.models import Programme, ProgrammeCard
from members.facts import begin_account, link_person
from members.models import Account, Person
from members.share_codes import in_groups
from po_platform.access.actor import Anonymous, Hat, SignedIn, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import SLUG, begun, enrolment_of, shipped
from tests.personas import World

ABOUT = f"/programmes/{SLUG}"
TRIES, AT_ONCE = 100, 25  # the test's Postgres has no room for a hundred connections
SECONDS = 60


def card_of(world: World, programme: Programme, uses: int = 3, days: int = 30) -> ProgrammeCard:
    with acting_as(world.nasser.actor()) as actor:
        return make_card(
            actor=actor, programme=programme, printed_name="Harrow Clinic", may_be_used=uses,
            days=days,
        )  # fmt: skip


def comes_with(browser: Any, card: ProgrammeCard) -> Any:
    return browser.post("/programmes/card", {"code": in_groups(code_of(str(card.ref))).lower()})


def used(card: ProgrammeCard) -> int:
    card.refresh_from_db()
    return card.used


@pytest.mark.django_db
def test_a_card_leads_to_its_programme_and_counts_when_she_begins(
    world: World, sign_in: Any
) -> None:
    card = card_of(world, shipped(world))
    ruth = sign_in(world.ruth)
    assert comes_with(ruth, card)["location"] == ABOUT
    assert "Your card counts as soon as you begin" in ruth.get(f"{ABOUT}/for-me").content.decode()
    assert used(card) == 0
    ruth.post(f"{ABOUT}/begin")
    ruth.post(f"{ABOUT}/begin")
    assert used(card) == 1
    assert enrolment_of(world.ruth).door == "card"


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["expired", "used up", "taken back"])
def test_an_old_card_opens_the_door_all_the_same(world: World, sign_in: Any, what: str) -> None:
    card = card_of(world, shipped(world))
    old: dict[str, Any] = {
        "expired": {"expires_at": timezone.now() - timedelta(days=1)},
        "used up": {"used": 3},
        "taken back": {"withdrawn_at": timezone.now()},
    }
    ProgrammeCard.objects.filter(pk=card.pk).update(**old[what])
    before, ruth = used(card), sign_in(world.ruth)
    answer = comes_with(ruth, card)
    assert "You can begin all the same" in ruth.get(answer["location"]).content.decode()
    ruth.post(f"{ABOUT}/begin")
    assert enrolment_of(world.ruth).door == "self"
    assert used(card) == before


@pytest.mark.django_db
def test_later_keeps_the_card_for_her(world: World, sign_in: Any) -> None:
    card = card_of(world, shipped(world))
    ruth = sign_in(world.ruth)
    comes_with(ruth, card)
    ruth.post(f"{ABOUT}/later", {"days": "14"})
    sign_in(world.ruth).post(f"{ABOUT}/begin")
    assert enrolment_of(world.ruth).door == "card"
    assert used(card) == 1


@pytest.mark.django_db
def test_a_card_works_for_the_programme_in_another_language(world: World, sign_in: Any) -> None:
    card = card_of(world, shipped(world))
    german = Programme.objects.get(language="de")
    ruth = sign_in(world.ruth)
    comes_with(ruth, card)
    ruth.post(f"/programmes/{german.slug}/begin")
    assert enrolment_of(world.ruth).door == "card"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "short", "0000 0000 0000", "x" * 41, "ÄÖÜ!" * 3])
def test_what_is_no_code_is_asked_again(world: World, client: Any, code: str) -> None:
    shipped(world)
    assert client.post("/programmes/card", {"code": code}).status_code == 422


@pytest.mark.django_db
def test_guesses_come_to_an_end(world: World) -> None:
    shipped(world)
    stranger = Client()
    answers = [
        stranger.post("/programmes/card", {"code": f"{n:012d}"}).status_code for n in range(12)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429


@pytest.mark.django_db
def test_only_its_maker_sees_a_card_and_the_code_stands_nowhere(world: World, sign_in: Any) -> None:
    card = card_of(world, shipped(world))
    code = code_of(str(card.ref))
    sheet = sign_in(world.nasser).get(f"/cards/{card.ref}").content.decode()
    assert in_groups(code) in sheet
    assert "<svg" in sheet
    assert sign_in(world.oduya).get(f"/cards/{card.ref}").status_code == 404
    assert bytes(card.code_hash) == code_hash(code) != code.encode()
    assert not rows_seen("education_enrolment")


@pytest.mark.django_db
def test_a_clinician_makes_and_takes_back_a_card_on_her_pages(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    doctor = sign_in(world.nasser)
    assert "No card yet" in doctor.get("/cards").content.decode()
    wrong = {"programme": str(programme.ref), "may_be_used": "0", "days": "182"}
    assert doctor.post("/cards/new", {**wrong, "printed_name": "Dr N"}).status_code == 422
    answer = doctor.post("/cards/new", {**wrong, "may_be_used": "5", "printed_name": "Dr N"})
    assert "Dr N" in doctor.get(answer["location"]).content.decode()
    card = ProgrammeCard.objects.get()
    doctor.post(f"/cards/{card.ref}/take-back")
    assert "Taken back." in doctor.get("/cards").content.decode()
    assert redeem_card(card.ref) is False


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ruth", "guide", "editor"])
def test_nobody_else_makes_cards(world: World, who: str) -> None:
    programme = shipped(world)
    with acting_as(world.people[who].actor()) as actor, pytest.raises(PermissionDenied):
        make_card(actor=actor, programme=programme, printed_name="x", may_be_used=1, days=9)


@pytest.mark.django_db(transaction=True)
def test_a_hundred_people_25_at_a_time_use_a_card_exactly_as_often_as_allowed(world: World) -> None:
    programme = shipped(world)
    card = card_of(world, programme, uses=7)
    gate = Barrier(AT_ONCE)
    people = []
    for number in range(TRIES):
        account = Account.objects.create_user(email=f"p{number}@example.org")
        person = Person.objects.create(account=account, display_name=f"P {number}")
        link_person(person.pk)
        people.append(account.pk)

    def begins(account_id: int) -> str:
        try:
            with acting_as(Anonymous()):
                actor = begin_account(account_id, hat=Hat.MEMBER, strong=False, fresh=False)
            assert isinstance(actor, SignedIn)
            gate.wait(SECONDS)
            with acting_as(actor):
                return enrol(actor=actor, programme=programme, card_ref=card.ref).door
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        doors = list(pool.map(begins, people))
    assert doors.count("card") == 7
    assert doors.count("self") == TRIES - 7
    assert used(card) == 7


@pytest.mark.django_db
def test_a_second_way_into_the_same_programme_uses_no_card(world: World) -> None:
    programme = shipped(world)
    begun(world.ruth, programme)
    card = card_of(world, programme)
    with acting_as(world.ruth.actor()) as actor:
        enrol(actor=actor, programme=programme, card_ref=card.ref)
    assert used(card) == 0
