"""What a clinician asks and plans on her pages a program in her session does too, and no other one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Read
from po_platform.access.actor import acting_as
from proms import looks
from proms.models import Assignment, Enrolment, Instrument, Visit
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.api import ask, program
from tests.proms.path import put_weekly_in_use

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    """In use, not open to members; Ruth shares with Dr Nasser."""
    share(world.ruth, world.nasser)
    return put_weekly_in_use(world, open_to_members=False)


@pytest.fixture
def nasser(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.nasser)
    return client


def about(world: World, end: str) -> str:
    return f"patients/{world.ruth.subject}/{end}"


def looked_at(world: World) -> list[str]:
    actor = world.ruth.actor()
    with acting_as(actor):
        found = Read.objects.visible_to(actor).filter(subject_id=world.ruth.subject)
        return list(found.order_by("pk").values_list("what", flat=True))


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days)}"


def test_she_asks_once_and_gets_a_code_for_the_tablet(
    world: World, nasser: Client, weekly: Instrument
) -> None:
    here = about(world, "assignments")
    made = ask(nasser, "post", here, {"instrument": weekly.slug})
    assert (made.status_code, made.json()["asked_by"]) == (201, "clinician")
    assert ask(nasser, "post", here, {"instrument": weekly.slug}).status_code == 409
    assert "instrument" in ask(nasser, "post", here, {"instrument": "phq-9"}).json()
    (waiting,) = ask(nasser, "get", here).json()["results"]
    assert waiting["ref"] == made.json()["ref"]
    assert ask(program(world.ruth), "get", "assignments").json()["results"] == [waiting]
    assert looked_at(world) == [looks.ROOM, looks.ROOM], "told that it waits, and the list"
    code = ask(nasser, "post", f"{here}/{waiting['ref']}/tablet-code")
    assert code.status_code == 201
    opened = Client().post("/room", {"code": code.json()["code"]})
    assert (opened.status_code, opened.headers["Location"]) == (302, "/room/form")
    assert ask(nasser, "post", f"{here}/{uuid4()}/tablet-code").status_code == 404


def test_a_visit_she_writes_down_is_the_members_too(
    world: World, nasser: Client, weekly: Instrument
) -> None:
    here = about(world, "visits")
    made = ask(nasser, "post", here, {"on": day(5), "at": "09:30", "with_whom": "Ward 3"})
    assert (made.status_code, made.json()["made_by"]) == (201, "clinic")
    (hers,) = ask(program(world.ruth), "get", "visits").json()["coming"]
    assert hers["ref"] == made.json()["ref"]
    moved = ask(nasser, "put", f"{here}/{hers['ref']}", {"on": day(6)})
    assert (moved.json()["on"], moved.json()["at"]) == (day(6), None)
    assert [one["on"] for one in ask(nasser, "get", here).json()["results"]] == [day(6)]
    assert looked_at(world) == [looks.PLAN]
    assert "on" in ask(nasser, "put", f"{here}/{hers['ref']}", {"on": day(-1)}).json()
    assert ask(nasser, "delete", f"{here}/{hers['ref']}").status_code == 204
    assert ask(nasser, "get", here).json() == {"results": []}


def test_a_plan_is_made_moved_and_ended(world: World, nasser: Client, weekly: Instrument) -> None:
    here = about(world, "schedules")
    planned = {"instruments": [weekly.slug], "every": "m3", "after_days": 42}
    made = ask(nasser, "post", here, planned)
    assert made.status_code == 201, made.content
    assert (made.json()["meant_for"], made.json()["coming"][0]) == ("patient", day(42))
    one = f"{here}/{made.json()['ref']}"
    moved = ask(nasser, "put", f"{one}/anchor", {"anchor_on": day(7)})
    assert moved.json()["coming"][0] == day(49)
    assert "anchor_on" in ask(nasser, "put", f"{one}/anchor", {"anchor_on": day(9999)}).json()
    assert len(ask(nasser, "get", here).json()["results"]) == 1
    assert set(looked_at(world)) == {looks.PLAN}
    assert ask(nasser, "delete", one).status_code == 204
    assert ask(nasser, "get", here).json() == {"results": []}
    assert ask(nasser, "delete", one).status_code == 404


def test_until_when_she_pauses_is_not_told(
    world: World, nasser: Client, weekly: Instrument
) -> None:
    here = about(world, "schedules")
    made = ask(nasser, "post", here, {"instruments": [weekly.slug]})
    with acting_as(world.ruth.actor()) as ruth:
        Enrolment.objects.visible_to(ruth).filter(ref=made.json()["ref"]).update(
            state=Enrolment.State.PAUSED, paused_until=timezone.localdate() + timedelta(days=40)
        )
    (shown,) = ask(nasser, "get", here).json()["results"]
    assert (shown["state"], shown["coming"]) == ("paused", [])
    assert day(40) not in str(shown) and "paused_until" not in shown


def test_what_cannot_be_planned_is_told(world: World, nasser: Client, weekly: Instrument) -> None:
    for body, field in (
        ({"instruments": ["nothing-like-it"]}, "instruments"),
        ({"instruments": [weekly.slug], "after_days": 731}, "after_days"),
        ({"instruments": [weekly.slug], "anchor": "visit"}, "visit_days"),
        ({"instruments": [weekly.slug], "anchor": "start"}, "anchor"),
        ({"instruments": [weekly.slug], "subject": str(uuid4())}, "subject"),
    ):
        refused = ask(nasser, "post", about(world, "schedules"), body)
        assert (refused.status_code, field in refused.json()) == (400, True), body


def test_what_another_clinician_planned_is_hers(
    world: World, sign_in: Any, nasser: Client, weekly: Instrument
) -> None:
    share(world.ruth, world.oduya)
    made = ask(nasser, "post", about(world, "schedules"), {"instruments": [weekly.slug]})
    one, oduya = about(world, f"schedules/{made.json()['ref']}"), sign_in(world.oduya)
    assert ask(oduya, "put", f"{one}/anchor", {"anchor_on": day(7)}).status_code == 403
    assert ask(oduya, "delete", one).status_code == 403
    assert len(ask(oduya, "get", about(world, "schedules")).json()["results"]) == 1


def test_a_members_own_plan_is_not_shown_to_her_clinician(
    world: World, nasser: Client, weekly: Instrument
) -> None:
    weekly.open_to_members = True
    weekly.save()
    made = ask(program(world.ruth), "post", "schedules", {"instruments": [weekly.slug]})
    assert made.status_code == 201
    assert ask(nasser, "get", about(world, "schedules")).json() == {"results": []}
    here = about(world, f"schedules/{made.json()['ref']}")
    assert ask(nasser, "delete", here).status_code == 403


def test_nobody_else_asks_plans_or_learns_that_she_is_here(
    world: World, sign_in: Any, nasser: Client, weekly: Instrument
) -> None:
    plan = ask(nasser, "post", about(world, "schedules"), {"instruments": [weekly.slug]}).json()
    visit = ask(nasser, "post", about(world, "visits"), {"on": day(5)}).json()
    waits = ask(nasser, "post", about(world, "assignments"), {"instrument": weekly.slug}).json()
    before = looked_at(world)
    asked: list[tuple[str, str, Any]] = [
        ("get", "assignments", None),
        ("post", "assignments", {"instrument": weekly.slug}),
        ("post", f"assignments/{waits['ref']}/tablet-code", None),
        ("get", "visits", None),
        ("post", "visits", {"on": day(6)}),
        ("put", f"visits/{visit['ref']}", {"on": day(6)}),
        ("delete", f"visits/{visit['ref']}", None),
        ("get", "schedules", None),
        ("post", "schedules", {"instruments": [weekly.slug]}),
        ("put", f"schedules/{plan['ref']}/anchor", {"anchor_on": day(6)}),
        ("delete", f"schedules/{plan['ref']}", None),
    ]
    weak = (program(world.nasser), sign_in(world.nasser, strong=False))
    others = [sign_in(one) for one in (world.ruth, world.gerd, world.administrator, world.curator)]
    for method, end, body in asked:
        for client in (*weak, *others):
            refused = ask(client, method, about(world, end), body)
            assert refused.status_code == 403, (method, end)
        refused = ask(sign_in(world.oduya), method, about(world, end), body)
        assert refused.status_code == 404, (method, end)
        assert ask(Client(), method, about(world, end), body).status_code == 401
    assert looked_at(world) == before
    ruth = world.ruth.actor()
    with acting_as(ruth):
        assert Assignment.objects.visible_to(ruth).count() == 1
        assert [f"{one.on}" for one in Visit.objects.visible_to(ruth)] == [day(5)]
        assert [one.state for one in Enrolment.objects.visible_to(ruth)] == ["running"]
