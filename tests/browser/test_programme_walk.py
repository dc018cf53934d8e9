"""From the card the doctor prints to a plan, a pause, and going on at the same place; without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.walking import Walks, follow, press
from tests.education.programme_path import enrolment_of, shipped
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_doctors_card_to_a_plan_and_back_after_a_pause(world: World, walks: Walks) -> None:
    shipped(world)
    code = the_doctor_prints_a_card(walks, world)
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/programmes/card")
        page.get_by_label("The code on your card").fill(code.lower())
        press(page, "Show me the programme")
        follow(page, "Is this for me?")
        assert page.get_by_text("Talk to a person first, if").is_visible()
        press(page, "Begin")
        page.get_by_label("What would you like to be different").fill("Walk to the river")
        press(page, "Keep it")
        follow(page, "Begin")
        she_writes_and_goes_on(page)
        overview = she_plans_and_pauses(walks, page)
        press(page, "Go on now")
        assert page.get_by_text("Walk to the river").is_visible()
        assert page.get_by_role("heading", name="Here you go on").is_visible()
        follow(page, "Go on")
        assert page.get_by_role("heading", name="Saying no in one sentence").is_visible()
        walks.look_at(world.ruth, page.url, overview, f"{overview}/my-plan", f"{overview}/pause")
    assert enrolment_of(world.ruth).door == "card"
    assert not walks.findings, "\n".join(walks.findings)


def the_doctor_prints_a_card(walks: Walks, world: World) -> str:
    with walks.acting(world.nasser, width=1280) as page:
        page.goto(f"{walks.address}/cards")
        follow(page, "Make a card")
        page.get_by_label("For how many patients?").fill("10")
        press(page, "Show me the sheet")
        walks.look_at(world.nasser, page.url, "/cards/new")
        found = re.search(r"\b\w{4} \w{4} \w{4}\b", page.locator("code.code-big").inner_text())
        assert found is not None
        return found[0]


def she_writes_and_goes_on(page: Page) -> None:
    page.get_by_label("When did you last do too much").fill("All the windows on Sunday.")
    press(page, "Save and go on")
    page.get_by_label("What I do with my body").check()
    press(page, "Save and go on")
    for _read in range(3):
        press(page, "Save and go on")


def she_plans_and_pauses(walks: Walks, page: Page) -> str:
    page.get_by_label("If", exact=True).fill("the kettle boils")
    press(page, "Save and go on")
    assert "Error" in page.title()
    page.get_by_label("then I").fill("sit down for ten minutes")
    press(page, "Save and go on")
    with page.expect_navigation():
        page.get_by_role("link", name="Stop here, go on later").click()
    assert page.get_by_text("If the kettle boils, then I sit down for ten minutes.").is_visible()
    overview = page.url
    with page.expect_navigation():
        page.get_by_role("link", name="Pause until a day").click()
    page.get_by_label("In 2 weeks").check()
    press(page, "Pause")
    assert page.get_by_text("You pause until").is_visible()
    return overview
