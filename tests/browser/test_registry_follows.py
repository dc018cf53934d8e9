"""A registry form in a browser: questions come and go as it is filled in, and no word is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.models import Form
from tests.browser.test_words_kept import after_the_battery_died
from tests.browser.walking import Walks, press, shows
from tests.personas import World
from tests.questionnaires.dictionaries import field
from tests.registry.joining import join
from tests.registry.world import Walks as Kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = "/registries/days/data/days/day?instance=0"


def days(world: World) -> Kept:
    """One form: whether somebody works decides what else is asked."""
    rows = [
        field("record_id", form="day"),
        field("works", "radio", form="day", choices="1, Yes | 0, No"),
        field("hours", form="day", branching="[works] = '1'", validation="integer"),
        field("tired", "notes", form="day", branching="[hours] > 4"),
        field("rest", form="day"),
    ]
    with acting_as(world.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Days")
        raw = dictionary_csv(rows).encode()
        intake = take_in_dictionary(actor=actor, raw=raw, registry=registry, title="Days")
        assert intake.dataset is not None, intake.to_json()
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=registry))
        Form.objects.filter(dataset=intake.dataset).update(members_fill=True)
    found = Kept(world.curator, registry, intake.dataset)
    join(found, world.ruth)
    return found


def test_questions_come_and_go_at_once_and_keep_what_was_typed(world: World, walks: Walks) -> None:
    kept = days(world)
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}{FORM}")
        expect(page.get_by_role("button", name="Show what follows")).to_be_hidden()
        page.get_by_label("Rest").fill("a nap")
        page.get_by_label("Yes").check()
        page.get_by_label("Hours").fill("6")
        page.get_by_label("Tired").fill("By noon.\nVery.")
        shows_no_more(page, "Tired", by="No")
        page.get_by_label("Yes").check()
        expect(page.get_by_label("Tired")).to_have_value("By noon.\nVery.")
        expect(page.get_by_label("Hours")).to_have_value("6")
        expect(page.get_by_label("Rest")).to_have_value("a nap")
        expect(page.get_by_text("The questions changed with your answers.")).to_be_attached()
        page.get_by_label("Hours").press("End")
        page.get_by_label("Hours").press("Tab")
        expect(page.get_by_label("Tired")).to_be_focused()
        assert kept.entries() == []
        press(page, "Save")
        shows(page, "Saved.")
    [entry] = kept.entries()
    assert entry.answers == {"works": "1", "hours": 6, "tired": "By noon.\nVery.", "rest": "a nap"}


def test_without_a_script_a_button_shows_them(world: World, walks: Walks) -> None:
    kept = days(world)
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{FORM}")
        page.get_by_label("Rest").fill("a nap")
        page.get_by_label("Yes").check()
        press(page, "Show what follows from my answers")
        page.get_by_label("Hours").fill("2")
        expect(page.get_by_label("Rest")).to_have_value("a nap")
        press(page, "Save")
        shows(page, "Saved.")
    [entry] = kept.entries()
    assert entry.answers == {"works": "1", "hours": 2, "rest": "a nap"}


def test_words_in_a_question_that_followed_are_there_after_the_battery_died(
    world: World, walks: Walks
) -> None:
    days(world)
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}{FORM}")
        page.get_by_label("Yes").check()
        page.get_by_label("Hours").fill("6")
        with page.expect_response("**/typed") as told:
            page.get_by_label("Tired").fill("By noon.")
        assert told.value.status == 204
        page = after_the_battery_died(page)
        expect(page.get_by_label("Tired")).to_have_value("By noon.")
        expect(page.get_by_label("Hours")).to_have_value("6")


def test_with_no_connection_the_button_is_back(world: World, walks: Walks) -> None:
    days(world)
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}{FORM}")
        page.route("**/registries/**", lambda route: route.abort())
        page.get_by_label("Yes").check()
        expect(page.get_by_role("button", name="Show what follows")).to_be_visible()
        expect(page.get_by_label("Yes")).to_be_checked()


def shows_no_more(page: Page, label: str, *, by: str) -> None:
    page.get_by_label(by).check()
    expect(page.get_by_label(label)).to_have_count(0)
