"""A member on paper only: asked by letter, answered on paper, entered by the desk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from files.actions.running import run_job
from files.queries import house_job
from members.queries.letters import LETTERS
from notifications.actions.dispatching import dispatch
from po_platform.access.actor import acting_as
from tests.browser.walking import Walks, follow, press, shows
from tests.members.letter_steps import pdf_words, somebody_on_paper, with_a_head
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import asked_by, put_weekly_in_use

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"


def test_on_paper_only_she_is_asked_and_heard(world: World, walks: Walks) -> None:
    elfriede = somebody_on_paper("Elfriede Post")
    with_a_head(world)
    share(elfriede, world.nasser)
    asked_by(world.nasser, elfriede, put_weekly_in_use(world))
    dispatch()
    letter = the_office_prints_and_posts(walks, world)
    assert "Elfriede" in letter and "4 Quay Street" in letter
    code = re.search(r"Code of this form (\w{5} \w{5})", letter)
    assert code is not None
    with walks.acting(world.desk) as page:
        the_desk_keys_it(walks, page, code[1])
    with walks.acting(world.nasser, width=1280) as page:
        page.goto(f"{walks.address}/clinic/people/{elfriede.subject}")
        shows(page, "Entered by the helper desk on paper")
    with walks.acting(world.desk) as page:
        answer = page.goto(f"{walks.address}/clinic/people/{elfriede.subject}")
        assert answer is not None and answer.status == 403


def the_desk_keys_it(walks: Walks, page: Page, code: str) -> None:
    page.goto(f"{walks.address}/start")
    page.goto(f"{walks.address}/desk/answers")
    page.get_by_role("radio", name="On paper").check()
    page.get_by_label("Code").fill(slip(code))
    press(page, "Open the form")
    shows(page, "There is a problem")
    page.get_by_label("Code").fill(code.lower())
    press(page, "Open the form")
    shows(page, "Elfriede")
    follow(page, "Show all questions")
    page.get_by_role("radio").nth(4).check()
    press(page, "Save and read back")
    press(page, "Send the answers")
    shows(page, "The answers of Elfriede are sent.")


def slip(code: str) -> str:
    """The last sign misread."""
    return code[:-1] + ("A" if code[-1] != "A" else "B")


def the_office_prints_and_posts(walks: Walks, world: World) -> str:
    with walks.acting(world.administrator, width=1280, fresh=True) as page:
        page.goto(f"{walks.address}/office")
        follow(page, "waits for a letter")
        press(page, "Make 1 letter")
        made(world)
        page.goto(f"{walks.address}/office/letters")
        page.get_by_role("region", name="Printed so far").get_by_role("link").first.click()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Save the PDF").click()
        letter = pdf_words(Path(waiting.value.path()))
        press(page, "They are in the post")
        shows(page, "In the post since")
    return letter


def made(world: World) -> None:
    """What the worker does after the press."""
    with acting_as(world.administrator.actor()) as actor:
        job = house_job(actor=actor, kind=LETTERS)
    assert job is not None
    run_job(job.pk)
