"""A new member's first week without a script, and a volunteer's evening without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from forums.actions.by_mail import address_for, choose_by_mail
from forums.models import Board, Post
from moderation.models import Decision, Rule
from notifications.actions.receiving import receive
from po_platform.access.actor import acting_as
from tests.browser.keyboard import chooses, enters, reach, types
from tests.browser.walking import Walks, follow, press, shows
from tests.forums.talking import a_board, begin, changed
from tests.moderation.cases import another_moderator, decided, rows, the_case, told
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "How do you manage buttons in the morning?"


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.MAIL_IN = "talk@in.example"


@pytest.fixture
def board(world: World) -> Board:
    """A new member's first post waits here; the rules are in force."""
    Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Be kind"}})
    return a_board("Hands", first_posts_held=1)


def test_a_new_members_first_week(world: World, walks: Walks, board: Board) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        she_writes_and_it_waits(page, walks)
        post, case = Post.objects.get(), the_case(world)
        decided(world.moderator, case, "returned", why="Leave the number out.", rule=None)
        she_changes_it(page, walks, post)
        decided(world.moderator, the_case(world), "published", why="", rule=None)
        gerd_answers_by_mail(world, post)
        she_reads_it_and_tells_the_moderators(page, walks, post)
        told(world.gerd, post)
        decided(world.moderator, the_case(world, thing=post.ref, state="open"), "folded")
        she_objects(page, walks, post)
        another = another_moderator()
        objection = the_case(world, thing=post.ref, lane="appeal")
        decided(another, objection, "published", why="", rule=None)
        page.goto(f"{walks.address}/talk/topics/{post.topic.ref}")
        shows(page, "Without the number", "Ten minutes of patience")
        assert page.goto(f"{walks.address}/moderation/cases/{case.ref}").status == 403  # type: ignore[union-attr]
        shows(page, "task you do not hold")
    with acting_as(world.moderator.actor()):
        decision = rows(world, Decision).filter(after="folded").get()
    walks.look_at(world.ruth, f"/talk/posts/{post.ref}", f"/me/decisions/{decision.ref}")
    assert not walks.findings, "\n".join(walks.findings)


def she_writes_and_it_waits(page: Page, walks: Walks) -> None:
    page.goto(walks.address + "/talk")
    follow(page, "Hands")
    follow(page, "Begin a topic")
    page.get_by_label("What is it about?").fill(TITLE)
    press(page, "Go on")
    page.get_by_label("What would you like to say?").fill("Mine is 01632 960 777")
    press(page, "Publish it")
    shows(page, "Do you want to share this?", "01632 960 777")
    press(page, "I want to share this")
    shows(page, "Your post waits for a moderator", "first")


def she_changes_it(page: Page, walks: Walks, post: Post) -> None:
    page.goto(f"{walks.address}/talk/posts/{post.ref}")
    shows(page, "A moderator asks you to change your post", "Leave the number out.")
    follow(page, "What a moderator decided")
    shows(page, "It was given back to you")
    follow(page, "Go and change it")
    follow(page, "Change it")
    page.get_by_label("What would you like to say?").fill("Without the number")
    press(page, "Save the change")
    shows(page, "Your post waits for a moderator")


def gerd_answers_by_mail(world: World, post: Post) -> None:
    board = Board.objects.get()
    Board.objects.update(first_posts_held=0)
    with acting_as(world.gerd.actor()) as actor:
        choose_by_mail(actor=actor, wanted=True)
    to = address_for(world.gerd.person.pk, f"{post.topic.pk}:1")
    head = f"From: G <gerd@example.org>\nTo: {to}\nMessage-ID: <1@home>\nSubject: Re: x\n\n"
    receive((head + "Ten minutes of patience.").encode())
    assert Post.objects.filter(topic__board=board).count() == 2


def she_reads_it_and_tells_the_moderators(page: Page, walks: Walks, post: Post) -> None:
    page.goto(walks.address + "/talk/new")
    follow(page, TITLE)
    shows(page, "Ten minutes of patience.")
    follow(page, "Tell the moderators")
    page.get_by_label("Something else is not right").check()
    page.get_by_label("What should we know?").fill("I am not sure.")
    press(page, "Send")
    shows(page, "We are looking at it.")


def she_objects(page: Page, walks: Walks, post: Post) -> None:
    page.goto(f"{walks.address}/talk/posts/{post.ref}")
    shows(page, "A moderator folded your post")
    page.get_by_role("link", name="What a moderator decided").first.click()
    follow(page, "Object")
    press(page, "Send my objection")
    shows(page, "There is a problem")
    page.get_by_label("Why do you see it differently?").fill("It is about buttons.")
    press(page, "Send my objection")
    shows(page, "You objected")


def test_a_volunteers_evening(world: World, walks: Walks, board: Board) -> None:
    post = begin(world.ruth, board, "Mine is 01632 960 777", title=TITLE)
    with walks.acting(world.moderator, width=1280) as page:
        opens_the_first_case(page, walks)
        shows(page, "Its author was told", "Mine is 01632 960 777")
        chooses(page, "Ask its author to change it")
        enters(page, "button", "Decide and tell everybody")
        shows(page, "Write a reason")
        types(page, "Words for its author", "Leave the number out.")
        enters(page, "button", "Decide and tell everybody")
        shows(page, "Nothing waits.")
        changed(world.ruth, post, "Without the number", version=Post.objects.get().version)
        opens_the_first_case(page, walks)
        chooses(page, "Let it through")
        enters(page, "button", "Decide and tell everybody")
        told(world.gerd, post, text="That hurts")
        opens_the_first_case(page, walks)
        shows(page, "One person told us", "That hurts")
        chooses(page, "Fold it")
        reach(page, page.get_by_label("Which rule does it go against?"))
        page.keyboard.type("Rule 1")
        types(page, "Words for its author", "It hurts somebody.")
        enters(page, "button", "Decide and tell everybody")
        case = she_objected(world)
        opens_the_first_case(page, walks)
        shows(page, "Another person looks at the objection")
        assert page.get_by_role("button", name="Decide and tell everybody").count() == 0
    another_decides(walks, case)
    assert Post.objects.get().state == "published"
    with walks.acting(world.ruth) as page:
        assert page.goto(walks.address + case).status == 403  # type: ignore[union-attr]
    walks.look_at(world.moderator, case, "/moderation")
    assert not walks.findings, "\n".join(walks.findings)


def she_objected(world: World) -> str:
    from moderation.actions.reporting import appeal_decision

    with acting_as(world.moderator.actor()):
        decision = rows(world, Decision).get(after="folded")
    with acting_as(world.ruth.actor()) as actor:
        appeal_decision(actor=actor, ref=decision.ref, text="It is about buttons.")
    return f"/moderation/cases/{the_case(world, lane='appeal').ref}"


def another_decides(walks: Walks, case: str) -> None:
    with walks.acting(another_moderator(), width=1280) as page:
        page.goto(walks.address + case)
        shows(page, "The objection", "It is about buttons.")
        chooses(page, "Let it through")
        enters(page, "button", "Decide and tell everybody")
        shows(page, "Nothing waits.")


def opens_the_first_case(page: Page, walks: Walks) -> None:
    page.goto(walks.address + "/moderation")
    with page.expect_navigation():
        reach(page, page.get_by_role("main").locator("a[href*='/moderation/cases/']").first)
        page.keyboard.press("Enter")
    shows(page, TITLE)
