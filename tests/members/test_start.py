"""Everybody begins with one sentence that is true for her, and with at most one thing that waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import start_page
from members.glances import Asking
from members.models import Person, RoleHolding
from members.start_page import Row, Waiting, Work, called, greeting
from po_platform.access.actor import Actor, Hat
from tests.personas import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers() -> Iterator[dict[str, list[Any]]]:
    """Features of a test: what they say waits, and what they offer."""
    said: dict[str, list[Any]] = {"waiting": [], "work": []}
    before = list(start_page._waiting), {hat: list(p) for hat, p in start_page._work.items()}
    start_page._waiting[:] = [Asking(lambda actor: said["waiting"])]
    start_page.register_work(Hat.MODERATOR, lambda actor: said["work"])
    yield said
    start_page._waiting[:] = before[0]
    start_page._work.clear()
    start_page._work.update(before[1])


def questions(title: str, until: date | None = None) -> Waiting:
    return Waiting("test.thing", title, "/there", "Start the questions", until=until, minutes=6)


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "evening"), (4, "morning"), (11, "morning"), (12, "afternoon"), (18, "evening")],
)
def test_the_greeting_follows_the_readers_clock(hour: int, words: str) -> None:
    assert greeting(hour, "Ruth E.") == f"Good {words}, Ruth."


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Ruth E.", "Ruth"),
        ("Ruth", "Ruth"),
        ("Dr. Nasser", "Dr. Nasser"),
        ("R.", "R"),
        ("小雨", "小雨"),
    ],
)
def test_people_are_called_by_what_they_chose(name: str, spoken: str) -> None:
    assert called(name) == spoken


def test_nothing_waiting_is_a_good_state(
    world: World, sign_in: Any, offers: dict[str, list[Any]]
) -> None:
    page = sign_in(world.ruth).get("/start").content.decode()
    assert "Nothing is waiting for you." in page
    assert "ribbon" not in page


def test_one_thing_is_one_ribbon_with_its_verb(
    world: World, sign_in: Any, offers: dict[str, list[Any]]
) -> None:
    offers["waiting"] = [questions("How are your joints?")]
    page = sign_in(world.ruth).get("/start").content.decode()
    assert "One thing is waiting for you." in page
    assert page.count('class="ribbon"') == 1
    assert "Start the questions" in page


def test_of_three_things_the_earliest_is_the_ribbon(
    world: World, sign_in: Any, offers: dict[str, list[Any]]
) -> None:
    offers["waiting"] = [
        questions("Whenever"),
        questions("Later", date(2030, 5, 2)),
        questions("Sooner", date(2030, 5, 1)),
    ]
    page = sign_in(world.ruth).get("/start").content.decode()
    assert "3 things are waiting for you." in page
    assert page.count('class="ribbon"') == 1
    assert page.index("Sooner") < page.index("Later") < page.index("Whenever")


def test_a_quiet_row_stands_in_its_order(world: World) -> None:
    before = list(start_page._rows)
    start_page._rows[:] = [
        Asking(lambda actor: Row("Second", "…", order=2)),
        Asking(lambda actor: None),
        Asking(lambda actor: Row("First", "…", order=1)),
    ]
    try:
        labels = [row.label for row in start_page.own_page(world.ruth.actor()).rows]
    finally:
        start_page._rows[:] = before
    assert labels == ["First", "Second"]


def test_a_task_without_pages_yet_says_so(
    world: World, sign_in: Any, offers: dict[str, list[Any]]
) -> None:
    start_page._work.pop(Hat.RESEARCHER, None)
    page = sign_in(world.researcher).get("/start").content.decode()
    assert "There is nothing here yet." in page
    assert "Researcher" in page


def test_a_worklist_shows_its_lines_oldest_first(
    world: World, sign_in: Any, offers: dict[str, list[Any]]
) -> None:
    now = timezone.now()
    offers["work"] = [
        Work("New one", "/b", "Decide", since=now),
        Work("Old one", "/a", "Decide", since=now - timedelta(days=2)),
    ]
    page = sign_in(world.moderator).get("/start").content.decode()
    assert "2 things need a person." in page
    assert page.index("Old one") < page.index("New one")


@pytest.mark.parametrize(("name", "there"), [("administrator", "/office"), ("nasser", "/clinic")])
def test_a_worklist_of_its_own_is_the_start_page(
    world: World, sign_in: Any, name: str, there: str
) -> None:
    answer = sign_in(world.people[name]).get("/start")
    assert answer.status_code == 302
    assert answer["Location"] == there


def test_every_role_has_a_start_page(world: World, sign_in: Any) -> None:
    for name, persona in world.people.items():
        assert sign_in(persona).get("/start", follow=True).status_code == 200, name


def test_who_holds_several_roles_changes_the_hat_here(world: World, sign_in: Any) -> None:
    RoleHolding.objects.create(account=world.ruth.account, role=Hat.EDITOR, reason="test")
    page = sign_in(world.ruth).get("/start").content.decode()
    assert "Go on as Editor" in page
    assert 'action="/me/hat"' in page
    assert "Go on as" not in sign_in(world.gerd).get("/start").content.decode()


def test_who_waits_to_be_let_in_is_told_so(world: World, sign_in: Any) -> None:
    RoleHolding.objects.filter(account=world.ruth.account).delete()
    Person.objects.filter(pk=world.ruth.person.pk).update(state=Person.State.APPLIED)
    answer = sign_in(world.ruth).get("/start")
    assert answer.status_code == 302
    assert answer["Location"].endswith("/waiting")


def test_only_the_closest_word_of_the_menu_is_current(world: World, sign_in: Any) -> None:
    page = sign_in(world.administrator).get("/office/clinics").content.decode()
    strip = page.split('<nav class="strip"')[1].split("</nav>")[0]
    assert strip.count('aria-current="page"') == 1
    assert '<a href="/office/clinics" aria-current="page">' in strip
    assert strip.count("<li>") <= 5


def test_more_things_cost_no_more_queries(
    world: World, sign_in: Any, offers: dict[str, list[Any]]
) -> None:
    browser = sign_in(world.ruth)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            browser.get("/start")
        return len(counted)

    offers["waiting"] = [questions("One")]
    queries()
    one = queries()
    offers["waiting"] = [questions("One"), questions("Two"), questions("Three")]
    assert queries() == one


def test_a_provider_is_asked_once_however_often_it_registers(world: World) -> None:
    def provider(actor: Actor) -> list[Waiting]:
        return [questions("Once")]

    before = list(start_page._waiting)
    start_page._waiting[:] = []
    try:
        start_page.register_waiting(provider)
        start_page.register_waiting(provider)
        assert len(start_page.own_page(world.ruth.actor()).waiting) == 1
    finally:
        start_page._waiting[:] = before
