"""Fresh proof: a new code by mail before what matters, good for a quarter of an hour."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client

from members.proofs import FRESH_KEY
from notifications.models import Outbox
from tests.members.signing_steps import (
    another,
    ask_code,
    browser,
    code_in,
    enter,
    give_app,
    give_password,
    link_in,
    mail_to,
)
from tests.personas import World

pytestmark = pytest.mark.django_db
GUARDED = "/me/sign-in/password"  # a page that asks for fresh proof


def asked(client: Client, onward: str = GUARDED) -> str:
    """The code after pressing the button on the page the door leads to."""
    response = client.post(f"/confirm?next={onward}")
    assert response["Location"] == "/confirm/code"
    return code_in(mail_to("ruth@example.org"))


def is_open(client: Client) -> bool:
    return client.get(GUARDED).status_code == 200


def test_the_code_opens_what_was_closed_and_goes_on(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    assert client.get(GUARDED)["Location"] == "/confirm?next=%2Fme%2Fsign-in%2Fpassword"
    before = client.session.session_key
    response = enter(client, asked(client), "/confirm/code")
    assert response["Location"] == GUARDED
    assert client.session.session_key != before
    assert is_open(client)


def test_looking_at_the_page_mails_nothing(world: World, sign_in: Any) -> None:
    page = sign_in(world.ruth).get(f"/confirm?next={GUARDED}")
    assert "ruth@example.org" in page.content.decode()
    assert Outbox.objects.count() == 0


def test_the_link_in_the_mail_fills_in_and_confirms_nothing(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    client.post(f"/confirm?next={GUARDED}")
    link = link_in(mail_to("ruth@example.org"))
    assert link.startswith("/confirm/code?code=")
    assert client.get(link).status_code == 200
    assert not is_open(client)


def test_a_wrong_code_opens_nothing(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    code = asked(client)
    assert enter(client, another(code), "/confirm/code").status_code == 422
    assert not is_open(client)


def test_after_five_tries_the_right_one_opens_nothing(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    code = asked(client)
    for _ in range(5):
        enter(client, another(code), "/confirm/code")
    assert enter(client, code, "/confirm/code").status_code == 422
    assert not is_open(client)


def test_a_code_for_signing_in_confirms_nothing(world: World, sign_in: Any) -> None:
    stranger = browser()
    code = ask_code(stranger, "ruth@example.org")
    client = sign_in(world.ruth)
    client.post(f"/confirm?next={GUARDED}")
    mail_to("ruth@example.org")
    assert enter(client, code, "/confirm/code").status_code == 422
    assert not is_open(client)


def test_a_code_confirms_in_its_own_session_only(world: World, sign_in: Any) -> None:
    code = asked(sign_in(world.ruth))
    other = sign_in(world.ruth)
    assert enter(other, code, "/confirm/code").status_code == 422
    assert not is_open(other)


def test_proof_grows_old_after_a_quarter_of_an_hour(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    enter(client, asked(client), "/confirm/code")
    session = client.session
    session[FRESH_KEY] = int(time.time()) - 15 * 60 - 1
    session.save()
    assert not is_open(client)


def test_a_code_at_sign_in_is_fresh_proof_and_a_password_is_not(world: World) -> None:
    give_password(world.ruth, "four words nobody guesses")
    by_code, by_password = browser(), browser()
    enter(by_code, ask_code(by_code, "ruth@example.org"))
    given = {"email": "ruth@example.org", "password": "four words nobody guesses"}
    by_password.post("/sign-in/password", given)
    assert is_open(by_code)
    assert not is_open(by_password)


def test_the_proof_of_one_account_does_not_carry_over_to_another(world: World) -> None:
    give_app(world.gerd)
    give_password(world.ruth, "four words nobody guesses")
    client = browser()
    enter(client, ask_code(client, "gerd@example.org"))  # stops at the second step
    given = {"email": "ruth@example.org", "password": "four words nobody guesses"}
    client.post("/sign-in/password", given)
    assert client.get("/me/sessions").status_code == 200
    assert not is_open(client)


def test_what_was_sent_and_stopped_is_explained_and_not_repeated(
    world: World, sign_in: Any
) -> None:
    client = sign_in(world.ruth)
    page = "http://testserver/me/sign-in"
    stopped = client.post("/me/sign-in/password/remove", headers={"referer": page})
    assert stopped["Location"] == "/confirm?next=%2Fme%2Fsign-in&sent=1"
    assert "not done yet" in client.get(stopped["Location"]).content.decode()
    client.post(stopped["Location"])
    done = enter(client, code_in(mail_to("ruth@example.org")), "/confirm/code")
    assert done.status_code == 200
    assert "press the button once more" in done.content.decode()
    assert 'href="/me/sign-in"' in done.content.decode()


@pytest.mark.parametrize("forged", ["https://evil.example", "//evil.example", "javascript:x"])
def test_proof_never_leads_to_another_site(world: World, sign_in: Any, forged: str) -> None:
    client = sign_in(world.ruth)
    done = enter(client, asked(client, forged), "/confirm/code")
    assert done.status_code == 200
    assert "evil" not in done.content.decode()


def test_without_a_mailbox_the_page_names_the_telephone(world: World, sign_in: Any) -> None:
    world.ruth.account.email = ""
    world.ruth.account.save()
    client = sign_in(world.ruth)
    assert "We have no e-mail address of you" in client.get("/confirm").content.decode()
    assert client.post("/confirm").status_code == 200
    assert Outbox.objects.count() == 0


def test_codes_are_asked_for_three_times_a_minute(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    for _ in range(3):
        client.post("/confirm")
    assert client.post("/confirm/code/again").status_code == 429
