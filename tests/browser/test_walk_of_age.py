"""A young person turns 18: until then a parent acts by law, from that day only she does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from members.models import Person
from tests.browser.walking import Walks, follow, press, shows
from tests.members.proxy_steps import accepted, born_for, day_comes, look_after, second_office
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World
from tests.proms.path import put_weekly_in_use

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARENT = "gerd@example.org"


def test_from_a_parents_wish_to_a_decision_of_her_own(world: World, walks: Walks) -> None:
    put_weekly_in_use(world)
    born = born_for(timezone.localdate() + timedelta(days=20))
    the_parent_asks(walks, world, born)
    young = two_of_the_office_look_and_open_her_own_way_in(walks, world, born)
    sent = she_answers_and_keeps_it_to_herself(walks, young)
    the_parent_acts(walks, world, sent)
    day_comes(young.person)
    look_after()
    told = {address: str(mail.body) for mail in deliver() for address in mail.to}
    assert set(told) == {PARENT, "mia@example.org"}, told
    nobody_acts_by_law_any_more(walks, world)
    she_decides(walks, young)


def the_parent_asks(walks: Walks, world: World, born: date) -> None:
    with walks.acting(world.gerd, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/helping")
        follow(page, "Act for a child")
        page.get_by_label("First and last name").fill("Mia Anders")
        day(page, "Their date of birth", born)
        page.get_by_label("I am a parent").check()
        page.get_by_label("I show it in your office").check()
        press(page, "Send it to the office")
        shows(page, "We look at your paper")


def day(page: Page, question: str, on: date) -> None:
    group = page.get_by_role("group", name=question)
    for part in ("day", "month", "year"):
        group.get_by_label(part.capitalize()).fill(str(getattr(on, part)))


def two_of_the_office_look_and_open_her_own_way_in(
    walks: Walks, world: World, born: date
) -> Persona:
    with walks.acting(world.administrator, width=1280) as page:
        page.goto(f"{walks.address}/office")
        follow(page, "Gerd A.")
        page.get_by_label("First and last name").fill("Mia Anders")
        page.get_by_label("Name others see").fill("Mia A.")
        day(page, "Date of birth, as on the paper", born)
        press(page, "I have seen the paper")
        page.goto(f"{walks.address}/office")
        shows(page, "Somebody else of the office")
    with walks.acting(second_office(), width=1280, fresh=True) as page:
        page.goto(f"{walks.address}/office")
        follow(page, "Gerd A.")
        press(page, "I have checked it")
        shows(page, "Mia A.")
        page.goto(f"{walks.address}/office/proxies")
        follow(page, "Mia A.")
        follow(page, "Open an account of their own")
        page.get_by_label("E-mail address").fill(PARENT)
        page.get_by_label("The person is here").check()
        page.get_by_label("Why?").fill("Turns 18")
        press(page, "Open")
        shows(page, "reads this mailbox")
        page.get_by_label("E-mail address").fill("mia@example.org")
        press(page, "Open")
        shows(page, "Code card")
    return accepted(Person.objects.get(display_name="Mia A."))


def the_parent_acts(walks: Walks, world: World, sent: str) -> None:
    with walks.acting(world.gerd) as page:
        page.goto(f"{walks.address}/start")
        follow(page, "Open the list")
        press(page, "Act for Mia A.")
        shows(page, "Mia A. signs in and answers alone now.")
        answer = page.goto(sent)
        assert answer is not None and answer.status == 404
    deliver()


def she_answers_and_keeps_it_to_herself(walks: Walks, young: Persona) -> str:
    """Where she reads what she sent."""
    with walks.acting(young) as page:
        page.goto(f"{walks.address}/my-answers")
        follow(page, ": How was your week?")
        press(page, "Put it on my list and begin")
        follow(page, "Start the questions")
        page.get_by_role("radio").nth(4).check()
        press(page, "Continue")
        page.goto(page.url.rsplit("/", 1)[0] + "/check")
        press(page, "Send my answers")
        shows(page, "No. They see neither these answers nor the scores made from them.")
        follow(page, "Read or print what I sent")
        return page.url


def nobody_acts_by_law_any_more(walks: Walks, world: World) -> None:
    with walks.acting(world.gerd) as page:
        page.goto(f"{walks.address}/helping")
        shows(page, "You help nobody at present")
        answer = page.goto(f"{walks.address}/for")
        assert answer is not None and answer.url.endswith("/helping")


def she_decides(walks: Walks, young: Persona) -> None:
    with walks.acting(young, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/start")
        shows(page, "You are of age. How do you want to go on?")
        press(page, "Go on and name a helper")
        shows(page, "Confirm that it is you")
    with walks.acting(young) as page:
        page.goto(f"{walks.address}/start")
        shows(page, "Good")
