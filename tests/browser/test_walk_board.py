"""A meeting of the board: a circular, whether it is used, who has which duty, and the hand-over."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from members.actions.circular_sending import send_circulars
from tests.browser.walking import Walks, follow, press, shows
from tests.members.office_world import second_administrator
from tests.notifications.mailbox import deliver
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_before_a_meeting_the_office_writes_counts_and_hands_over(
    world: World, walks: Walks
) -> None:
    second = second_administrator(world)
    with walks.acting(world.administrator, width=1280) as page:
        here = a_circular_is_written_and_tried(walks, page)
        with walks.acting(second, width=1280) as other:
            somebody_else_reads_it(walks, other, here)
        page.goto(here)
        press(page, "Send it now")
        shows(page, "It is on its way")
        send_circulars()
        page.goto(f"{walks.address}/office")
        follow(page, "Is it used?")
        shows(page, "fewer than 5")
        page.goto(f"{walks.address}/office")
        follow(page, "Who does what")
        shows(page, "Stays closed")
        page.goto(f"{walks.address}/office")
        follow(page, "Hand over the office")
        shows(page, "Berit Second")
    mails = {mail.to[0]: str(mail.body) for mail in deliver()}
    assert "We meet on Saturday." in mails["ruth@example.org"]
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/start")
        shows(page, "Our summer meeting")
        for path in (here, f"{walks.address}/office/used", f"{walks.address}/office/hand-over"):
            answer = page.goto(path)
            assert answer is not None and answer.status == 403


def a_circular_is_written_and_tried(walks: Walks, page: Page) -> str:
    page.goto(f"{walks.address}/office")
    follow(page, "Circulars")
    follow(page, "Write a circular")
    page.get_by_label("Text, in English").fill("We meet on Saturday.")
    press(page, "Save and read it again")
    shows(page, "There is a problem")
    page.get_by_label("Subject, in English").fill("Our summer meeting")
    press(page, "Save and read it again")
    shows(page, "Nothing is sent yet")
    press(page, "Send it to me only")
    (tried,) = deliver()
    assert "We meet on Saturday." in str(tried.body)
    return page.url


def somebody_else_reads_it(walks: Walks, page: Page, here: str) -> None:
    page.goto(f"{walks.address}/office/circulars")
    follow(page, "Our summer meeting")
    press(page, "read")
