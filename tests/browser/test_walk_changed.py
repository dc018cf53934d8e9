"""Another illness and another country: shown as a whole, done as ticked, and nothing before it."""

from __future__ import annotations

import pytest

from tests.access.test_the_vault import give_grant
from tests.browser.walking import Walks, follow, press, says_not, shows
from tests.members.test_conditions import illness, says
from tests.members.test_groups import group, joins
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_she_moves_between_two_illnesses_and_two_countries(world: World, walks: Walks) -> None:
    old, new = illness("Stiff joints"), illness("Sore skin")
    says(world.ruth, old)
    joins(world.ruth, group(world, condition_id=old.pk))
    group(world, name={"en": "Sore skin together"}, condition_id=new.pk)
    joins(world.ruth, group(world, kind="local", name={"en": "Harrowmere"}))
    group(world, kind="local", name={"en": "Over the sea"})
    give_grant(world.ruth, world.nasser, "proms")
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/me")
        follow(page, "Something has changed")
        press(page, "Show me what would happen")
        shows(page, "Say at least one thing that has changed")
        page.get_by_label("A new diagnosis").select_option("Sore skin")
        page.get_by_label("confirmed").check()
        page.get_by_label("It turned out").select_option("Stiff joints")
        page.get_by_label("Where I live now").select_option("Lisbon")
        page.get_by_label("I no longer go").check()
        press(page, "Show me what would happen")
        shows(page, "Nothing has happened yet.")
        for words in (
            "You leave the group Stiff joints",
            "You join the group Over the sea",
            "Farida Nasser",
        ):
            page.get_by_label(words).check()
        press(page, "Do what I ticked")
        shows(page, "Done.")
        shows(page, "Nobody but you sees your answers.")
        follow(page, "See and change them")
        shows(page, "Sore skin")
        page.goto(f"{walks.address}/groups")
        shows(page, "Over the sea")
    with walks.acting(world.nasser, width=1280) as page:
        page.goto(f"{walks.address}/clinic")
        says_not(page, "Ruth")
