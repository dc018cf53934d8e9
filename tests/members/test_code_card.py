"""A code card opens one account, code by code; what is misread, used or old is told apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from members.actions import lost_factor
from members.actions.cards import MadeAlready, make_card, order_card
from members.card_codes import HOW_MANY
from members.models import Account, CodeCard, OfficeReason, Person
from members.proofs import FRESH_KEY
from po_platform.access.actor import acting_as
from tests.members.mailbox_steps import (
    answer,
    anton_at_ruths,
    by_number,
    chosen,
    give_card,
    give_pin,
    misread,
    signed_in_as,
    without_address,
)
from tests.members.office_world import last_event, mails, second_administrator
from tests.members.signing_steps import browser, give_app, is_in
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
GUARDED = "/me/sign-in/password"


@pytest.fixture
def codes(world: World) -> list[str]:
    """Gerd has no address, and a card."""
    without_address(world.gerd)
    return give_card(world, world.gerd)


def said_to(client: Client, persona: Persona, code: str) -> str:
    response = by_number(client, persona, code)
    assert response.status_code == 422
    return str(response.context["card_form"].errors["code"][0])


# ---------- Coming in without an address ----------


def test_number_and_next_code_sign_in(world: World, codes: list[str]) -> None:
    client = browser()
    by_number(client, world.gerd, codes[0])
    assert signed_in_as(client) == str(world.gerd.account.pk)
    event = last_event("members.session.begun")
    assert event is not None and event.detail["way"] == "card"


def test_it_is_typed_as_people_type(world: World, codes: list[str]) -> None:
    client = browser()
    number = world.gerd.person.number.replace("-", " ")
    code = codes[0].replace(" ", "-")
    client.post("/sign-in/card", {"number": f" {number}", "code": f"Code: {code} "})
    assert is_in(client)


def test_a_code_opens_once(world: World, codes: list[str]) -> None:
    by_number(browser(), world.gerd, codes[0])
    client = browser()
    assert "take number 2" in said_to(client, world.gerd, codes[0])
    assert not is_in(client)
    by_number(client, world.gerd, codes[1])
    assert is_in(client)


def test_a_code_may_be_left_out_and_is_gone_then(world: World, codes: list[str]) -> None:
    by_number(browser(), world.gerd, codes[2])
    assert "used already" in said_to(browser(), world.gerd, codes[1])
    assert "number 4" in said_to(browser(), world.gerd, codes[19])


def test_a_code_of_an_old_card_is_told_apart(world: World, codes: list[str]) -> None:
    new = give_card(world, world.gerd)
    assert "old card" in said_to(browser(), world.gerd, codes[0])
    client = browser()
    by_number(client, world.gerd, new[0])
    assert is_in(client)


def test_a_misread_figure_is_told_and_costs_no_try(world: World, codes: list[str]) -> None:
    client = browser()
    for _ in range(8):
        assert "no try" in said_to(client, world.gerd, misread(codes[0]))
    for number in (misread(world.gerd.person.number), "", "12", "x" * 41):
        response = client.post("/sign-in/card", {"number": number, "code": codes[0]})
        assert response.status_code == 422
    by_number(client, world.gerd, codes[0])
    assert is_in(client)


def test_wrong_codes_are_counted_per_account(world: World, codes: list[str]) -> None:
    other = give_card(world, world.ruth)
    for _ in range(5):
        assert by_number(browser(), world.gerd, other[0]).status_code == 422
    assert by_number(browser(), world.gerd, codes[0]).status_code == 429
    client = browser()
    by_number(client, world.ruth, other[0])
    assert is_in(client)


def test_nothing_tells_whether_a_number_exists(world: World, codes: list[str]) -> None:
    """Nobody, somebody without a card, somebody who left: the same words and the same limit."""
    nobody = Person(pk=98_765)
    Account.objects.filter(pk=world.nasser.account.pk).update(is_active=False)
    told = []
    for person in (nobody, world.ruth.person, world.nasser.person, world.gerd.person):
        client = browser()
        given = {"number": person.number, "code": "402 719 3857"}
        answers = [client.post("/sign-in/card", given) for _ in range(6)]
        told.append(
            (
                [one.status_code for one in answers],
                str(answers[0].context["card_form"].errors),
            )
        )
        from django.core.cache import cache

        cache.clear()
    assert told[0][0] == [422] * 5 + [429]
    assert all(one == told[0] for one in told)


def test_who_left_or_died_does_not_come_in(world: World, codes: list[str]) -> None:
    for state in ("left", "deceased"):
        Person.objects.filter(pk=world.gerd.person.pk).update(state=state)
        client = browser()
        assert "do not fit" in said_to(client, world.gerd, codes[0])
        assert not is_in(client)


def test_the_second_step_is_still_asked(world: World, codes: list[str]) -> None:
    give_app(world.gerd)
    client = browser()
    response = by_number(client, world.gerd, codes[0])
    assert response["Location"].startswith("/sign-in/second-step")
    assert not is_in(client)


def test_it_goes_on_to_where_she_wanted_to_and_nowhere_else(world: World, codes: list[str]) -> None:
    given = {"number": world.gerd.person.number}
    one = browser().post("/sign-in/card", {**given, "code": codes[0], "next": "/me"})
    two = browser().post("/sign-in/card", {**given, "code": codes[1], "next": "https://bad.test/"})
    assert one["Location"] == "/me"
    assert "bad.test" not in two["Location"]


def test_when_few_are_left_she_is_told(world: World, codes: list[str]) -> None:
    CodeCard.objects.update(used=14)
    client = browser()
    by_number(client, world.gerd, codes[14])
    assert "You have 5 left" in client.get("/me/sign-in").content.decode()


# ---------- Fresh proof ----------


def test_who_has_no_mailbox_confirms_with_the_next_code(
    world: World, codes: list[str], sign_in: Any
) -> None:
    client = sign_in(world.gerd)
    page = client.get(f"/confirm?next={GUARDED}").content.decode()
    assert "Send me a code" not in page
    before = client.session.session_key
    response = client.post(f"/confirm?next={GUARDED}", {"code": codes[0]})
    assert response["Location"] == GUARDED
    assert client.session.session_key != before
    assert client.get(GUARDED).status_code == 200


def test_coming_in_by_card_is_fresh_proof_and_by_pin_is_not(world: World) -> None:
    anton = anton_at_ruths()
    give_pin(world.ruth)
    codes = give_card(world, anton)
    by_card, by_pin = chosen(anton), chosen(world.ruth)
    answer(by_card, "card", code=codes[0])
    answer(by_pin, "pin", pin="417902")
    assert by_card.get(GUARDED).status_code == 200
    assert by_pin.get(GUARDED).status_code == 302


def test_a_shared_mailbox_is_no_fresh_proof(world: World, sign_in: Any) -> None:
    anton_at_ruths()
    client = sign_in(world.ruth)
    page = client.get(f"/confirm?next={GUARDED}").content.decode()
    assert "Order a code card" in page and "Send me a code" not in page
    assert client.post(f"/confirm?next={GUARDED}").status_code == 200
    assert deliver() == []
    assert client.get("/confirm/code")["Location"].startswith("/confirm")


def test_a_mailbox_shared_since_the_code_was_asked_for_proves_nothing(
    world: World, sign_in: Any
) -> None:
    from tests.members.signing_steps import code_in, mail_to

    client = sign_in(world.ruth)
    client.post(f"/confirm?next={GUARDED}")
    code = code_in(mail_to("ruth@example.org"))
    anton_at_ruths()
    client.post("/confirm/code", {"code": code})
    client.post("/confirm/code/again")
    assert FRESH_KEY not in client.session


def test_the_card_of_another_confirms_nothing(world: World, codes: list[str], sign_in: Any) -> None:
    client = sign_in(world.ruth)
    response = client.post(f"/confirm?next={GUARDED}", {"code": codes[0]})
    assert response.status_code == 422
    assert FRESH_KEY not in client.session


def test_tries_at_the_door_and_at_the_proof_are_one_count(
    world: World, codes: list[str], sign_in: Any
) -> None:
    wrong = give_card(world, world.ruth)[0]
    client = sign_in(world.gerd)
    for _ in range(3):
        client.post("/confirm", {"code": wrong})
    for _ in range(2):
        by_number(browser(), world.gerd, wrong)
    assert client.post("/confirm", {"code": codes[0]}).status_code == 429


# ---------- The office ----------


def make(client: Client, persona: Persona, **given: Any) -> Any:
    living = CodeCard.objects.filter(account=persona.account, ended_at=None).first()
    form = {"sure": "called", "reason": "She rang", "instead_of": living.pk if living else 0}
    return client.post(f"/office/people/{persona.person.ref}/card", form | given)


def test_the_office_prints_a_card_and_only_marks_are_kept(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator, fresh=True)
    response = make(office, world.ruth)
    page = response.content.decode()
    codes = [row["code"] for row in response.context["codes"]]
    assert len(codes) == HOW_MANY and all(code in page for code in codes)
    assert world.ruth.person.number in page and "01632 960 118" in page
    card = CodeCard.objects.get()
    kept = " ".join(card.marks)
    assert not any(code.replace(" ", "") in kept for code in codes)
    assert "no-store" in response["Cache-Control"]
    reason = OfficeReason.objects.get()
    assert (reason.verb, reason.reason) == ("members.card.made", "She rang")
    event = last_event("members.card.made")
    assert event is not None and event.detail["sure"] == "called"
    assert [mail.account_id for mail in mails("ways_changed")] == [world.ruth.account.pk]


def test_the_sheet_names_neither_illness_nor_organisation_nor_surname(
    world: World, sign_in: Any
) -> None:
    page = make(sign_in(world.administrator, fresh=True), world.nasser).content.decode()
    sheet = page.split('<article class="letter')[1].split("</article>")[0]
    for word in ("joints", "Morning Hands", "Nasser"):
        assert word not in sheet
    assert "for Farida" in sheet


def test_a_second_press_makes_no_second_card(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator, fresh=True)
    make(office, world.ruth)
    again = make(office, world.ruth, instead_of=0)
    assert again.status_code == 422
    assert "a moment ago" in again.content.decode()
    assert CodeCard.objects.count() == 1
    with acting_as(world.administrator.actor()) as actor, pytest.raises(MadeAlready):
        make_card(actor=actor, person_id=world.ruth.person.pk, sure="seen", reason="x")


@pytest.mark.parametrize(
    "given", [{"sure": ""}, {"sure": "trust"}, {"reason": ""}, {"instead_of": "x"}]
)
def test_a_card_needs_a_reason_and_how_the_office_is_sure(
    world: World, sign_in: Any, given: dict[str, str]
) -> None:
    response = make(sign_in(world.administrator, fresh=True), world.ruth, **given)
    assert response.status_code == 422
    assert not CodeCard.objects.exists()


@pytest.mark.parametrize("name", ["ruth", "desk", "curator", "moderator", "nasser"])
def test_only_the_office_makes_cards(world: World, name: str) -> None:
    with acting_as(world.people[name].actor(fresh=True)) as actor, pytest.raises(PermissionDenied):
        make_card(actor=actor, person_id=world.gerd.person.pk, sure="seen", reason="x")
    assert not CodeCard.objects.exists()


def test_nobody_makes_a_card_for_oneself_or_for_somebody_gone(world: World) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(state="left")
    me = world.administrator
    with acting_as(me.actor(fresh=True)) as actor:
        for person in (me.person, world.ruth.person, Person.objects.create(display_name="Paper")):
            with pytest.raises(PermissionDenied):
                make_card(actor=actor, person_id=person.pk, sure="seen", reason="x")


def test_making_a_card_asks_for_fresh_proof(world: World, sign_in: Any) -> None:
    response = sign_in(world.administrator).get(f"/office/people/{world.ruth.person.ref}/card")
    assert response["Location"].startswith("/confirm")


def test_a_card_and_a_removed_factor_do_not_meet(world: World) -> None:
    """One telephone call never opens an account that has a second factor."""
    give_app(world.nasser)
    second = second_administrator(world)
    give_card(world, world.nasser)
    with acting_as(second.actor()) as actor, pytest.raises(PermissionDenied, match="code card"):
        lost_factor.ask_for_factor_removal(
            actor=actor, person_id=world.nasser.person.pk, reason="x"
        )
    give_app(world.oduya)
    with acting_as(second.actor()) as actor:
        lost_factor.ask_for_factor_removal(actor=actor, person_id=world.oduya.person.pk, reason="x")
    with pytest.raises(PermissionDenied, match="lost second factor"):
        give_card(world, world.oduya)


# ---------- Her own page ----------


def test_she_orders_a_card_and_the_office_sees_it_until_it_is_made(
    world: World, sign_in: Any
) -> None:
    hers, office = sign_in(world.ruth), sign_in(world.administrator)
    for _ in range(2):
        hers.post("/me/sign-in/card/order")
    assert "You ordered a new card" in hers.get("/me/sign-in").content.decode()
    page = office.get("/office").content.decode()
    assert page.count("Would like a code card") == 1
    give_card(world, world.ruth)
    assert "Would like a code card" not in office.get("/office").content.decode()
    assert "20 codes are left" in hers.get("/me/sign-in").content.decode()


def test_an_order_can_be_taken_back(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    client.post("/me/sign-in/card/order")
    client.post("/me/sign-in/card/order", {"cancel": "1"})
    assert (
        "Would like a code card" not in sign_in(world.administrator).get("/office").content.decode()
    )


def test_the_wish_of_somebody_who_left_is_no_work(world: World, sign_in: Any) -> None:
    actor = world.ruth.actor()
    with acting_as(actor):
        order_card(actor=actor)
    Account.objects.filter(pk=world.ruth.account.pk).update(is_active=False)
    assert (
        "Would like a code card" not in sign_in(world.administrator).get("/office").content.decode()
    )


def test_she_finds_her_number_where_she_looks_for_it(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    for page in ("/me/preferences", "/me/sign-in"):
        assert world.ruth.person.number in client.get(page).content.decode()


def test_a_card_ended_long_ago_goes_with_the_daily_cleaning(world: World) -> None:
    assert CodeCard.holds.after == "ended_at"
    assert timedelta(days=CodeCard.holds.days or 0) == timedelta(days=365)
