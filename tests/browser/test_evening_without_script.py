"""A volunteer's evening without a script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from forums.models import Board, Post
from moderation.models import Decision, HelpLine, Rule
from po_platform.access.actor import acting_as
from tests.browser.walking import Walks, follow, press, says_not, shows
from tests.forums.talking import a_board, begin, changed
from tests.moderation.cases import rows, told
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERS = "How do you manage buttons in the morning?"


@pytest.fixture
def board(world: World) -> Board:
    """One rule is in force."""
    Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Be kind"}})
    return a_board("Hands")


def test_a_volunteers_evening_without_a_script(world: World, walks: Walks, board: Board) -> None:
    Board.objects.update(first_posts_held=1)
    post = begin(world.ruth, board, "Mine is 01632 960 777", title=HERS)
    checked = timezone.localdate() - timedelta(days=200)
    line = HelpLine.objects.create(
        kind="talk", name="Night Line", language="en", phone="01632 960 201", checked_on=checked
    )
    with walks.acting(world.moderator, java_script_enabled=False) as page:
        the_first_case(page, walks)
        shows(page, "You are on this until", "Mine is 01632 960 777")
        press(page, "Leave it free")
        the_first_case(page, walks)
        she_asks_for_a_change(page)
        changed(world.ruth, post, "Without the number", version=Post.objects.get().version)
        the_first_case(page, walks)
        page.get_by_label("Let it through").check()
        press(page, "Decide and tell everybody")
        shows(page, "Nothing waits.")
        told(world.gerd, post, text="That hurts")
        she_folds_it(page, walks)
        follow(page, "Decided lately")
        shows(page, HERS)
        she_tries_a_number(page, walks)
    with acting_as(world.moderator.actor()):
        after = list(rows(world, Decision).order_by("pk").values_list("after", flat=True))
    assert after == ["returned", "published", "folded"]
    assert Post.objects.get().state == "folded"
    line.refresh_from_db()
    assert line.checked_on == timezone.localdate()
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        came: Any = page.goto(f"{walks.address}/moderation")
        assert came.status == 403


def the_first_case(page: Page, walks: Walks) -> None:
    page.goto(f"{walks.address}/moderation")
    with page.expect_navigation():
        page.get_by_role("main").locator("a[href*='/moderation/cases/']").first.click()
    shows(page, HERS)


def she_asks_for_a_change(page: Page) -> None:
    page.get_by_label("Ask its author to change it").check()
    press(page, "Decide and tell everybody")
    shows(page, "Write a reason")
    page.get_by_label("Words for its author").fill("Leave the number out.")
    press(page, "Decide and tell everybody")
    shows(page, "Nothing waits.")


def she_folds_it(page: Page, walks: Walks) -> None:
    the_first_case(page, walks)
    shows(page, "One person told us", "That hurts")
    page.get_by_label("Fold it").check()
    page.get_by_label("Which rule does it go against?").select_option(index=1)
    page.get_by_label("Words for its author").fill("It hurts somebody.")
    press(page, "Decide and tell everybody")
    shows(page, "Nothing waits.")


def she_tries_a_number(page: Page, walks: Walks) -> None:
    page.goto(f"{walks.address}/moderation")
    follow(page, "Where one can turn to")
    shows(page, "Wants checking: last checked")
    press(page, "It is right")
    shows(page, "Checked on")
    says_not(page, "Wants checking")
