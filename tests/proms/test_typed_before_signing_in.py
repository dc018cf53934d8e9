"""A sign-in that ran out costs nobody what she typed."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from po_platform.access import typed
from po_platform.access.actor import acting_as
from questionnaires.models import Draft
from tests.members.signing_steps import ask_code, enter, sign_in_by_mail
from tests.personas import World
from tests.proms.path import on_her_list, put_weekly_in_use, text_of

pytestmark = pytest.mark.django_db
CANARY = "canary-typed-words"
TYPED = {"q1": "4", "q2": "12", "q8": CANARY}


@pytest.fixture
def address(world: World) -> str:
    """All questions on one page, on Ruth's list."""
    return f"/answer/{on_her_list(world.ruth, put_weekly_in_use(world)).ref}/all"


@pytest.fixture
def browser() -> Client:
    """A browser whose sign-in has run out."""
    return Client(headers={"accept-language": "en"})


def test_what_was_typed_is_there_after_signing_in_again(
    world: World, browser: Client, address: str
) -> None:
    refused = browser.post(address, TYPED)
    assert refused.headers["Location"].startswith("/sign-in?next=")
    code = ask_code(browser, world.ruth.account.email, next=address)
    assert enter(browser, code).headers["Location"] == address
    shown = browser.get(address)
    assert "You were signed out in between. What you typed is still here" in text_of(shown)
    assert CANARY in shown.content.decode()
    actor = world.ruth.actor()
    with acting_as(actor):
        assert not Draft.objects.visible_to(actor).exists(), "looking saves nothing"


def test_sending_it_again_forgets_what_was_kept(
    world: World, browser: Client, address: str
) -> None:
    browser.post(address, TYPED)
    sign_in_by_mail(browser, world.ruth)
    browser.post(address, {"q1": "4"})
    assert CANARY not in browser.get(address).content.decode()


def test_what_was_typed_lies_sealed(browser: Client, address: str) -> None:
    browser.post(address, TYPED)
    kept = browser.session[typed.KEY]
    assert CANARY not in str(kept)
    assert all(CANARY not in str(row.get_decoded()) for row in Session.objects.all())


def test_somebody_else_at_the_same_browser_does_not_see_it(
    world: World, browser: Client, address: str
) -> None:
    browser.post(address, TYPED)
    sign_in_by_mail(browser, world.gerd)
    assert browser.get(address).status_code == 404
    assert all(
        CANARY not in browser.get(path).content.decode() for path in ("/start", "/my-answers")
    )


def test_after_an_hour_it_is_gone(
    world: World, browser: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post(address, TYPED)
    sign_in_by_mail(browser, world.ruth)
    later = time.time() + typed.LIVES + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert CANARY not in browser.get(address).content.decode()


def test_sealed_words_moved_to_another_page_do_not_open(
    world: World, browser: Client, address: str
) -> None:
    browser.post(address, TYPED)
    sign_in_by_mail(browser, world.ruth)
    other = address.replace("/all", "/8")
    session: Any = browser.session
    session[typed.KEY] = {**session[typed.KEY], "path": other}
    session.save()
    shown = browser.get(other)
    assert shown.status_code == 200
    assert CANARY not in shown.content.decode()


def test_endless_words_are_not_kept(browser: Client, address: str) -> None:
    browser.post(address, {"q8": "x" * (typed.MOST + 1)})
    assert typed.KEY not in browser.session


def test_pages_that_do_not_ask_for_it_keep_nothing(browser: Client, address: str) -> None:
    refused = browser.post(address.replace("/all", "/check"), {"words": CANARY})
    assert refused.headers["Location"].startswith("/sign-in?next=")
    assert typed.KEY not in browser.session
