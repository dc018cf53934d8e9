"""What is being written is there again after the battery died, until it is sent or left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from education.actions.drafts import add_section
from po_platform.access.actor import acting_as
from tests.browser.walking import Walks, press, shows
from tests.education.path import written
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


def test_a_page_that_saves_by_itself_says_so_of_no_file_that_only_the_button_sends(
    world: World, walks: Walks
) -> None:
    article = written(world)
    with acting_as(world.editor.actor()) as actor:
        section = add_section(actor=actor, ref=article.ref, kind="download")
    with walks.acting(world.editor, width=1280) as page:
        page.clock.install()
        page.goto(f"{walks.address}/write/{article.ref}/sections/{section}")
        told = page.get_by_text("Saved by itself.")
        waited(page, "A sheet")
        expect(told).to_be_visible()
        page.locator("input[type=file]").set_input_files(
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
        )
        expect(told).to_be_hidden()
        waited(page, "A sheet to print")
        page.wait_for_timeout(200)
        expect(told).to_be_hidden()
        page.locator("input[type=file]").set_input_files([])
        waited(page, "Another sheet")
        expect(told).to_be_visible()


def waited(page: Page, heading: str) -> None:
    """Half a minute after she wrote this heading it is kept."""
    page.locator("input[name=heading]").fill(heading)
    with page.expect_response(lambda one: one.request.method == "POST") as kept:
        page.clock.fast_forward(31_000)
    assert kept.value.status == 204


def after_the_battery_died(page: Page) -> Page:
    """The same browser once more, at the same address."""
    here, context = page.url, page.context
    page.close()
    again = context.new_page()
    again.goto(here)
    return again
