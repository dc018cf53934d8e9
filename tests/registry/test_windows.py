"""Visits on their days, forms begun and left, and whom a curator looks for: due once, told twice at most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from notifications.kinds import kind_of
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from registry.asking_again import ask_again
from registry.models import Entry, Event, FormAtEvent, Participation
from registry.notices import due_on_paper, still_due
from tests.personas import World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.test_due import pending, told
from tests.registry.world import ANNA, BODO, HEADER, Walks, give_right

pytestmark = pytest.mark.django_db
DATA = "/registries/walks/data"
LIST = "/registry/datasets/walk/records"
AT_VISIT = f"{DATA}/walk/person?instance=0&event=later_arm_1"


@pytest.fixture
def walks(world: World) -> Walks:
    """Ruth has joined; her form stands at a visit from day 30 to day 60."""
    found = open_to_members(world)
    join(found, world.ruth)
    visit = Event.objects.create(
        dataset=found.dataset,
        name="later_arm_1",
        title="Later",
        position=0,
        from_day=30,
        until_day=60,
    )
    FormAtEvent.objects.create(event=visit, form=found.dataset.forms.get(name="person"))
    return found


@pytest.fixture
def ruth(walks: Walks, world: World, sign_in: Any) -> Client:
    return sign_in(world.ruth)  # type: ignore[no-any-return]  # a fixture of conftest


def days_pass(world: World, days: int) -> None:
    """All of hers is so much older."""
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor)
        mine.update(since=F("since") - timedelta(days=days))
        mine.exclude(due_asked_at=None).update(
            due_asked_at=F("due_asked_at") - timedelta(days=days),
            due_asked_before=F("due_asked_before") - timedelta(days=days),
        )
        Entry.objects.visible_to(actor).update(changed_at=F("changed_at") - timedelta(days=days))


def is_due(world: World) -> bool:
    return bool(still_due(pending(world)))


def begin(client: Client) -> None:
    """The form as a long form is left in the middle."""
    assert client.post(AT_VISIT, {"seen_version": "0", "sex": "0"}).status_code == 302


def left_unfinished(world: World) -> None:
    with acting_as(world.ruth.actor()) as actor:
        Entry.objects.visible_to(actor).update(status=0)


def test_a_visit_is_due_while_its_days_last(world: World, ruth: Client) -> None:
    assert not is_due(world)
    days_pass(world, 30)
    assert is_due(world)
    assert "It is time to fill this in." in ruth.get(DATA).content.decode()
    start = ruth.get("/start").content.decode()
    assert "Questions that wait for you" in start and DATA in start
    days_pass(world, 31)
    assert not is_due(world)
    assert "It is time" not in ruth.get(DATA).content.decode()


def test_it_is_told_twice_at_most_and_no_more_once_it_is_filled_in(
    world: World, ruth: Client
) -> None:
    days_pass(world, 30)
    ask_again()
    ask_again()
    assert told() == 1
    days_pass(world, 15)
    ask_again()
    days_pass(world, 14)
    ask_again()
    assert told() == 2
    assert is_due(world)
    begin(ruth)
    assert not is_due(world)


def told_after(world: World, days: int) -> int:
    """How many are told now, so many days later. (The outbox takes one mail of a kind a real day.)"""
    days_pass(world, days)
    return ask_again()


def another_visit(walks: Walks, from_day: int, until_day: int) -> Event:
    visit = Event.objects.create(
        dataset=walks.dataset, name="next_arm_1", title="Next", position=1,
        from_day=from_day, until_day=until_day,
    )  # fmt: skip
    FormAtEvent.objects.create(event=visit, form=walks.dataset.forms.get(name="person"))
    return visit


def test_each_visit_is_told_when_its_days_come_also_after_one_that_was_left(
    walks: Walks, world: World
) -> None:
    another_visit(walks, 61, 90)
    days = [30, 15, 15, 1, 13, 2, 14]  # days 30, 45, 60; 61, 74, 76, 90
    assert [told_after(world, one) for one in days] == [1, 1, 0, 1, 0, 1, 0]


def test_a_visit_is_told_beside_a_form_nobody_looks_at_again(walks: Walks, world: World) -> None:
    FormAtEvent.objects.update(form=walks.dataset.forms.get(name="visit"))
    walks.dataset.forms.update(members_fill=True)
    walks.dataset.forms.filter(name="person").update(again_after=1)
    Event.objects.update(from_day=70, until_day=120)
    days = [32, 15, 15, 8, 15, 15]  # days 32, 47, 62; 70, 85, 100
    assert [told_after(world, one) for one in days] == [1, 1, 0, 1, 1, 0]


def test_a_visit_told_twice_is_not_told_with_the_reminder_of_another(
    walks: Walks, world: World, ruth: Client
) -> None:
    Event.objects.update(until_day=120)
    another_visit(walks, 50, 60)
    assert [told_after(world, one) for one in (30, 15, 5)] == [1, 1, 1]
    there = f"{DATA}/walk/person?instance=0&event=next_arm_1"
    assert ruth.post(there, {"seen_version": "0", "sex": "0"}).status_code == 302
    assert told_after(world, 15) == 0
    assert is_due(world)


def test_nothing_is_due_on_the_day_somebody_joins(world: World, ruth: Client) -> None:
    Event.objects.update(from_day=0)
    assert (ask_again(), is_due(world)) == (0, False)
    assert "Questions that wait for you" not in ruth.get("/start").content.decode()
    assert told_after(world, 1) == 1


def test_a_letter_has_words_for_who_never_filled_it_in(walks: Walks, world: World) -> None:
    days_pass(world, 30)
    letter = due_on_paper(System(Purpose.DELIVER), pending(world)[0])
    assert letter is not None and letter.subject == "Questions that wait for you"
    assert str(kind_of("registry.due").line) == letter.subject


def test_a_form_begun_and_left_for_two_weeks_is_told_once(
    walks: Walks, world: World, ruth: Client
) -> None:
    Event.objects.update(from_day=None, until_day=None)
    begin(ruth)
    left_unfinished(world)
    days_pass(world, 13)
    ask_again()
    assert told() == 0
    days_pass(world, 2)
    ask_again()
    assert told() == 1
    assert "Not finished yet." in ruth.get(DATA).content.decode()
    days_pass(world, 15)
    ask_again()
    assert (told(), is_due(world)) == (1, False)


def test_what_she_began_at_a_visit_stays_due_there(world: World, ruth: Client) -> None:
    days_pass(world, 30)
    begin(ruth)
    assert not is_due(world)
    left_unfinished(world)
    assert is_due(world)


@pytest.mark.parametrize("state", ["dead", "lost", "paused", "left", "closed", "diagnosed"])
def test_nobody_is_told_of_a_visit_whom_it_would_be_wrong_to_tell(
    walks: Walks, world: World, ruth: Client, state: str
) -> None:
    days_pass(world, 30)
    changes: dict[str, dict[str, Any]] = {
        "paused": {"paused_at": timezone.now()},
        "left": {"state": "withdrawn"},
        "closed": {"closed_at": timezone.now()},
    }
    if state == "diagnosed":
        ruth.post("/me/where", {"where": "just_diagnosed"})
    with acting_as(world.ruth.actor()) as actor:
        record = walks.registry.subjects.visible_to(actor)
        if state == "dead":
            record.update(vital="dead")
        if state == "lost":
            record.update(takes_part="lost")
        if state in changes:
            Participation.objects.visible_to(actor).update(**changes[state])
    ask_again()
    assert told() == 0
    assert not Outbox.objects.filter(kind="registry.due").exists()


def overdue(client: Client, walks: Walks) -> int:
    page = client.get(LIST, {"overdue": str(walks.dataset.events.get().pk)})
    assert page.status_code == 200
    return len(page.context["rows"])


def test_a_curator_finds_whose_visit_is_overdue(
    walks: Walks, world: World, ruth: Client, sign_in: Any
) -> None:
    walks.bring(HEADER, ANNA.replace("1,Anna", "77,Anna"))  # nobody joined with this record
    curator = sign_in(walks.curator)
    assert "Whose visit is overdue" in curator.get(LIST).content.decode()
    days_pass(world, 60)
    assert overdue(curator, walks) == 0
    days_pass(world, 1)
    assert overdue(curator, walks) == 1
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(closed_at=timezone.now())
    assert overdue(curator, walks) == 0
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(closed_at=None)
    begin(ruth)
    left_unfinished(world)
    assert overdue(curator, walks) == 1
    with acting_as(world.ruth.actor()) as actor:
        Entry.objects.visible_to(actor).update(status=1)
    assert overdue(curator, walks) == 0


def test_a_visit_of_forms_she_does_not_see_is_no_way_to_ask(
    walks: Walks, world: World, sign_in: Any
) -> None:
    days_pass(world, 61)
    other = make_persona("Half Curator", role=Hat.CURATOR)
    give_right(walks, other, form="visit", sees=True)
    client = sign_in(other)
    assert "Whose visit is overdue" not in client.get(LIST).content.decode()
    visit = walks.dataset.events.get()
    everybody = len(client.get(LIST).context["rows"])
    assert len(client.get(LIST, {"overdue": str(visit.pk)}).context["rows"]) == everybody
    assert sign_in(walks.curator).get(LIST, {"overdue": "999"}).status_code == 422


def test_how_far_each_form_is_of_those_a_curator_sees(
    walks: Walks, world: World, ruth: Client, sign_in: Any
) -> None:
    FormAtEvent.objects.all().delete()
    Event.objects.all().delete()
    walks.bring(HEADER, ANNA.replace("1,Anna", "77,Anna"), BODO.replace("2,Bodo", "78,Bodo"))
    sent = {"seen_version": "0", "sex": "0"}
    ruth.post(f"{DATA}/walk/person?instance=0", sent)
    left_unfinished(world)
    curator = sign_in(walks.curator)
    page = curator.get("/registry/datasets/walk")
    assert "How far each form is" not in page.content.decode()
    page = curator.get("/registry/datasets/walk?complete")
    told_of = {one.form.name: (one.finished, one.begun) for one in page.context["forms"]}
    assert told_of == {"person": (2, 1), "visit": (2, 0)}
    assert "Of 3 records: 2 finished, 1 begun and not finished" in page.content.decode()
    half = make_persona("Half Curator", role=Hat.CURATOR)
    give_right(walks, half, form="visit", sees=True)
    seen = sign_in(half).get("/registry/datasets/walk?complete").context["forms"]
    assert [(one.form.name, one.finished) for one in seen] == [("visit", 2)]
