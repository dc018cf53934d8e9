"""A request about data by letter: two people answer it on paper, and no other name leaves the house."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.walking import Walks, follow, press, says_not, shows
from tests.members.letter_steps import pdf_words, with_a_head
from tests.members.office_world import second_administrator
from tests.members.rights_steps import pack_made
from tests.members.test_rights import a_post_about_hanna
from tests.personas import Persona, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"


def test_somebody_outside_asks_by_letter_and_is_answered_on_paper(
    world: World, walks: Walks
) -> None:
    a_post_about_hanna(world)
    with_a_head(world)
    second = second_administrator(world)
    with walks.acting(world.administrator, width=1280, fresh=True) as page:
        here = it_is_written_down(walks, page)
        she_is_known_searched_and_answered(page)
        page.goto(f"{here}/file")
        shows(page, "Nothing leaves before a second person has looked.")
    the_second_person_lets_it_go(walks, second, here)
    pack_made(world)
    the_answer_is_printed(walks, world, here)


def it_is_written_down(walks: Walks, page: Page) -> str:
    today = timezone.localdate()
    page.goto(f"{walks.address}/office")
    follow(page, "Requests about data")
    follow(page, "Write down a request")
    page.get_by_label("To know what is kept").check()
    page.get_by_label("By letter").check()
    for part in ("day", "month", "year"):
        page.get_by_label(part.capitalize()).fill(str(getattr(today, part)))
    page.get_by_role("radio", name="Somebody else").check()
    page.get_by_label("Of somebody else: full name").fill("Hanna Outside")
    page.get_by_label("Of somebody else: the address").fill("2 Other Lane\nTown")
    page.get_by_label("English").check()
    press(page, "Write it down")
    shows(page, "The month is running")
    return page.url


def she_is_known_searched_and_answered(page: Page) -> None:
    follow(page, "How we know who asks")
    page.get_by_label("Told us what only").check()
    press(page, "Write it down")
    follow(page, "Search")
    page.get_by_role("textbox").first.fill("Hanna Outside")
    press(page, "Search")
    shows(page, "her son Tom Little")
    page.get_by_label("Give it out with names").check()
    page.get_by_label("Black out these names").fill("Gerd A.\nTom Little")
    press(page, "Save")
    shows(page, "Hanna Outside and her son █████ help me.")
    follow(page, "Back to the request")
    follow(page, "Write the answer")
    press(page, "Hand it over")
    shows(page, "There is a problem")
    page.get_by_label("We do what was asked").check()
    page.get_by_role("radio", name="On paper").check()
    page.get_by_label("What the letter says").fill("Here is what we keep.")
    press(page, "Hand it over")
    shows(page, "Somebody else of the office looks at it.")


def the_second_person_lets_it_go(walks: Walks, second: Persona, here: str) -> None:
    with walks.acting(second, width=1280, fresh=True) as page:
        page.goto(f"{walks.address}/office")
        follow(page, "No. 1, somebody outside")
        follow(page, "Look at the answer")
        says_not(page, "Tom Little")
        press(page, "Let it go")
        shows(page, "The answer is being made.")


def the_answer_is_printed(walks: Walks, world: World, here: str) -> None:
    with walks.acting(world.administrator, width=1280, fresh=True) as page:
        page.goto(here)
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Take the answer along").click()
        words = pdf_words(Path(waiting.value.path()))
        assert "2 Other Lane" in words and "Here is what we keep." in words
        assert "Tom Little" not in words and "Gerd" not in words
        press(page, "It is on its way")
        shows(page, "Closed. It stays in the register")
        says_not(page, "Hanna Outside")
