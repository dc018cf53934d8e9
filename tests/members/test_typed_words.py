"""What staff and members typed survives a sign-in or a proof that ran out on the way."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from members.middleware import STAFF_IDLE
from members.models import OfficeReason, Person
from po_platform.access import typed
from po_platform.access.actor import Tick
from tests import personas
from tests.members.helper_steps import help_of
from tests.members.office_world import second_administrator
from tests.members.signing_steps import code_in, enter, mail_to
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
WORDS = "She wrote us a long letter about it"


@pytest.fixture
def here(world: World) -> str:
    return f"/office/people/{world.gerd.person.ref}/state"


def fall_asleep(client: Client) -> None:
    """More than half an hour without a press."""
    session = client.session
    session["seen"] = int(time.time()) - STAFF_IDLE - 1
    session.save()


def again(client: Client, persona: Persona, **session: Any) -> Client:
    """Signs in at the same browser, which keeps what it kept."""
    personas.sign_in(client, persona, **session)
    return client


def hidden(response: Any) -> dict[str, str]:
    page = response.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_words_of_staff_outlive_an_idle_sign_out(world: World, sign_in: Any, here: str) -> None:
    office = sign_in(world.administrator)
    office.get("/office")
    fall_asleep(office)
    refused = office.post(here, {"state": "paused", "reason": WORDS})
    assert refused["Location"].startswith("/sign-in")
    back = again(office, world.administrator).get(here)
    assert WORDS in back.content.decode()
    office.post(here, hidden(back))
    assert Person.objects.get(pk=world.gerd.person.pk).state == "paused"
    assert OfficeReason.objects.get().reason == WORDS
    assert WORDS not in office.get(here).content.decode()


def test_words_outlive_a_proof_that_was_not_fresh_any_more(world: World, sign_in: Any) -> None:
    here = f"/office/people/{world.gerd.person.ref}/card"
    office = sign_in(world.administrator)
    given = {"sure": "called", "reason": WORDS}
    assert office.post(here, given)["Location"].startswith("/confirm")
    back = again(office, world.administrator, fresh=True).get(here)
    assert hidden(back)["reason"] == WORDS


def test_they_are_left_when_she_says_so(world: World, sign_in: Any, here: str) -> None:
    office = sign_in(world.administrator)
    office.get("/office")
    fall_asleep(office)
    office.post(here, {"state": "paused", "reason": WORDS})
    again(office, world.administrator)
    assert WORDS not in office.get(f"{here}?leave-typed=1").content.decode()
    assert WORDS not in office.get(here).content.decode()


def test_nobody_else_at_the_same_browser_reads_them(world: World, sign_in: Any, here: str) -> None:
    office = sign_in(world.administrator)
    office.get("/office")
    fall_asleep(office)
    office.post(here, {"state": "paused", "reason": WORDS})
    other = again(office, second_administrator(world))
    assert WORDS not in other.get(here).content.decode()


def test_secrets_are_typed_anew(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    office.get("/office")
    fall_asleep(office)
    office.post("/me/sign-in/pin", {"pin": "4711", "pin_again": "4711"})
    assert typed.KEY not in office.session


def test_the_page_for_the_proof_says_they_are_kept_and_leads_straight_back(
    world: World, sign_in: Any
) -> None:
    here = f"/office/people/{world.gerd.person.ref}/card"
    office = sign_in(world.administrator)
    stopped = office.post(here, {"sure": "called", "reason": WORDS})
    asks = office.get(stopped["Location"]).content.decode()
    assert "It is kept" in asks and "send it once more" not in asks
    office.post(stopped["Location"])
    address = world.administrator.account.email
    onward = enter(office, code_in(mail_to(address)), "/confirm/code")
    assert onward["Location"] == here
    assert WORDS in office.get(here).content.decode()


# ---------- While it is being written ----------


def writes(client: Client, page: str, to: str = "", **given: str) -> Any:
    """What static/keep.js sends after a pause."""
    headers = {"X-Stands-On": page, "X-Goes-To": to or page}
    return client.post("/typed", given, headers=headers)


def test_what_was_being_written_is_there_after_the_battery_died(
    world: World, sign_in: Any, here: str
) -> None:
    office = sign_in(world.administrator)
    assert writes(office, here, state="paused", reason=WORDS).status_code == 204
    back = office.get(here).content.decode()
    assert f'<template data-unsent="{here}">' in back and WORDS in back
    assert Person.objects.get(pk=world.gerd.person.pk).state == "active", "nothing was sent"
    office.post(here, {"state": "paused", "reason": WORDS})
    assert WORDS not in office.get(here).content.decode()


def test_it_outlives_an_idle_sign_out_too(world: World, sign_in: Any, here: str) -> None:
    office = sign_in(world.administrator)
    writes(office, here, reason=WORDS)
    office.get("/office")
    fall_asleep(office)
    assert office.get(here)["Location"].startswith("/sign-in")
    assert WORDS in again(office, world.administrator).get(here).content.decode()


def test_what_lies_in_a_browser_nobody_is_signed_in_at_ends_with_its_day(
    world: World, sign_in: Any, here: str
) -> None:
    office = sign_in(world.administrator)
    writes(office, here, reason=WORDS)
    office.get("/office")
    fall_asleep(office)
    office.get(here)
    assert office.session.get_expiry_age() == typed.UNSENT_LIVES
    sends = sign_in(world.administrator)
    sends.get("/office")
    fall_asleep(sends)
    sends.post(here, {"state": "paused", "reason": WORDS})
    assert sends.session.get_expiry_age() == typed.LIVES
    address = world.gerd.account.email
    office.post("/sign-in", {"email": address})
    enter(office, code_in(mail_to(address)))
    assert office.session.get_expiry_age() == settings.SESSION_COOKIE_AGE
    assert typed.KEY not in office.session, "whoever comes in next takes nothing of hers along"


def test_who_comes_back_finds_it_and_stays_signed_in(world: World, sign_in: Any, here: str) -> None:
    office = sign_in(world.administrator)
    writes(office, here, reason=WORDS)
    office.get("/office")
    fall_asleep(office)
    office.get(here)
    address = world.administrator.account.email
    office.post("/sign-in", {"email": address})
    enter(office, code_in(mail_to(address)))
    assert typed.KEY in office.session
    assert office.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_it_is_left_with_one_press_and_gone_after_a_day(
    world: World, sign_in: Any, here: str
) -> None:
    office = sign_in(world.administrator)
    writes(office, here, reason=WORDS)
    assert WORDS not in office.get(f"{here}?leave-typed=1").content.decode()
    assert WORDS not in office.get(here).content.decode()
    writes(office, here, reason=WORDS)
    session = office.session
    session[typed.KEY]["until"] = int(time.time()) - 1
    session.save()
    assert WORDS not in office.get(here).content.decode()
    assert typed.KEY not in office.session


def test_it_is_hers_alone_and_signing_out_takes_it_along(
    world: World, sign_in: Any, here: str
) -> None:
    office = sign_in(world.administrator)
    writes(office, here, reason=WORDS)
    assert WORDS not in str(dict(office.session)), "sealed"
    other = again(office, second_administrator(world))
    assert WORDS not in other.get(here).content.decode()
    writes(other, here, reason=WORDS)
    other.post("/sign-out")
    assert typed.KEY not in other.session


@pytest.mark.parametrize("to", ["", "https://elsewhere.example/x", "//elsewhere.example/x"])
def test_only_addresses_of_ours_and_no_secrets_are_kept(
    world: World, sign_in: Any, to: str
) -> None:
    ruth = sign_in(world.ruth)
    headers = {"X-Stands-On": "/call-me", "X-Goes-To": to}
    assert ruth.post("/typed", {"note": WORDS}, headers=headers).status_code == 400
    assert writes(ruth, "/me/sign-in/pin", pin="417902").status_code == 422
    assert writes(ruth, "/call-me", note="x" * typed.MOST).status_code == 422
    assert typed.KEY not in ruth.session


def test_who_acts_for_somebody_keeps_nothing_of_it(world: World, sign_in: Any) -> None:
    helper = sign_in(world.helper)
    helper.post(f"/helping/{help_of(world.ruth, world.helper, Tick.ANSWER).pk}/act")
    assert "data-keep" not in helper.get("/for").content.decode()
    assert writes(helper, "/for", note=WORDS).status_code == 403
