"""A member on paper only: asked by letter, answers with a pen, and the desk enters what came back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from members.actions.post import choose_way
from members.models import LetterBatch, Ticket
from members.reply_codes import in_groups
from notifications.actions.dispatching import dispatch
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from proms.actions.rounds import fill_lists, start_round
from proms.models import Assignment, Instrument
from tests.members.letter_steps import (
    got_letters,
    lives_at,
    print_all,
    somebody_on_paper,
    with_a_head,
    words_of,
)
from tests.personas import Persona, World
from tests.proms.path import put_weekly_in_use, text_of
from tests.proms.test_desk import code_for, enter, responses_of, tickets_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"


@pytest.fixture
def weekly(world: World) -> Instrument:
    with_a_head(world)
    return put_weekly_in_use(world)


@pytest.fixture
def elfriede(world: World) -> Persona:
    return somebody_on_paper("Elfriede M.")


def ask_everybody(world: World, instrument: Instrument) -> None:
    actor = world.curator.actor()
    with acting_as(actor):
        start_round(actor=actor, instrument=instrument)
    fill_lists()
    dispatch()


def code_of(persona: Persona) -> str:
    """The one living code, as the letter shows it."""
    actor = persona.actor()
    with acting_as(actor):
        assignment = Assignment.objects.visible_to(actor).get()
    return in_groups(code_for(persona, assignment))


def test_from_the_round_to_the_entered_form(
    world: World, sign_in: Any, weekly: Instrument, elfriede: Persona
) -> None:
    ask_everybody(world, weekly)
    batch = print_all(world)
    assert batch is not None
    words = words_of(batch, world)
    (ticket,) = tickets_of(elfriede)
    code = code_of(elfriede)
    assert len(tickets_of(elfriede)) == 1, "reading it makes no other one"
    pages = [page for page in words.split("\f") if len(page.split()) > 12]
    assert len(pages) > 2 and all(code in page for page in pages), "a loose sheet finds its form"
    assert "Page 3 of" in words
    assert ticket.expires_at > timezone.now() + timedelta(days=5)
    page = enter(sign_in(world.desk), code, way="paper")
    assert "The answers of Elfriede are sent" in page.content.decode()
    (response,) = responses_of(elfriede)
    assert response.way == "paper"
    assert "on paper" in text_of(sign_in(elfriede).get(f"/my-answers/{response.ref}"))


def test_what_can_be_read_through_the_window_says_nothing(
    world: World, weekly: Instrument, elfriede: Persona
) -> None:
    ask_everybody(world, weekly)
    batch = print_all(world)
    assert batch is not None
    letter = words_of(batch, world).split("\f")[0]
    window = "\n".join(line[:60] for line in letter.splitlines()[:14])
    assert "Real Elfriede M." in window
    for word in ("question", "pain", "check-in", "Morning Hands\n"):
        assert word not in window.partition("P.O. Box")[2]


def test_a_code_she_made_herself_is_the_one_on_paper_and_lives_longer(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    lives_at(world.ruth, "4 Quay Street")
    choose_way(actor=world.ruth.actor(), way="letter")
    ask_everybody(world, weekly)
    code = code_of(world.ruth)
    (before,) = tickets_of(world.ruth)
    batch = print_all(world)
    assert batch is not None and code in words_of(batch, world)
    (after,) = tickets_of(world.ruth)
    assert after.pk == before.pk and after.expires_at >= before.expires_at


def test_two_reminders_of_one_form_are_one_letter(
    world: World, weekly: Instrument, elfriede: Persona
) -> None:
    ask_everybody(world, weekly)
    Outbox.objects.filter(person_id=elfriede.person.pk).update(due_at=timezone.now())
    dispatch()
    batch = print_all(world)
    assert batch is not None
    assert got_letters() == ["Elfriede M."]
    assert words_of(batch, world).count("Your code") == 1


def test_what_closes_before_the_post_is_back_is_not_printed(
    world: World, weekly: Instrument, elfriede: Persona
) -> None:
    ask_everybody(world, weekly)
    actor = elfriede.actor()
    with acting_as(actor):
        soon = timezone.now() + timedelta(days=2)
        Assignment.objects.visible_to(actor).update(closes_at=soon)
    assert print_all(world) is None
    with acting_as(actor):
        assert not Ticket.objects.visible_to(actor).exclude(detail__has_key="link").exists()


def test_without_a_licence_the_form_stays_away_and_the_code_is_printed(
    world: World, weekly: Instrument, elfriede: Persona
) -> None:
    ask_everybody(world, weekly)
    Instrument.objects.update(licence_ends_on=timezone.localdate() - timedelta(days=1))
    batch = print_all(world)
    assert batch is not None
    words = words_of(batch, world)
    assert words.count(code_of(elfriede)) == 1
    assert "On paper:" not in words


def test_nothing_of_a_broken_printer_stays(
    world: World, weekly: Instrument, elfriede: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications.typesetting import NotTypeset

    def broken(*args: Any, **kwargs: Any) -> bytes:
        raise NotTypeset("broken on purpose")

    ask_everybody(world, weekly)
    monkeypatch.setattr("members.actions.letters.typeset", broken)
    assert print_all(world) is None
    assert tickets_of(elfriede) == []
    assert not LetterBatch.objects.exists()
    monkeypatch.undo()
    assert print_all(world) is not None
