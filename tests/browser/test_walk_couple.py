"""A couple at one mailbox: each comes in as herself, and neither as the other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.walking import Walks, follow, press, shows
from tests.members.mailbox_steps import PIN, SHARED, anton_at_ruths, give_card
from tests.members.signing_steps import code_in, mail_to
from tests.notifications.mailbox import deliver
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_each_of_two_at_one_mailbox_comes_in_as_herself(world: World, walks: Walks) -> None:
    anton = anton_at_ruths()
    hers = the_office_prints_her_a_card(walks, world)
    (told,) = deliver()
    assert "This e-mail is for Ruth" in str(told.body)
    assert "Ruth" not in told.subject
    his = give_card(world, anton)
    with walks.acting(None, java_script_enabled=False) as page:
        she_opens_the_mail_and_says_who_she_is(walks, page)
        by_card(page, his[0])
        shows(page, "There is a problem")
        by_card(page, hers[0])
        she_chooses_a_pin(walks, page)
    (told,) = deliver()
    assert "This e-mail is for Ruth" in str(told.body)
    with walks.acting(None, java_script_enabled=False) as page:
        she_opens_the_mail_and_says_who_she_is(walks, page)
        page.get_by_label("Your PIN").fill(PIN)
        press(page, "Sign in with my PIN")
        shows(page, "Ruth")


def the_office_prints_her_a_card(walks: Walks, world: World) -> list[str]:
    with walks.acting(world.administrator, width=1280, fresh=True) as page:
        page.goto(f"{walks.address}/office/people")
        page.get_by_label("Name, e-mail").fill(world.ruth.person.number)
        press(page, "Find")
        follow(page, "Needs a code card")
        page.get_by_label("I called back").check()
        page.get_by_label("Why?").fill("Her husband reads the same mailbox")
        press(page, "Make the card")
        shows(page, "for Ruth")
        return page.locator("ol.codes code").all_inner_texts()


def she_opens_the_mail_and_says_who_she_is(walks: Walks, page: Page) -> None:
    page.goto(f"{walks.address}/sign-in")
    page.get_by_label("Your e-mail address").first.fill(SHARED)
    press(page, "Send")
    mail = mail_to(SHARED)
    assert "Ruth, Anton" in str(mail.body)
    page.get_by_label("code").fill(code_in(mail))
    press(page, "Sign in")
    shows(page, "Several people use this mailbox")
    page.get_by_label("Ruth").check()
    press(page, "Go on")
    shows(page, "Ruth, show that it is you")


def by_card(page: Page, code: str) -> None:
    page.get_by_label("The next code").fill(code)
    press(page, "Sign in with this code")


def she_chooses_a_pin(walks: Walks, page: Page) -> None:
    page.goto(f"{walks.address}/me")
    follow(page, "See and change how you sign in")
    follow(page, "Choose a PIN")
    page.get_by_label("PIN").first.fill(PIN)
    press(page, "Save my PIN")
    shows(page, "You chose it on")
