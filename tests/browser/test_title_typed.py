"""A title is typed: topics that may answer it come below by themselves, quietly, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request, expect

from forums.models import Board
from tests.browser import looks
from tests.browser.keyboard import reach, types
from tests.browser.walking import Walks, press, shows
from tests.forums.talking import a_board, begin
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE, LABEL = "Stiff hands", "What is it about?"
ONE = "Others have talked about something like this, in 1 topic:"


@pytest.fixture
def board(world: World) -> Board:
    board = a_board("Hands")
    begin(world.gerd, board, "Warm water helps me.", title=f"{TITLE} in the morning")
    begin(world.gerd, board, title="Holidays by train")
    return board


def test_topics_come_while_she_types_and_her_title_is_there_when_she_comes_back(
    world: World, walks: Walks, board: Board
) -> None:
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/talk/boards/{board.ref}/begin")
        sent = sendings(page)
        types(page, LABEL, "My own")
        page.wait_for_timeout(1500)
        assert sent == []
        types(page, LABEL, TITLE)
        told = page.get_by_role("main").get_by_role("status")
        expect(told).to_have_text(ONE)
        assert page.get_by_label(LABEL).input_value() == TITLE
        assert page.get_by_label(LABEL).evaluate("field => field === document.activeElement")
        found = looks.check_widths(page, (320, 1280))
        assert not found, "\n".join(f"{one.rule}: {one.where}" for one in found)
        assert sent and {address for address, _body in sent} == {f"/talk/boards/{board.ref}/alike"}
        assert TITLE in sent[-1][1]
        reach(page, page.get_by_role("main").get_by_role("link", name=TITLE))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        shows(page, "Warm water helps me.")
        page.go_back()
        expect(page.get_by_label(LABEL)).to_have_value(TITLE)


def test_what_does_not_fit_any_more_goes_away_again(
    world: World, walks: Walks, board: Board
) -> None:
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/talk/boards/{board.ref}/begin")
        types(page, LABEL, TITLE)
        told = page.get_by_role("main").get_by_role("status")
        expect(told).to_have_text(ONE)
        types(page, LABEL, "Kettles")
        expect(told).to_have_text("")
        assert page.get_by_role("link", name=TITLE).count() == 0


def test_without_a_script_the_next_step_shows_them(
    world: World, walks: Walks, board: Board
) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/talk/boards/{board.ref}/begin")
        page.get_by_label(LABEL).fill(TITLE)
        assert page.get_by_role("link", name=TITLE).count() == 0
        press(page, "Go on")
        shows(page, "Others have talked about something like this", f"{TITLE} in the morning")


def sendings(page: Page) -> list[tuple[str, str]]:
    """Where this page sends what, as it does it by itself."""
    sent: list[tuple[str, str]] = []

    def listen(request: Request) -> None:
        if request.resource_type == "fetch":
            sent.append(("/" + request.url.split("/", 3)[3], request.post_data or ""))

    page.on("request", listen)
    return sent
