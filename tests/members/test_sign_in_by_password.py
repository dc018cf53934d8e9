"""A password is a way in for those who like one: long, never common, and no way to learn who is here."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from tests.members.signing_steps import (
    address_of,
    browser,
    give_password,
    is_in,
    mail_to,
    sign_in_by_mail,
)
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db
GOOD = "four words nobody guesses"


def test_address_and_password_sign_in(world: World) -> None:
    give_password(world.ruth, GOOD)
    client = browser()
    response = client.post(
        "/sign-in/password", {"email": " RUTH@example.org", "password": GOOD, "next": "/me"}
    )
    assert response["Location"] == "/me"
    assert address_of(client) == "ruth@example.org"


def test_a_wrong_password_and_an_unknown_address_hear_the_same(world: World) -> None:
    give_password(world.ruth, GOOD)
    answers = []
    for address in ("ruth@example.org", "gerd@example.org", "nobody@example.org"):
        client = browser()
        response = client.post("/sign-in/password", {"email": address, "password": "wrong wrong 1"})
        page = response.content.decode().replace(address, "ADDRESS")
        answers.append((response.status_code, page.split("csrfmiddlewaretoken")[0]))
        assert "do not fit together" in page
        assert not is_in(client)
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422


def test_what_was_typed_as_password_is_not_shown_again(world: World) -> None:
    response = browser().post("/sign-in/password", {"email": "ruth@example.org", "password": GOOD})
    assert GOOD not in response.content.decode()
    assert 'value="ruth@example.org"' in response.content.decode()


def test_after_five_wrong_passwords_the_right_one_waits(world: World) -> None:
    give_password(world.ruth, GOOD)
    for _ in range(5):
        browser().post(
            "/sign-in/password", {"email": "ruth@example.org", "password": "no no no no"}
        )
    for typed in ("Ruth@example.org", "ruth@example.org "):
        response = browser().post("/sign-in/password", {"email": typed, "password": GOOD})
        assert response.status_code == 429
    assert world.organisation.phone in response.content.decode()


def test_right_passwords_between_wrong_ones_do_not_empty_the_count(world: World) -> None:
    give_password(world.ruth, GOOD)
    give_password(world.gerd, GOOD)
    for _ in range(5):
        browser().post(
            "/sign-in/password", {"email": "ruth@example.org", "password": "no no no no"}
        )
        own = browser().post("/sign-in/password", {"email": "gerd@example.org", "password": GOOD})
        assert own.status_code == 302
    last = browser().post("/sign-in/password", {"email": "ruth@example.org", "password": GOOD})
    assert last.status_code == 429


def test_who_locks_her_password_leaves_her_the_code(world: World) -> None:
    for _ in range(6):
        browser().post(
            "/sign-in/password", {"email": "ruth@example.org", "password": "no no no no"}
        )
    client = browser()
    sign_in_by_mail(client, world.ruth)
    assert is_in(client)


def test_two_people_with_one_mailbox_and_one_password_are_not_mixed_up(world: World) -> None:
    anton = make_persona("Anton Ellison", email="ruth@example.org")
    for persona in (world.ruth, anton):
        give_password(persona, GOOD)
    client = browser()
    client.post("/sign-in/password", {"email": "ruth@example.org", "password": GOOD})
    assert not is_in(client)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("short", "at least 12 characters"),
        ("password1234", "Many people use this password"),
        ("ruth@example.org", "less like your e-mail address"),
        ("", "Your new password"),
    ],
)
def test_a_weak_password_is_refused_with_words_that_help(
    world: World, sign_in: Any, typed: str, words: str
) -> None:
    client = sign_in(world.ruth, fresh=True)
    response = client.post("/me/sign-in/password", {"password": typed})
    assert response.status_code == 422
    assert words in response.content.decode()
    world.ruth.account.refresh_from_db()
    assert not world.ruth.account.has_usable_password()


@pytest.mark.parametrize("good", [GOOD, "пароль из четырёх слов", "🌷" * 12, "x" * 100 + "yzyzy"])
def test_long_passwords_of_any_script_are_good(world: World, sign_in: Any, good: str) -> None:
    client = sign_in(world.ruth, fresh=True)
    client.post("/me/sign-in/password", {"password": good})
    other = browser()
    other.post("/sign-in/password", {"email": "ruth@example.org", "password": good})
    assert is_in(other)


def test_a_password_is_the_same_from_every_keyboard(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth, fresh=True)
    typed = "Grüße über Straßen 12"
    client.post("/me/sign-in/password", {"password": unicodedata.normalize("NFD", typed)})
    other = browser()
    composed = unicodedata.normalize("NFC", typed)
    other.post("/sign-in/password", {"email": "ruth@example.org", "password": composed})
    assert is_in(other)


def test_a_new_password_signs_out_every_other_device_and_tells_her(world: World) -> None:
    here, elsewhere = browser(), browser()
    for client in (elsewhere, here):
        sign_in_by_mail(client, world.ruth)
    before = here.session.session_key
    here.post("/me/sign-in/password", {"password": GOOD})
    assert "password was saved" in mail_to("ruth@example.org").body
    assert is_in(here)
    assert here.session.session_key != before
    assert not is_in(elsewhere)


def test_a_password_can_be_taken_away(world: World, sign_in: Any) -> None:
    give_password(world.ruth, GOOD)
    client = sign_in(world.ruth, fresh=True)
    client.post("/me/sign-in/password/remove")
    other = browser()
    other.post("/sign-in/password", {"email": "ruth@example.org", "password": GOOD})
    assert not is_in(other)
    assert is_in(client)


def test_changing_it_takes_fresh_proof(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    response = client.post("/me/sign-in/password", {"password": GOOD})
    assert response["Location"].startswith("/confirm?")
    world.ruth.account.refresh_from_db()
    assert not world.ruth.account.has_usable_password()
