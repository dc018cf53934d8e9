"""The stop link works without signing in, only by pressing, and only for what it was made for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from notifications.models import MailOptOut
from notifications.tokens import Stop, stop_token
from tests.notifications.mailbox import deliver
from tests.notifications.test_outbox import tell
from tests.personas import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(world: World) -> str:
    """The path of the stop link in a mail to Ruth."""
    tell(world.ruth)
    (mail,) = deliver()
    found = re.search(r"http://localhost:8000(/mail/stop/\S+)", str(mail.body))
    assert found
    assert mail.extra_headers["List-Unsubscribe"] == f"<http://localhost:8000{found[1]}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return found[1]


@pytest.fixture
def browser() -> Client:
    """A mail program or a browser that nobody signed in to, with CSRF checks as in life."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def stopped(world: World) -> set[str]:
    return set(
        MailOptOut.objects.filter(person_id=world.ruth.person.pk).values_list("group", flat=True)
    )


def test_one_press_of_the_mail_program_stops_the_group(
    world: World, address: str, browser: Client
) -> None:
    answer = browser.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert stopped(world) == {"tests.tasks"}
    tell(world.ruth, "two")
    assert deliver() == []


def test_looking_at_the_page_changes_nothing(world: World, address: str, browser: Client) -> None:
    for method in ("get", "head"):
        assert getattr(browser, method)(address).status_code == 200
    assert b"Stop these e-mails" in browser.get(address).content
    assert b"things to fill in" in browser.get(address).content
    assert stopped(world) == set()


def test_the_button_stops_and_takes_back(world: World, address: str, browser: Client) -> None:
    page = browser.post(address, {"act": "stop"})
    assert b"These e-mails have stopped" in page.content
    assert stopped(world) == {"tests.tasks"}
    page = browser.post(address, {"act": "again"})
    assert b"You get these e-mails again" in page.content
    assert stopped(world) == set()


def test_pressing_twice_is_the_same_as_once(world: World, address: str, browser: Client) -> None:
    for _press in range(2):
        assert browser.post(address).status_code == 200
    assert stopped(world) == {"tests.tasks"}


def test_nobody_elses_mails_stop(world: World, address: str, browser: Client) -> None:
    browser.post(address)
    assert not MailOptOut.objects.exclude(person_id=world.ruth.person.pk).exists()


@pytest.mark.parametrize("spoil", ["cut", "changed", "other purpose", "unsigned", "odd letters"])
def test_a_word_that_was_not_made_for_this_is_refused(
    world: World, address: str, browser: Client, spoil: str
) -> None:
    token = address.rpartition("/")[2]
    payload = [world.ruth.person.pk, "tests.tasks"]
    wrong = {
        "cut": token[:-3],
        "changed": ("A" if token[0] != "A" else "B") + token[1:],
        "other purpose": signing.dumps(payload, salt="members.something-else"),
        "unsigned": "WzEsInRlc3RzLnRhc2tzIl0",
        "odd letters": token + "%F0%9F%90%9D%20",
    }[spoil]
    for method in ("get", "post"):
        answer = getattr(browser, method)(f"/mail/stop/{wrong}")
        assert answer.status_code == 404
        assert b"This link does not work" in answer.content
    assert stopped(world) == set()
    assert browser.post(address).status_code == 200
    assert stopped(world) == {"tests.tasks"}


def test_a_group_nobody_knows_any_more_is_no_error(world: World, browser: Client) -> None:
    token = stop_token(Stop(world.ruth.person.pk, ("forgotten.group",)))
    assert browser.get(f"/mail/stop/{token}").status_code == 200
    assert browser.post(f"/mail/stop/{token}").status_code == 200


def test_the_link_works_for_somebody_signed_in_as_another(
    world: World, address: str, sign_in: Any
) -> None:
    sign_in(world.gerd).post(address)
    assert stopped(world) == {"tests.tasks"}
