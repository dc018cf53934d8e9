"""A personal PIN: chosen with fresh proof, kept slow and salted, and not what others would guess."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.core.exceptions import PermissionDenied

from members.actions.identity import correct_identity
from members.actions.pins import set_pin
from members.identity import Known
from members.models import Account
from members.pins import is_too_easy, pin_fits, pin_hash
from po_platform.access.actor import acting_as
from tests.members.mailbox_steps import PIN, give_pin
from tests.members.office_world import last_event, mails
from tests.members.signing_steps import is_in
from tests.members.test_office_states import listed_session
from tests.personas import World

pytestmark = pytest.mark.django_db
URL = "/me/sign-in/pin"


def kept(world: World) -> str:
    return str(Account.objects.get(pk=world.ruth.account.pk).pin)


def test_she_chooses_one_and_is_told(world: World, sign_in: Any) -> None:
    other = listed_session(sign_in, world.ruth)
    client = sign_in(world.ruth, fresh=True)
    assert client.post(URL, {"pin": "417 902"})["Location"] == "/me/sign-in"
    assert pin_fits(world.ruth.account.pk, PIN, kept(world))
    assert not pin_fits(world.ruth.account.pk, "417903", kept(world))
    assert "Change your PIN" in client.get("/me/sign-in").content.decode()
    assert is_in(client) and not is_in(other)
    assert last_event("members.pin.set") is not None
    assert len(mails("ways_changed")) == 1


def test_it_is_kept_slow_salted_and_keyed(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    one, two = pin_hash(1, PIN), pin_hash(1, PIN)
    assert one != two
    assert identify_hasher(one).iterations >= 600_000  # type: ignore[attr-defined]  # PBKDF2 has them
    assert not check_password(PIN, one), "the table alone does not tell whether a guess is right"
    assert not pin_fits(2, PIN, one), "and it fits its own account only"


def test_without_one_nothing_fits() -> None:
    assert not pin_fits(1, "", "")
    assert not pin_fits(1, PIN, "")


def test_she_takes_it_away(world: World, sign_in: Any) -> None:
    give_pin(world.ruth)
    client = sign_in(world.ruth, fresh=True)
    client.post(f"{URL}/remove")
    assert kept(world) == ""
    assert "Choose a PIN" in client.get("/me/sign-in").content.decode()
    client.post(f"{URL}/remove")
    assert len(mails("ways_changed")) == 1, "twice is once"


@pytest.mark.parametrize("path", [URL, f"{URL}/remove"])
def test_it_takes_fresh_proof(world: World, sign_in: Any, path: str) -> None:
    give_pin(world.ruth)
    before = kept(world)
    response = sign_in(world.ruth).post(path, {"pin": "208471"})
    assert response["Location"].startswith("/confirm")
    assert kept(world) == before
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(PermissionDenied):
        set_pin(actor=actor, pin="208471", here=b"")


@pytest.mark.parametrize(
    "pin", ["000000", "123456", "654321", "121212", "123123", "112233", "789012", "407704"]
)
def test_what_everybody_would_try_is_refused(world: World, sign_in: Any, pin: str) -> None:
    response = sign_in(world.ruth, fresh=True).post(URL, {"pin": pin})
    assert response.status_code == 422
    assert "could guess" in response.content.decode()
    assert kept(world) == ""


@pytest.mark.parametrize("pin", ["010354", "030154", "540301", "011954", "195401"])
def test_her_birthday_is_refused(world: World, sign_in: Any, pin: str) -> None:
    with acting_as(world.ruth.actor()) as actor:
        known = Known(birth_date=date(1954, 3, 1))
        correct_identity(actor=actor, person_id=world.ruth.person.pk, known=known)
    assert is_too_easy(pin, date(1954, 3, 1))
    assert sign_in(world.ruth, fresh=True).post(URL, {"pin": pin}).status_code == 422
    assert not is_too_easy(PIN, date(1954, 3, 1))


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "41790a", "x" * 100])
def test_what_is_no_pin_is_said_so(world: World, sign_in: Any, pin: str) -> None:
    response = sign_in(world.ruth, fresh=True).post(URL, {"pin": pin})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
