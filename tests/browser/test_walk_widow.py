"""A widow at the mailbox she shared: his death silences nothing of hers, and a mistake is undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.walking import Walks, follow, press, shows
from tests.members.mailbox_steps import SHARED, anton_at_ruths
from tests.members.office_world import second_administrator
from tests.members.signing_steps import code_in, mail_to
from tests.members.test_dying import notice_for
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_his_death_never_silences_her_and_a_mistake_is_undone(world: World, walks: Walks) -> None:
    anton = anton_at_ruths()
    with walks.acting(None, java_script_enabled=False) as page:
        she_tells_us(walks, page)
    the_office_calls_and_writes_it_down(walks, world)
    notice_for(world.ruth)
    (mail,) = deliver()
    assert mail.to == [SHARED] and "Anton" not in f"{mail.subject}{mail.body}"
    with walks.acting(None) as page:
        the_code_is_enough(walks, page)
    somebody_else_confirms_and_then_it_was_another_anton(walks, world, second_administrator(world))
    with walks.acting(None) as page:
        enter_the_code(walks, page)
        shows(page, "Several people use this mailbox")
    with walks.acting(world.desk) as page:
        answer = page.goto(f"{walks.address}/office/people/{anton.person.ref}/ending")
        assert answer is not None and answer.status == 403


def she_tells_us(walks: Walks, page: Page) -> None:
    page.goto(walks.address)
    page.get_by_role("link", name="Tell us that somebody has died").click()
    page.get_by_label("Who").first.fill("Anton Ellison")
    page.get_by_label("Your name").fill("Ruth Ellison")
    page.get_by_label("Your telephone number").fill("01632 960 444")
    page.get_by_label("At any time").check()
    page.get_by_label("English").check()
    press(page, "Send it")
    shows(page, "We call you by")


def the_office_calls_and_writes_it_down(walks: Walks, world: World) -> None:
    with walks.acting(world.administrator, width=1280) as page:
        page.goto(f"{walks.address}/office")
        follow(page, "Somebody has died")
        page.goto(f"{walks.address}/office/people")
        page.get_by_label("Name, e-mail").fill("Anton Ellison")
        press(page, "Find")
        follow(page, "Has died")
        page.get_by_label("By telephone").check()
        page.get_by_label("Who told you").fill("Ruth, his wife")
        press(page, "Go on")
        shows(page, "What stops now")
        press(page, "Yes, this person has died")
        shows(page, "Somebody else of the office still has to confirm it")
        assert page.get_by_role("button", name="Confirm").count() == 0


def enter_the_code(walks: Walks, page: Page) -> None:
    page.goto(f"{walks.address}/sign-in")
    page.get_by_label("Your e-mail address").first.fill(SHARED)
    press(page, "Send me a code")
    page.get_by_label("The code").fill(code_in(mail_to(SHARED)))
    press(page, "Sign in")


def the_code_is_enough(walks: Walks, page: Page) -> None:
    enter_the_code(walks, page)
    shows(page, "Ruth")


def somebody_else_confirms_and_then_it_was_another_anton(
    walks: Walks, world: World, second: Persona
) -> None:
    with walks.acting(second, width=1280) as page:
        page.goto(f"{walks.address}/office")
        follow(page, "Anton Ellison")
        press(page, "Confirm: I know it too")
        shows(page, "Confirmed.")
        follow(page, "Print a letter")
        shows(page, "In memory of Anton Ellison")
        page.go_back()
        follow(page, "It was a mistake")
        page.get_by_label("Why").fill("Another Anton")
        press(page, "Take it back")
        shows(page, "What rested goes on as before.")
