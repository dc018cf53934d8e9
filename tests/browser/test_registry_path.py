"""A member joins a registry, enters, is asked, is confirmed, and leaves; everybody in a browser."""

from __future__ import annotations

import pytest

from tests.browser.walking import Walks, follow, press, shows
from tests.personas import World
from tests.registry.joining import open_to_members
from tests.registry.world import give_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINE = "/registries/walks"


def test_joined_entered_asked_confirmed_and_left(world: World, walks: Walks) -> None:
    registry = open_to_members(world)
    give_right(registry, world.nasser, confirms=True)
    the_member_joins_and_enters_without_a_script(walks, world)
    the_curator_asks(walks, world)
    with walks.acting(world.ruth) as page:
        page.goto(walks.address + "/start")
        follow(page, "Read and answer")
        page.get_by_label("Your answer").fill("Yes, that is right.")
        press(page, "Send my answer")
        shows(page, "Your answer is with those who asked")
    the_clinician_confirms(walks, world)
    the_member_leaves(walks, world)
    assert not walks.findings, "\n".join(walks.findings)


def the_member_joins_and_enters_without_a_script(walks: Walks, world: World) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(walks.address + "/registries")
        follow(page, "Read what it is")
        follow(page, "Go through the questions")
        while page.get_by_role("button", name="Go on").count():
            for group in page.get_by_role("group").all():
                options = group.get_by_role("radio")
                right = group.locator("input[value=right]")
                (right if right.count() else options).first.check()
            press(page, "Go on")
        shows(page, "What I have given until today: yes.")
        press(page, "I sign and join")
        shows(page, "You take part. Here is your copy")
        page.goto(walks.address + MINE + "/data")
        follow(page, "Fill in")
        page.get_by_label("Name", exact=True).fill("Ruth")
        page.get_by_label("Male", exact=True).check()
        press(page, "Save")
        shows(page, "Written by you")
    walks.look_at(world.ruth, MINE, f"{MINE}/consent", f"{MINE}/data")


def the_curator_asks(walks: Walks, world: World) -> None:
    with walks.acting(world.curator) as page:
        page.goto(walks.address + "/registry/datasets/walk/records")
        follow(page, "Record")
        follow(page, "Open")
        shows(page, "By the person herself")
        page.get_by_role("main").get_by_role("link", name="Ask about it").first.click()
        page.get_by_label("The person herself").check()
        page.get_by_label("Your question").fill("Is this your whole name?")
        press(page, "Ask")
        shows(page, "You find the answer under Questions.")


def the_clinician_confirms(walks: Walks, world: World) -> None:
    with walks.acting(world.nasser) as page:
        page.goto(walks.address + "/registry/datasets/walk/records")
        follow(page, "Record")
        follow(page, "Open")
        for tick in page.get_by_label("I confirm this").all():
            tick.check()
        press(page, "Confirm what I ticked")
        shows(page, "Confirmed by Farida Nasser")


def the_member_leaves(walks: Walks, world: World) -> None:
    with walks.acting(world.ruth) as page:
        page.goto(walks.address + MINE + "/consent")
        follow(page, "Leave this registry")
        shows(page, "What stays")
        press(page, "Leave the registry")
        shows(page, "You left this registry")
    with walks.acting(world.curator) as page:
        page.goto(walks.address + "/registry/datasets/walk/records")
        follow(page, "Record")
        assert page.get_by_role("main").get_by_role("link", name="Open").count() == 0
