"""An empty installation opens only to whoever may run commands on the host."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from members.models import Account, JoinInvitation, Organisation, Person, RoleHolding, SetupCode
from po_platform.access.actor import Hat
from tests.members.office_world import last_event
from tests.personas import World

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Morning Hands",
    "phone": "01632 960 118",
    "hours_en": "Monday to Friday, 9 to 4",
    "hours_de": "Montag bis Freitag, 9 bis 16 Uhr",
    "joining": "approved",
    "minimum_age": "16",
    "invite": "",
}


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def create_administrator(*more: str) -> dict[str, Any]:
    out = StringIO()
    call_command("create_administrator", "--email", "ada@example.org", "--json", *more, stdout=out)
    made: dict[str, Any] = json.loads(out.getvalue())
    return made


def test_the_command_makes_an_account_with_the_role_and_prints_the_code() -> None:
    made = create_administrator("--name", "Ada B.")
    account = Account.objects.get(pk=made["account"])
    assert account.email == "ada@example.org"
    assert account.person.display_name == "Ada B."
    assert account.person.state == Person.State.ACTIVE
    assert set(account.role_holdings.values_list("role", flat=True)) == {"member", "administrator"}
    assert made["status"] == "created"
    assert made["address"].endswith("/first-run")
    assert len(made["setup_code"].replace(" ", "")) == 12
    event = last_event("members.administrator.made")
    assert event is not None
    assert event.purpose == "operate"


def test_the_code_is_stored_as_a_hash_only() -> None:
    code = create_administrator()["setup_code"].replace(" ", "")
    stored = bytes(SetupCode.objects.get().secret_hash)
    assert code.encode() not in stored
    assert len(stored) == 32


def test_a_second_administrator_has_to_be_asked_for() -> None:
    create_administrator()
    with pytest.raises(CommandError, match="--another"):
        create_administrator()
    assert Account.objects.count() == 1


def test_another_for_the_same_address_gives_a_new_code_and_no_second_account(
    browser: Client,
) -> None:
    former = create_administrator()["setup_code"]
    again = create_administrator("--another")
    assert Account.objects.count() == 1
    assert RoleHolding.objects.filter(role=Hat.ADMINISTRATOR).count() == 1
    assert browser.post("/first-run", {"code": former}).status_code == 422
    assert browser.post("/first-run", {"code": again["setup_code"]}).status_code == 302


@pytest.mark.parametrize("email", ["ada", "ada@", "", "a@b", "ada b@example.org"])
def test_what_is_no_address_is_refused_politely(email: str) -> None:
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("create_administrator", "--email", email, stdout=StringIO())
    assert not Account.objects.exists()


def test_json_says_why_it_was_refused() -> None:
    create_administrator()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("create_administrator", "--email", "bea@example.org", "--json", stdout=out)
    assert json.loads(out.getvalue())["status"] == "refused"


def test_with_an_organisation_there_is_no_setup_code(world: World) -> None:
    made = create_administrator("--another")
    assert made["setup_code"] == ""
    assert not SetupCode.objects.exists()


def test_the_first_page_asks_a_stranger_for_the_code_and_shows_nothing_else(
    browser: Client,
) -> None:
    page = browser.get("/")
    assert page.status_code == 200
    assert b'name="code"' in page.content
    assert b'name="phone"' not in page.content


def test_a_stranger_cannot_set_anything_up(browser: Client) -> None:
    create_administrator()
    answer = browser.post("/first-run", ANSWERS)
    assert answer.status_code == 422
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("code", ["", "K7QM 2XWD 9TRB", "x", "é" * 40, "0" * 12])
def test_a_wrong_code_opens_nothing(browser: Client, code: str) -> None:
    create_administrator()
    assert browser.post("/first-run", {"code": code}).status_code == 422
    assert b'name="phone"' not in browser.get("/first-run").content


def test_the_code_works_once_also_in_small_letters(browser: Client) -> None:
    code = create_administrator()["setup_code"]
    assert browser.post("/first-run", {"code": code.lower()}).status_code == 302
    assert b'name="phone"' in browser.get("/").content
    other = Client(headers={"accept-language": "en"})
    assert other.post("/first-run", {"code": code}).status_code == 422


def test_an_old_code_opens_nothing(browser: Client) -> None:
    code = create_administrator()["setup_code"]
    row = SetupCode.objects.get()
    SetupCode.objects.filter(pk=row.pk).update(expires_at=row.made_at)
    assert browser.post("/first-run", {"code": code}).status_code == 422


def set_up(browser: Client, **changes: str) -> Any:
    browser.post("/first-run", {"code": create_administrator()["setup_code"]})
    return browser.post("/first-run", ANSWERS | changes)


def test_the_answers_open_the_portal_and_the_first_page_is_gone(browser: Client) -> None:
    answer = set_up(browser)
    assert answer.status_code == 302
    assert answer["Location"] == "/office/set-up"
    row = Organisation.objects.get()
    assert (row.name, row.phone, row.joining, row.minimum_age) == (
        "Morning Hands",
        "01632 960 118",
        "approved",
        16,
    )
    assert row.hours == {"en": ANSWERS["hours_en"], "de": ANSWERS["hours_de"]}
    assert last_event("members.organisation.set_up") is not None
    assert browser.get("/first-run").status_code == 404
    assert b"Morning Hands" in Client().get("/").content


def test_the_office_asks_the_first_administrator_for_a_second_factor(browser: Client) -> None:
    set_up(browser)
    answer = browser.get("/office")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/second-factor")


def test_a_first_invitation_is_sent(browser: Client) -> None:
    set_up(browser, invite="bea@example.org")
    assert JoinInvitation.objects.get().email == "bea@example.org"


def test_the_portal_cannot_be_set_up_twice(browser: Client) -> None:
    set_up(browser)
    assert browser.post("/first-run", ANSWERS | {"name": "Mine now"}).status_code == 404
    assert Organisation.objects.get().name == "Morning Hands"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Fill in"),
        ("phone", "", "Fill in"),
        ("minimum_age", "old", "whole number"),
        ("minimum_age", "-1", "0 or more"),
        ("joining", "everybody", "Choose one of the answers"),
        ("invite", "bea", "with an @"),
        ("name", "x" * 81, "Shorten"),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_is_saved(
    browser: Client, field: str, value: str, words: str
) -> None:
    answer = set_up(browser, **{field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Organisation.objects.exists()


def test_a_member_of_a_portal_that_is_set_up_finds_no_first_page(
    world: World, sign_in: Any
) -> None:
    assert sign_in(world.ruth).get("/first-run").status_code == 404
    assert sign_in(world.administrator).get("/first-run").status_code == 404
