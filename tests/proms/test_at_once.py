"""The same form sent many times at once: one row, the same answer back, nobody left waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from audit.models import Event
from po_platform.access.actor import acting_as
from proms.models import Assignment, Response, Score
from questionnaires.models import Draft
from tests import personas
from tests.personas import World
from tests.proms.api import post, sending, token_of
from tests.proms.path import on_her_list, put_weekly_in_use, some_answers

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


@pytest.fixture
def waiting(world: World) -> Assignment:
    """The weekly check-in on Ruth's list."""
    return on_her_list(world.ruth, put_weekly_in_use(world))


def at_once(send: Callable[[int], Any], times: int) -> list[Any]:
    """What `send` answers, called so often from twenty threads that start together."""
    answers: list[Any] = []
    together = Barrier(THREADS)

    def work(number: int) -> None:
        together.wait()
        try:
            answers.extend(send(turn) for turn in range(number, times, THREADS))
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == times, "a thread died"
    return answers


def one_row(world: World) -> Response:
    actor = world.ruth.actor()
    with acting_as(actor):
        found = Response.objects.visible_to(actor).get()
        assert Score.objects.visible_to(actor).count() == 5
        assert not Draft.objects.visible_to(actor).exists()
    assert Event.objects.filter(verb="proms.response.sent").count() == 1
    return found


def sent_at_once(world: World, waiting: Assignment, times: int) -> None:
    secret, given = token_of(world.ruth), sending()

    def send(turn: int) -> tuple[int, str]:
        client = Client(headers={"authorization": f"Bearer {secret}"})
        answer = post(client, waiting.ref, given)
        return answer.status_code, answer.json().get("ref", answer.content.decode())

    answers = at_once(send, times)
    stored = one_row(world)
    assert Counter(answers) == {(200, str(stored.ref)): times - 1, (201, str(stored.ref)): 1}


def test_a_hundred_times_at_once_is_one_response(world: World, waiting: Assignment) -> None:
    sent_at_once(world, waiting, 100)


@pytest.mark.slow
def test_a_thousand_times_at_once_is_one_response(world: World, waiting: Assignment) -> None:
    sent_at_once(world, waiting, 1_000)


def test_a_hundred_different_sendings_at_once_store_one_and_refuse_the_others(
    world: World, waiting: Assignment
) -> None:
    secret = token_of(world.ruth)

    def send(turn: int) -> int:
        client = Client(headers={"authorization": f"Bearer {secret}"})
        return int(post(client, waiting.ref, sending(answers=some_answers(turn % 11))).status_code)

    assert Counter(at_once(send, 100)) == {201: 1, 403: 99}
    one_row(world)


def test_the_same_name_with_other_answers_at_once_is_a_conflict(
    world: World, waiting: Assignment
) -> None:
    secret, given = token_of(world.ruth), sending()

    def send(turn: int) -> int:
        client = Client(headers={"authorization": f"Bearer {secret}"})
        changed = {**given, "answers": some_answers(turn % 2)}
        return int(post(client, waiting.ref, changed).status_code)

    found = Counter(at_once(send, 40))
    assert found[201] == 1
    assert found[409] == 20
    assert found[200] == 19
    one_row(world)


def browser(world: World) -> str:
    client = Client()
    personas.sign_in(client, world.ruth)
    return str(client.cookies["sessionid"].value)


def test_the_button_pressed_a_hundred_times_at_once_sends_once(
    world: World, waiting: Assignment
) -> None:
    session = browser(world)
    page = f"/answer/{waiting.ref}"
    client = Client()
    client.cookies["sessionid"] = session
    client.post(f"{page}/all", {"q1": "4"})

    def press(turn: int) -> tuple[int, str]:
        pressing = Client()
        pressing.cookies["sessionid"] = session
        answer = pressing.post(f"{page}/check")
        return answer.status_code, answer.headers.get("Location", "")

    assert Counter(at_once(press, 100)) == {(302, f"{page}/sent"): 100}
    one_row(world)


def test_two_tabs_do_not_overwrite_each_others_answers(world: World, waiting: Assignment) -> None:
    session = browser(world)

    def answer(turn: int) -> int:
        tab = Client()
        tab.cookies["sessionid"] = session
        number = turn % 3 + 1
        sent = tab.post(f"/answer/{waiting.ref}/{number}", {f"q{number}": str(number)})
        return int(sent.status_code)

    assert set(at_once(answer, 60)) == {302}
    actor = world.ruth.actor()
    with acting_as(actor):
        assert Draft.objects.visible_to(actor).get().answers == {"q1": 1, "q2": 2, "q3": 3}
