"""A drill goes through the lane: people are called, nobody is in danger, nothing is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from moderation.actions.claiming import note_event
from moderation.actions.crisis import call_next
from moderation.actions.drilling import begin_drill
from moderation.drill_times import Reached, minutes, reached
from moderation.exposure import Exposure
from moderation.models import Case, CaseEvent, Decision, Drill, FollowUp
from moderation.queries.exposure import my_exposure
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, rows, the_case, told
from tests.moderation.test_danger import named
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def a_drill(world: World) -> tuple[Persona, Drill]:
    lead = another_moderator("Lena L.")
    named(world, lead)
    with acting_as(lead.actor()) as actor:
        return lead, begin_drill(actor=actor)


def called(kind: str) -> list[int | None]:
    mails = Outbox.objects.filter(kind=f"moderation/mail/{kind}").order_by("pk")
    return list(mails.values_list("account_id", flat=True))


def test_a_drill_calls_as_always_says_so_and_ends_with_who_was_reached(
    world: World, sign_in: Any
) -> None:
    lead, deputy = another_moderator("Lena L."), another_moderator("Dora D.")
    named(world, lead)
    named(world, deputy, step="deputy")
    starter, other = sign_in(lead), sign_in(world.moderator)
    address = starter.post("/moderation/drills").url
    assert "Nobody was called yet." in starter.get(address).content.decode()
    call_next()
    assert called("drill") == [deputy.account.pk] and called("called") == []
    with acting_as(world.moderator.actor()):
        rows(world, Case).update(call_next_at=timezone.now())
    call_next()
    assert set(called("drill")) == {deputy.account.pk, world.moderator.account.pk}
    queue = other.get("/moderation").content.decode()
    assert "A drill: nobody is in danger" in queue and "Someone may be in danger" not in queue
    case = f"/moderation/cases/{the_case(world).ref}"
    page = other.get(case).content.decode()
    assert "This is made up, and about nobody." in page and "Decide and tell everybody" not in page
    done = other.post(f"{case}/next-step", {"triage": "now"}, follow=True).content.decode()
    assert "With that the drill is over" in done and "somebody had said what to do" in done
    assert done.index("Dora D.") < done.index("did not look") and "looked within" in done
    assert the_case(world).state == "decided" and call_next() == 0
    with acting_as(world.moderator.actor()):
        assert not rows(world, FollowUp).exists()
    assert other.post(f"{case}/next-step", {"triage": "grief"}).status_code == 403


def test_a_drill_is_in_no_numbers_no_list_of_decisions_and_on_no_page_of_members(
    world: World, sign_in: Any
) -> None:
    _lead, row = a_drill(world)
    case = the_case(world)
    with acting_as(world.moderator.actor()), connection.cursor() as cursor:
        cursor.execute("select count(*) from case_ages()")
        assert cursor.fetchone() == (0,)
    client, ruth = sign_in(world.moderator), sign_in(world.ruth)
    read = {"version": 1, "thing_version": 1, "after": "published", "why": "", "rule": ""}
    page = client.post(f"/moderation/cases/{case.ref}", read)
    assert page.status_code == 403 and b"In a drill nothing is decided" in page.content
    with acting_as(world.moderator.actor()):
        assert not rows(world, Decision).exists()
    assert client.post(f"/moderation/look/drill/{case.thing}").status_code == 404
    assert ruth.get(f"/tell-us/drill/{case.thing}").status_code == 404
    assert ruth.get(f"/moderation/drills/{row.pk}").status_code == 403
    assert (
        client.get(f"/moderation/cases/{case.ref}/who").content.count(b"We do not know whom") == 1
    )
    client.get(f"/moderation/cases/{case.ref}")
    assert b"You opened 0 cases today" in client.get("/moderation/rota").content
    with acting_as(world.moderator.actor()) as actor:
        assert rows(world, CaseEvent).filter(case=case, kind=CaseEvent.Kind.READ).exists()
        assert my_exposure(actor=actor) == Exposure()
    client.post(f"/moderation/cases/{case.ref}/next-step", {"triage": "now"})
    assert b"A drill" not in client.get("/moderation/decided").content


def test_only_who_is_named_begins_and_stops_one(world: World, sign_in: Any) -> None:
    client = sign_in(world.moderator)
    assert b"Only who is named" in client.post("/moderation/drills", follow=True).content
    for who in (world.ruth, world.administrator):
        assert sign_in(who).post("/moderation/drills").status_code == 403
    assert not Drill.objects.exists()
    lead, row = a_drill(world)
    address = f"/moderation/drills/{row.pk}"
    assert b"Only who is named" in client.post(f"{address}/stop", follow=True).content
    page = sign_in(lead).post(f"{address}/stop", follow=True).content.decode()
    assert "Stopped after" in page and the_case(world).state == "decided"
    with acting_as(world.moderator.actor()):
        note_event(the_case(world), by=world.moderator.person.pk, kind=CaseEvent.Kind.READ)
    late = client.get(address).content.decode()
    assert "Nobody was called yet." in late and "looked within" not in late
    assert sign_in(lead).post(f"{address}/stop").status_code == 404
    assert client.get(f"/moderation/drills/{10**30}").status_code == 404


def test_one_at_a_time_and_never_while_somebody_may_be_in_danger(world: World) -> None:
    lead, row = a_drill(world)
    with acting_as(lead.actor()) as actor:
        with pytest.raises(PermissionDenied, match="under way"):
            begin_drill(actor=actor)
        Drill.objects.filter(pk=row.pk).update(ended_at=timezone.now())
        rows(world, Case).update(state="decided")
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    with acting_as(lead.actor()) as actor, pytest.raises(PermissionDenied, match="really"):
        begin_drill(actor=actor)
    assert Drill.objects.count() == 1


def test_who_was_reached_after_how_long() -> None:
    began = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def at(minute: int) -> datetime:
        return began + timedelta(minutes=minute)

    found = reached(
        began, [(1, at(0)), (2, at(15)), (3, at(15)), (1, at(60))],
        [(2, at(19)), (2, at(25)), (4, at(5)), (3, at(10))],
    )  # fmt: skip
    assert found == [
        Reached(1, at(0), None),
        Reached(2, at(15), timedelta(minutes=4)),
        Reached(3, None, timedelta(minutes=10)),
        Reached(4, None, timedelta(minutes=5)),
    ]
    spans = (timedelta(), timedelta(seconds=30), timedelta(minutes=2), timedelta(seconds=121))
    assert [minutes(span) for span in spans] == [1, 1, 2, 3]
