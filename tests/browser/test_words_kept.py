"""What is being written is there again after the battery died, until it is sent or left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import Walks, press, shows
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTER = "We meet on Saturday.\n\n- Bring cake"


def test_a_circular_half_written_is_there_again(world: World, walks: Walks) -> None:
    with walks.acting(world.administrator, width=1280) as page:
        page.goto(f"{walks.address}/office/circulars/new")
        page.get_by_label("Only that there is news").check()
        with page.expect_response("**/typed") as kept:
            page.get_by_label("Text, in English").fill(LETTER)
        assert kept.value.status == 204
        page = after_the_battery_died(page)
        shows(page, "You wrote this here before and did not send it.")
        expect(page.get_by_label("Text, in English")).to_have_value(LETTER)
        expect(page.get_by_label("Only that there is news")).to_be_checked()
        page.get_by_label("Subject, in English").fill("Our summer meeting")
        press(page, "Save and read it again")
        shows(page, "Nothing is sent yet")
        page.goto(f"{walks.address}/office/circulars/new")
        expect(page.get_by_label("Text, in English")).to_have_value("")


def test_a_member_leaves_what_she_began_with_one_press(world: World, walks: Walks) -> None:
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/me/identity")
        with page.expect_response("**/typed"):
            page.get_by_label("Address").fill("4 Quay Street\nHarbour Town")
        page = after_the_battery_died(page)
        expect(page.get_by_label("Address")).to_have_value("4 Quay Street\nHarbour Town")
        with page.expect_navigation():
            page.get_by_role("link", name="Leave it and begin anew").click()
        expect(page.get_by_label("Address")).to_have_value("")


def after_the_battery_died(page: Page) -> Page:
    """The same browser once more, at the same address."""
    here, context = page.url, page.context
    page.close()
    again = context.new_page()
    again.goto(here)
    return again
