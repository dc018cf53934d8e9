"""The page of the month tells the board whether the portal is used, and points at nobody."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from education.models import Enrolment, Programme, ProgrammeVersion, StepState
from education.used import programmes_used
from forums.models import Board, Post, Topic
from forums.used import in_words, talk_used
from members.models import Person
from members.queries.used import work_used
from members.used import Month, cell
from po_platform.access.actor import Hat, acting_as
from proms.actions.visits import When, note_visit, write_own_list
from proms.used import answers_used
from tests.members.rights_steps import at_desk
from tests.personas import Persona, World, make_persona
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers

pytestmark = pytest.mark.django_db


def this_month() -> Month:
    return Month(timezone.localdate().replace(day=1))


def test_small_numbers_are_hidden_and_nothing_is_nothing() -> None:
    assert [cell(n) for n in (0, 1, 4, 5, None)] == [
        "0", "fewer than 5", "fewer than 5", "5", "fewer than 5",
    ]  # fmt: skip


def test_the_page_counts_the_month_it_names(world: World) -> None:
    office = at_desk(world.administrator)
    Person.objects.update(joined_on=date(2026, 2, 3))
    page = office.get("/office/used/2026-2").content.decode()
    assert f">{Person.objects.count()}<" in page and "Hours are a careful estimate" in page
    assert "0 are new" in office.get("/office/used/2026-1").content.decode()
    assert office.get("/office/used").status_code == 200
    assert office.get("/office/used/2026-13").status_code == 404
    assert office.get("/office/used/2999-1").status_code == 404
    assert office.get("/office/used/1-1").status_code == 404


def test_hours_of_the_team_count_quarters_and_never_those_of_a_few(world: World) -> None:
    begins = this_month().begins
    team = [make_persona(f"Moderating{n} Person", role=Hat.MODERATOR) for n in range(5)]

    def wrote(who: Persona, minute: int, hat: Hat = Hat.MODERATOR) -> None:
        at = begins + timedelta(minutes=minute)
        Event.objects.create(at=at, actor_kind="account", account_id=who.account.pk, hat=hat)

    def lines() -> list[str]:
        with acting_as(world.administrator.actor()) as office:
            return [number for _what, number in work_used(office, this_month()).lines]

    with acting_as(world.administrator.actor()):
        for one in team[:4]:
            wrote(one, 1)
    assert lines() == ["fewer than 5", "not shown for so few"]
    with acting_as(world.administrator.actor()):
        for minute in (1, 2, 14, 15, 31, 46):
            wrote(team[4], minute)
        wrote(world.ruth, 1, Hat.MEMBER)
        wrote(world.nasser, 1, Hat.CLINICIAN)
    assert lines() == ["5", "2"]
    with acting_as(world.ruth.actor()) as ruth, pytest.raises(PermissionDenied):
        work_used(ruth, this_month())


def test_answers_of_fewer_than_five_people_stay_in_the_database(world: World) -> None:
    weekly = put_weekly_in_use(world)
    people = [make_persona(f"Answering{n} Person") for n in range(5)]
    for number, one in enumerate(people):
        with acting_as(world.administrator.actor()) as office:
            found = answers_used(office, this_month())
        assert found.lines[0][1] == ("fewer than 5" if number else "0")
        send(one, on_her_list(one, weekly), some_answers(7, "words"))
    with acting_as(world.administrator.actor()) as office:
        assert answers_used(office, this_month()).lines[1][1] == "5"
    with acting_as(world.ruth.actor()) as ruth:
        assert answers_used(ruth, this_month()).lines[1][1] == "fewer than 5"


def test_visits_and_programmes_of_fewer_than_five_people_stay_in_the_database(
    world: World,
) -> None:
    programme = Programme.objects.create(slug="way", language="en")
    version = ProgrammeVersion.objects.create(programme=programme, number=1, title="A way")

    def told() -> tuple[list[str], list[str]]:
        with acting_as(world.administrator.actor()) as office:
            visits = answers_used(office, this_month()).lines[2:]
            ways = programmes_used(office, this_month()).lines
        return [number for _what, number in visits], [number for _what, number in ways]

    assert told() == (["0", "0"], ["0", "0", "0", "0"])
    for number in range(5):
        actor = make_persona(f"Preparing{number} Person").actor()
        assert actor.subject_id
        with acting_as(actor):
            visit = note_visit(actor=actor, when=When(timezone.localdate(), with_whom=""))
            note_visit(actor=actor, when=When(timezone.localdate(), with_whom="not prepared"))
            write_own_list(actor=actor, about="questions", lines=["a"], visit_ref=visit.ref)
            way = Enrolment.objects.create(
                subject_id=actor.subject_id, programme=programme, version=version
            )
            StepState.objects.create(
                subject_id=actor.subject_id, enrolment=way, step="one", done_at=timezone.now()
            )
        few = ["fewer than 5"] * 2 if number < 4 else ["5", "5"]
        assert told() == (few, [*few, few[0], "0"])
    with acting_as(world.ruth.actor()) as ruth:
        assert {number for _what, number in programmes_used(ruth, this_month()).lines} == {
            "fewer than 5"
        }


def test_the_first_answer_of_somebody_else_ends_the_waiting(world: World) -> None:
    board = Board.objects.create(title={"en": "Daily life"})
    now = timezone.now()
    for number in range(6):
        one = make_persona(f"Asking{number} Person")
        topic = Topic.objects.create(
            board=board, title="?", starter=one.person, shown_at=now, audience="members", posts=1
        )
        for no, author, hours in (
            (1, one.person, 0),
            (2, one.person, 1),
            (3, world.gerd.person, 3),
        ):
            Post.objects.create(
                topic=topic, no=no, author=author, client_ref=uuid4(), text="t", html="t", baked=1,
                state="published", published_at=now + timedelta(hours=hours),
            )  # fmt: skip
    with acting_as(world.administrator.actor()) as office:
        found = talk_used(office, this_month())
    assert [number for _what, number in found.lines] == ["6", "6", "3 hours"]
    assert in_words(timedelta(days=3)) == "3 days"


def test_it_asks_as_often_for_many(world: World) -> None:
    office = at_desk(world.administrator)
    office.get("/office/used")
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            office.get("/office/used")
        counts.append(len(queries))
        for number in range(3):
            Person.objects.create(display_name=f"More {number}", state="active")
    assert counts[0] == counts[1]
