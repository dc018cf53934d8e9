"""Everybody is asked once; a job that is killed goes on where it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from proms.actions import rounds
from proms.models import Assignment, Instrument, Round
from tests.members.sharing_steps import share
from tests.personas import Persona, World, make_persona
from tests.proms.path import asked_by, on_her_list, put_in, put_weekly_in_use, send, use
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def start(world: World, weekly: Instrument) -> bool:
    actor = world.curator.actor()
    with acting_as(actor):
        return rounds.start_round(actor=actor, instrument=weekly)


def lists() -> dict[int, int]:
    """person id → how many entries of a round stand on her list (as the owner would count them)."""
    found: dict[int, int] = {}
    for person_id, subject in subjects().items():
        with acting_as(System(Purpose.ASSIGN, subject, person_id)) as actor:
            count = Assignment.objects.visible_to(actor).exclude(round_key="").count()
        if count:
            found[person_id] = count
    return found


def subjects() -> dict[int, Any]:
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select person_id, subject_id from active_subjects(0, 10000)")
        return dict(cursor.fetchall())


def members(count: int) -> list[Persona]:
    return [make_persona(f"Member{number} M.") for number in range(count)]


def test_the_curator_asks_everybody_once(world: World, sign_in: Any, weekly: Instrument) -> None:
    curator, page = sign_in(world.curator), f"/instruments/{weekly.slug}/ask-all"
    assert "Everybody gets it once today" in curator.get(page).content.decode()
    curator.post(page)
    curator.post(page)
    assert Round.objects.count() == 1
    rounds.fill_lists()
    assert set(lists().values()) == {1}
    assert set(lists()) == set(subjects())
    done = Round.objects.get()
    assert done.done_at is not None
    assert done.lists == len(subjects())
    assert weekly.name in sign_in(world.ruth).get("/start").content.decode()


def test_running_the_job_again_puts_nothing_on_twice(world: World, weekly: Instrument) -> None:
    start(world, weekly)
    assert rounds.fill_lists() == len(subjects())
    Round.objects.update(done_at=None, reached=0)
    assert rounds.fill_lists() == 0
    assert set(lists().values()) == {1}
    told = Outbox.objects.filter(kind__in=("proms.waiting", "proms.waiting_again"))
    assert told.count() == 2 * len(subjects())


def test_a_round_leaves_out_who_has_it_already_and_whose_week_is_full(
    world: World, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    share(world.gerd, world.nasser)
    asked_by(world.nasser, world.ruth, weekly)
    long = use(world, put_in(world, questionnaire(choice("a", "x"), title="Long")))
    Instrument.objects.filter(pk=long.pk).update(minutes=30)
    asked_by(world.nasser, world.gerd, long)
    start(world, weekly)
    rounds.fill_lists()
    assert set(lists()) == set(subjects()) - {world.ruth.person.pk, world.gerd.person.pk}
    assert Round.objects.get().lists == len(lists())


def test_what_she_took_up_herself_waits_already_and_is_not_asked_once_more(
    world: World, weekly: Instrument
) -> None:
    on_her_list(world.ruth, weekly)
    send(world.gerd, on_her_list(world.gerd, weekly))
    start(world, weekly)
    rounds.fill_lists()
    assert set(lists()) == set(subjects()) - {world.ruth.person.pk}


def test_a_killed_run_goes_on_where_it_was(
    world: World, weekly: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    members(5)
    monkeypatch.setattr(rounds, "PAGE", 4)
    start(world, weekly)
    put_on_list, calls = rounds._put_on_list, []

    def dies(current: Round, person_id: int, subject: Any) -> bool:
        calls.append(person_id)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return put_on_list(current, person_id, subject)

    monkeypatch.setattr(rounds, "_put_on_list", dies)
    with pytest.raises(KeyboardInterrupt):
        rounds.fill_lists()
    assert len(lists()) == 4, "the first page stands, the second is undone"
    monkeypatch.setattr(rounds, "_put_on_list", put_on_list)
    rounds.fill_lists()
    assert set(lists().values()) == {1}
    assert set(lists()) == set(subjects())


def test_one_run_takes_a_bounded_number_of_people(
    world: World, weekly: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "PAGE", 2)
    monkeypatch.setattr(rounds, "PAGES", 1)
    start(world, weekly)
    assert rounds.fill_lists() == 2
    assert rounds.fill_lists() == 2
    assert len(lists()) == 4


def test_a_licence_that_ends_in_between_stops_the_round(world: World, weekly: Instrument) -> None:
    start(world, weekly)
    Instrument.objects.update(licence="refused")
    assert rounds.fill_lists() == 0
    assert lists() == {}
    assert Round.objects.get().done_at is not None


def test_who_left_or_pauses_is_not_asked(world: World, weekly: Instrument) -> None:
    for persona, state in ((world.ruth, "paused"), (world.gerd, "left")):
        persona.person.state = state
        persona.person.save()
    start(world, weekly)
    rounds.fill_lists()
    assert world.ruth.person.pk not in lists()
    assert world.gerd.person.pk not in lists()


def test_everybody_has_the_same_time_to_answer(world: World, weekly: Instrument) -> None:
    start(world, weekly)
    due = Round.objects.get().due_at
    assert timedelta(days=6) < due - timezone.now() <= timedelta(days=7)
    rounds.fill_lists()
    actor = world.ruth.actor()
    with acting_as(actor):
        assert Assignment.objects.visible_to(actor).get().closes_at == due
