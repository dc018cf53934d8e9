"""The office takes in somebody who has no mailbox: a person, an account, a card, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from members.actions.office import open_identity
from members.actions.taking_in import TakenIn, take_in_person
from members.arrival import account_as_actor
from members.identity import Known
from members.models import Account, CodeCard, Decision, Person, RoleHolding
from po_platform.access.actor import acting_as
from tests.members.office_world import mails
from tests.members.signing_steps import browser, is_in
from tests.personas import World

pytestmark = pytest.mark.django_db
FORM = {
    "display_name": "Elfriede M.",
    "real_name": "Elfriede Moosbach",
    "address": "4 Quay Street",
    "phone": "01632 960 444",
    "email": "",
    "language": "en",
    "sure": "post",
    "reason": "Wrote us a letter",
}
URL = "/office/people/new"


def taken_in() -> Person:
    return Person.objects.get(display_name="Elfriede M.")


def test_somebody_without_an_address_is_taken_in_and_comes_in_with_her_card(
    world: World, sign_in: Any
) -> None:
    response = sign_in(world.administrator, fresh=True).post(URL, FORM)
    assert response.status_code == 200
    person = taken_in()
    assert person.state == "active" and person.account is not None
    assert person.account.email == ""
    assert [row.role for row in RoleHolding.objects.filter(account=person.account)] == ["member"]
    client = browser()
    code = response.context["codes"][0]["code"]
    client.post("/sign-in/card", {"number": person.number, "code": code})
    assert is_in(client)
    assert client.get("/start").status_code == 200


def test_what_she_told_is_locked_away(world: World, sign_in: Any) -> None:
    sign_in(world.administrator, fresh=True).post(URL, FORM)
    with acting_as(world.administrator.actor()) as actor:
        known = open_identity(actor=actor, person_id=taken_in().pk, reason="To see")
    assert known == Known("Elfriede Moosbach", "4 Quay Street", "01632 960 444")


def test_nobody_accepts_rules_in_her_place(world: World, sign_in: Any) -> None:
    sign_in(world.administrator, fresh=True).post(URL, FORM)
    account = taken_in().account
    assert account is not None
    with acting_as(account_as_actor(account.pk, strong=False, fresh=False)) as herself:
        assert not Decision.objects.visible_to(herself).exists()


def test_with_an_address_somebody_has_both_know_it(world: World, sign_in: Any) -> None:
    given = FORM | {"email": "Ruth@example.org"}
    sign_in(world.administrator, fresh=True).post(URL, given)
    assert [mail.account_id for mail in mails("mailbox_shared")] == [world.ruth.account.pk]
    page = sign_in(world.administrator).get(f"/office/people/{world.ruth.person.ref}")
    assert "Elfriede M." in page.content.decode()


def test_a_second_press_takes_in_nobody_else(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator, fresh=True)
    office.post(URL, FORM)
    again = office.post(URL, FORM)
    assert again.status_code == 422
    assert "has this name" in again.content.decode()
    assert CodeCard.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"display_name": ""},
        {"display_name": "E@M"},
        {"email": "no address"},
        {"language": "xx"},
        {"sure": ""},
        {"reason": ""},
        {"reason": "x" * 201},
        {"phone": "1" * 41},
    ],
)
def test_bad_input_is_said_and_nothing_is_half_written(
    world: World, sign_in: Any, bad: dict[str, str]
) -> None:
    before = Account.objects.count()
    response = sign_in(world.administrator, fresh=True).post(URL, FORM | bad)
    assert response.status_code == 422
    assert Account.objects.count() == before


@pytest.mark.parametrize("name", ["ruth", "desk", "nasser", "curator"])
def test_only_the_office_takes_in(world: World, name: str) -> None:
    with acting_as(world.people[name].actor(fresh=True)) as actor, pytest.raises(PermissionDenied):
        take_in_person(
            actor=actor,
            newcomer=TakenIn("Elfriede M.", "en", Known()),
            sure="seen",
            reason="x",
        )
    assert not Person.objects.filter(display_name="Elfriede M.").exists()


def test_whom_the_office_knows_to_be_too_young_gets_no_account(world: World) -> None:
    actor, today = world.administrator.actor(), timezone.localdate()
    for years, said in ((12, False), (16, True)):
        born = today.replace(year=today.year - years, day=min(today.day, 28))
        newcomer = TakenIn(f"Young {years}", "en", Known("Young Person", birth_date=born))
        with acting_as(actor):
            if said:
                take_in_person(actor=actor, newcomer=newcomer, sure="post", reason="came by")
            else:
                with pytest.raises(PermissionDenied, match="too young"):
                    take_in_person(actor=actor, newcomer=newcomer, sure="post", reason="came by")
    assert not Person.objects.filter(display_name="Young 12").exists()
