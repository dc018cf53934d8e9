"""Two at one dataset at once: nothing anybody wrote is lost, and nobody meets an error."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from po_platform.access.actor import acting_as
from questionnaires.models import Version
from registry.actions.datasets import mark_identifiers, put_in_use
from registry.actions.questions import write_questions
from registry.queries.datasets import draft_of
from registry.question_book import Book, Change
from registry.question_rows import Question, row_of
from registry.views import question_desk
from tests.personas import World
from tests.registry.test_papers import somebody_waits
from tests.registry.world import Walks, make_walks
from tests.registry.written_rows import PLAIN, WALK, names, row, shown, text_of

pytestmark = pytest.mark.django_db
ADDED = {"label": "Tired?", "kind": "yesno"}


@pytest.fixture
def walks(world: World) -> Walks:
    return make_walks(world)


@pytest.fixture
def client(walks: Walks, sign_in: Any) -> Client:
    found: Client = sign_in(walks.curator)
    return found


def with_question(name: str) -> Change:
    return lambda book: book.added("visit", [row_of(Question(name, name), "visit")])


def write(walks: Walks, change: Change) -> None:
    with acting_as(walks.curator.actor()) as actor:
        write_questions(actor=actor, dataset=walks.dataset, change=change)


def beside(walks: Walks, first: Callable[[Any], object], then: Callable[[Any], object]) -> None:
    """`then` by a colleague who comes while `first` is not yet finished, and waits for it."""
    done = Event()

    def other() -> None:
        try:
            with acting_as(walks.curator.actor()) as actor:
                then(actor)
        finally:
            connections.close_all()
            done.set()

    with ThreadPoolExecutor(1) as pool:
        with acting_as(walks.curator.actor()) as actor:
            first(actor)
            waits = pool.submit(other)
            while not done.is_set() and not somebody_waits():
                done.wait(0.05)
            assert not done.is_set()
        waits.result()


@pytest.mark.django_db(transaction=True)
def test_a_question_saved_while_the_draft_is_put_in_use_waits_in_the_next_one(walks: Walks) -> None:
    write(walks, with_question("one"))
    draft = draft_of(walks.dataset)
    assert draft is not None

    def use(actor: Any) -> None:
        put_in_use(actor=actor, dataset=walks.dataset, version=draft)

    def ask(actor: Any) -> None:
        write_questions(actor=actor, dataset=walks.dataset, change=with_question("two"))

    beside(walks, use, ask)
    states = Version.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["retired", "published", "draft"]
    assert names()[-2:] == ["one", "two"]


@pytest.mark.django_db(transaction=True)
def test_marks_are_laid_over_what_was_saved_meanwhile(walks: Walks) -> None:
    write(walks, with_question("one"))

    def ask(actor: Any) -> None:
        write_questions(actor=actor, dataset=walks.dataset, change=with_question("two"))

    def mark(actor: Any) -> None:
        mark_identifiers(actor=actor, dataset=walks.dataset, names=["born"])

    beside(walks, ask, mark)
    assert names()[-2:] == ["one", "two"]
    assert row("born")["identifier"] == "y"


def meanwhile(monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Somebody else saves this between the page was read and the draft is held."""
    write_down, done = write_questions, list[bool]()

    def after(**given: Any) -> Book:
        if not done:
            done.append(True)
            write_down(actor=given["actor"], dataset=given["dataset"], change=change)
        return write_down(**given)

    monkeypatch.setattr(question_desk, "write_questions", after)


def test_who_saves_a_question_that_goes_at_that_moment_keeps_her_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(f"{WALK}/visit/new-question", ADDED)
    address = f"{WALK}/visit/tired"
    sent = {**shown(client, address), "label": "Tired now?"}
    meanwhile(monkeypatch, lambda book: book.without("visit", "tired"))
    page = client.post(address, sent)
    assert page.status_code == 409
    assert "Tired now?" in text_of(page) and "has this name" not in text_of(page)
    assert f'action="{WALK}/visit/new-question"' in text_of(page)


@pytest.mark.parametrize(
    ("end", "sent"), [("new-question", {"label": "Cold?", **PLAIN}), ("form-title", {"title": "X"})]
)
def test_what_is_written_for_a_form_that_goes_at_that_moment_is_answered(
    client: Client, monkeypatch: pytest.MonkeyPatch, end: str, sent: dict[str, str]
) -> None:
    made = client.post(f"{WALK}/new-form", {"title": "After"})["Location"]
    meanwhile(monkeypatch, lambda book: book.without_form("after"))
    page = client.post(f"{made}/{end}", sent, follow=True)
    assert page.status_code == 200
    assert "It is not there any more." in text_of(page)
