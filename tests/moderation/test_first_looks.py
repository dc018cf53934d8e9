"""Whoever leads on safety sees where nobody looked in time; it names no colleague, and nobody else sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.actions.crisis import triage_case
from moderation.actions.drilling import begin_drill
from moderation.models import Case, SafetyContact
from moderation.queries.first_looks import FirstLooks, first_looks
from moderation.rules import may_see_first_looks
from moderation.team_words import how_long
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, rows, told
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
PAGE, HEAD = "/moderation/team", "How soon somebody looked"


@pytest.fixture
def lead(world: World) -> Persona:
    who = another_moderator("Lea D.")
    SafetyContact.objects.create(person=who.person, step="lead", named_by=world.moderator.person.pk)
    return who


def worry(
    world: World, *, ago: timedelta, looked: bool = True, about: Persona | None = None
) -> Case:
    """About a post, so long ago; `looked`: somebody does now."""
    told(world.gerd, begin(about or world.ruth, a_board()), "worried")
    with acting_as(world.moderator.actor()) as team:
        case: Case = rows(world, Case).order_by("pk").last()
        rows(world, Case).filter(pk=case.pk).update(opened_at=timezone.now() - ago)
        if looked:
            triage_case(actor=team, ref=case.ref, triage="despair")
    return case


def seen_by(who: Persona) -> FirstLooks:
    with acting_as(who.actor()) as actor:
        return first_looks(actor=actor)


def test_late_looks_of_thirty_days_are_told_to_whoever_leads(
    world: World, sign_in: Any, lead: Persona
) -> None:
    client = sign_in(lead)
    assert "nobody seemed to be in danger" in client.get(PAGE).content.decode()
    worry(world, ago=timedelta(minutes=20))
    page = client.get(PAGE).content.decode()
    assert "seemed to be in danger 1 time." in page and "looked: 20 minutes." in page
    assert "It was never more than an hour." in page
    late = worry(world, ago=timedelta(minutes=90))
    waits = worry(world, ago=timedelta(hours=5), looked=False)
    worry(world, ago=timedelta(days=31))
    page = client.get(PAGE).content.decode()
    assert "in danger 3 times." in page and "looked: 5 hours." in page
    assert "2 times it took more than an hour" in page
    assert "somebody looked after 90 minutes" in page and "nobody looked yet, for 5 hours" in page
    for case in (late, waits):
        assert f'href="/moderation/cases/{case.ref}"' in page
    for hidden in ("Ruth", "Gerd", world.moderator.name):
        assert hidden not in page.partition(HEAD)[2].partition("</section>")[0]


def test_nobody_else_is_told_of_late_looks(world: World, sign_in: Any, lead: Persona) -> None:
    worry(world, ago=timedelta(hours=5))
    assert HEAD in sign_in(lead).get(PAGE).content.decode()
    office = sign_in(world.administrator).get(PAGE)
    assert office.status_code == 200 and HEAD not in office.content.decode()
    assert sign_in(world.moderator).get(PAGE).status_code == 403
    for who in (world.administrator, world.moderator, world.ruth):
        with pytest.raises(PermissionDenied):
            seen_by(who)
        assert not may_see_first_looks(who.actor(), leads=False)
    SafetyContact.objects.update(named_by=lead.person.pk)  # nobody makes herself one
    with pytest.raises(PermissionDenied):
        seen_by(lead)


def test_drills_what_is_about_herself_and_what_was_gone_before_are_left_out(
    world: World, lead: Persona
) -> None:
    with acting_as(lead.actor()) as actor:
        begin_drill(actor=actor)
    assert seen_by(lead).times == 0
    worry(world, ago=timedelta(hours=5), looked=False, about=lead)
    gone = worry(world, ago=timedelta(hours=5), looked=False)
    assert seen_by(lead).times == 1
    with acting_as(world.moderator.actor()):
        rows(world, Case).filter(pk=gone.pk).update(state=Case.State.DECIDED)
    assert seen_by(lead).times == 0


def test_whoever_says_that_she_is_reading_it_has_looked(
    world: World, sign_in: Any, lead: Persona
) -> None:
    case = worry(world, ago=timedelta(minutes=30), looked=False)
    with acting_as(world.moderator.actor()):
        rows(world, Case).update(call_next_at=timezone.now())
    team = sign_in(world.moderator)
    team.get(f"/moderation/cases/{case.ref}")
    assert seen_by(lead).late_times == 0
    with acting_as(world.moderator.actor()):
        rows(world, Case).update(opened_at=timezone.now() - timedelta(hours=4))
    opened = seen_by(lead)
    assert opened.late_times == 1 and opened.late[0].waits, "to open the page is no look"
    team.post(f"/moderation/cases/{case.ref}/looking")
    (late,) = seen_by(lead).late
    assert (late.after, late.waits) == ("4 hours", False)


def test_four_late_looks_ask_no_more_than_one(world: World, lead: Persona) -> None:
    worry(world, ago=timedelta(hours=2))
    with acting_as(lead.actor()) as actor, CaptureQueriesContext(connection) as few:
        first_looks(actor=actor)
    for number in range(3):
        worry(world, ago=timedelta(hours=2), about=make_persona(f"Author{number} A."))
    with acting_as(lead.actor()) as actor, CaptureQueriesContext(connection) as many:
        assert first_looks(actor=actor).late_times == 4
    assert len(few) == len(many) <= 4


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "1 minute"), (1, "1 minute"), (61, "61 minutes"), (120, "120 minutes"), (121, "2 hours"),
     (170, "3 hours"), (60 * 48, "48 hours")],
)  # fmt: skip
def test_a_time_is_said_in_minutes_and_then_in_hours(minutes: int, words: str) -> None:
    assert how_long(timedelta(minutes=minutes)) == words
