"""A new member's first week without a mouse: every page is reached and used by Tab, arrows and keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from forums.models import Board, Post
from moderation.models import Decision, Report, Rule
from po_platform.access.actor import acting_as
from tests.browser.keyboard import chooses, enters, types
from tests.browser.walking import Walks, says_not, shows
from tests.forums.talking import a_board, answer, begin
from tests.members.signing_steps import code_in, mail_to
from tests.moderation.cases import another_moderator, decided, rows, the_case, told
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HIS, HERS = "Which kettle is light enough?", "How do you manage buttons in the morning?"
TEXT = "What would you like to say?"


@pytest.fixture
def board(world: World) -> Board:
    """Gerd has asked something there; whose first post it is waits; one rule is in force."""
    Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Be kind"}})
    board = a_board("Hands")
    begin(world.gerd, board, "Mine is too heavy.", title=HIS)
    Board.objects.update(first_posts_held=1)
    return board


def test_a_new_members_first_week_by_keyboard(world: World, walks: Walks, board: Board) -> None:
    with walks.acting(None, width=1280) as page:
        she_signs_in(page, walks, world)
        she_asks_and_it_waits(page)
        post = Post.objects.get(topic__title=HERS)
        decided(world.moderator, the_case(world), "returned", why="Leave it out.", rule=None)
        she_changes_what_was_given_back(page)
        decided(world.moderator, the_case(world), "published", why="", rule=None)
        answer(world.gerd, post.topic, "Ten minutes of patience.")
        she_reads_it_and_tells_the_moderators(page)
        she_answers_and_changes_it(page)
        told(world.gerd, post)
        decided(world.moderator, the_case(world, thing=post.ref, state="open"), "folded")
        she_objects(page)
        objection = the_case(world, thing=post.ref, lane="appeal")
        decided(another_moderator(), objection, "published", why="", rule=None)
        goes(page, "Talk", "Topics I wrote in", HERS)
        shows(page, "Without the number", "Ten minutes of patience.")
    hers = Post.objects.get(topic__title=HIS, no=2)
    assert (hers.text, hers.state, hers.version) == ("The small green one.", "published", 2)
    with acting_as(world.moderator.actor()):
        said = set(
            rows(world, Report).filter(person=world.ruth.person).values_list("text", flat=True)
        )
        after = list(rows(world, Decision).order_by("pk").values_list("after", flat=True))
    assert said == {"I am not sure.", "It is about buttons."}
    assert after == ["returned", "published", "folded", "published"]


def goes(page: Page, first: str, *then: str) -> None:
    """From wherever she is: by the menu, and then by links of each page."""
    enters(page, "link", first, anywhere=True)
    for name in then:
        enters(page, "link", name)


def she_signs_in(page: Page, walks: Walks, world: World) -> None:
    page.goto(f"{walks.address}/sign-in")
    types(page, "Your e-mail address", world.ruth.account.email)
    enters(page, "button", "Send")
    types(page, "code", code_in(mail_to(world.ruth.account.email)))
    enters(page, "button", "Sign in")
    assert "/sign-in" not in page.url


def she_asks_and_it_waits(page: Page) -> None:
    goes(page, "Talk", "Hands", "Begin a topic")
    types(page, "What is it about?", HERS)
    enters(page, "button", "Go on")
    types(page, TEXT, "Mine are too **small**: 01632 960 777")
    enters(page, "button", "Show me first")
    shows(page, "This is how others will read it")
    assert page.get_by_role("main").locator(".post strong").inner_text() == "small"
    enters(page, "button", "Publish it")
    shows(page, "Do you want to share this?", "01632 960 777")
    enters(page, "button", "I want to share this")
    shows(page, "Your post waits for a moderator", "first")


def she_changes_what_was_given_back(page: Page) -> None:
    goes(page, "Talk", "Topics I wrote in", "Read why, and change it")
    shows(page, "A moderator asks you to change your post", "Leave it out.")
    enters(page, "link", "What a moderator decided")
    shows(page, "It was given back to you")
    enters(page, "link", "Go and change it")
    enters(page, "link", "Change it")
    types(page, TEXT, "Without the number")
    enters(page, "button", "Save the change")
    shows(page, "Your post waits for a moderator")


def she_reads_it_and_tells_the_moderators(page: Page) -> None:
    goes(page, "Talk", "New since you were here", HERS)
    shows(page, "Ten minutes of patience.")
    enters(page, "link", "Tell the moderators")
    enters(page, "button", "Send")
    shows(page, "There is a problem")
    chooses(page, "Something else is not right", "reason")
    types(page, "What should we know?", "I am not sure.")
    enters(page, "button", "Send")
    shows(page, "We are looking at it.")


def she_answers_and_changes_it(page: Page) -> None:
    goes(page, "Talk", "Hands", HIS)
    types(page, TEXT, "The small blue one.")
    enters(page, "button", "Send my answer")
    shows(page, "The small blue one.")
    enters(page, "link", "Change")
    types(page, TEXT, "The small green one.")
    enters(page, "button", "Save the change")
    shows(page, "The small green one.")
    says_not(page, "The small blue one.")


def she_objects(page: Page) -> None:
    goes(page, "Talk", "What is new for you")
    enters(page, "link", "Read them")
    shows(page, "It was folded")
    enters(page, "link", "About “")  # the newest stands first
    enters(page, "link", "Object")
    enters(page, "button", "Send my objection")
    shows(page, "There is a problem")
    types(page, "Why do you see it differently?", "It is about buttons.")
    enters(page, "button", "Send my objection")
    shows(page, "You objected")
