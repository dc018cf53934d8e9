"""A member's program moves her plan, says why, chooses her day and makes her codes, as she does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from po_platform.access.actor import acting_as
from proms.actions.schedules import Planned, plan_for_patient
from proms.actions.visits import When, note_visit
from proms.models import Instrument, ReasonGiven
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.api import ask, program
from tests.proms.path import on_her_list, put_weekly_in_use, send, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


@pytest.fixture
def ruth(world: World) -> Client:
    return program(world.ruth)


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days)}"


def plan(client: Client, weekly: Instrument) -> str:
    made = ask(client, "post", "schedules", {"instruments": [weekly.slug], "every": "w2"})
    return f"schedules/{made.json()['ref']}"


def by_nasser(world: World, weekly: Instrument) -> str:
    share(world.ruth, world.nasser)
    nasser, subject = world.nasser.actor(), world.ruth.subject
    asked = Planned([weekly], "day", timezone.localdate(), 0, None, None, 3, 5, 7, 1)
    with acting_as(nasser):
        return f"schedules/{plan_for_patient(actor=nasser, subject=subject, planned=asked).ref}"


def test_her_own_plan_counts_from_another_day(
    world: World, ruth: Client, weekly: Instrument
) -> None:
    here = plan(ruth, weekly)
    assert ask(ruth, "put", f"{here}/anchor", {"anchor_on": day(3)}).status_code == 204
    assert ask(ruth, "get", here).json()["coming"][0] == day(3)
    told = ask(ruth, "put", f"{here}/anchor", {"anchor_on": day(9999)})
    assert (told.status_code, "anchor_on" in told.json()) == (400, True)
    theirs = f"{by_nasser(world, weekly)}/anchor"
    assert ask(ruth, "put", theirs, {"anchor_on": day(3)}).status_code == 403


def test_a_reason_has_its_consequence_and_is_shown_only_where_she_says_so(
    world: World, ruth: Client, sign_in: Any, weekly: Instrument
) -> None:
    here = by_nasser(world, weekly)
    assert ask(ruth, "post", f"{here}/why", {"why": "lazy"}).status_code == 400
    assert ask(ruth, "post", f"{here}/why", {"why": "too_ill"}).status_code == 204
    assert ask(ruth, "get", here).json()["state"] == "paused"
    assert ask(ruth, "get", "reasons").json() == {"results": []}
    said = {"why": "hospital", "shown": True}
    assert ask(ruth, "post", f"{here}/why", said).status_code == 204
    (one,) = ask(ruth, "get", "reasons").json()["results"]
    assert (one["why"], one["shown"]) == ("hospital", True)
    send(world.ruth, on_her_list(world.ruth, weekly))
    page, nasser = f"/clinic/people/{world.ruth.subject}", sign_in(world.nasser)
    assert "in hospital" in text_of(nasser.get(page))
    assert ask(ruth, "patch", f"reasons/{one['ref']}", {"shown": False}).status_code == 204
    assert "in hospital" not in text_of(nasser.get(page))
    paused = {"until": day(20), "shown": True}
    assert ask(ruth, "put", f"{here}/pause", paused).status_code == 200
    said_since = ask(ruth, "get", "reasons").json()["results"]
    assert [row["why"] for row in said_since] == ["pause", "hospital"]


def test_the_day_she_likes_to_answer_is_kept(world: World, ruth: Client) -> None:
    assert ask(ruth, "get", "answer-weekday").json() == {"weekday": None}
    for chosen in (0, 6, None):
        told = ask(ruth, "put", "answer-weekday", {"weekday": chosen})
        assert (told.status_code, told.json()) == (200, {"weekday": chosen})
    for wrong in (7, -1, "monday"):
        assert ask(ruth, "put", "answer-weekday", {"weekday": wrong}).status_code == 400


def test_codes_for_telephone_and_tablet_are_made_and_taken_back(
    world: World, ruth: Client, weekly: Instrument
) -> None:
    here = f"assignments/{on_her_list(world.ruth, weekly).ref}"
    assert ask(ruth, "get", f"{here}/telephone-code").status_code == 404
    first = ask(ruth, "post", f"{here}/telephone-code")
    assert (first.status_code, len(first.json()["code"])) == (201, 11)
    assert ask(ruth, "post", f"{here}/telephone-code").json() == first.json()
    assert ask(ruth, "get", f"{here}/telephone-code").json() == first.json()
    assert ask(ruth, "delete", f"{here}/telephone-code").status_code == 204
    assert ask(ruth, "get", f"{here}/telephone-code").status_code == 404
    tablet = ask(ruth, "post", f"{here}/tablet-code")
    assert tablet.status_code == 201
    newer = ask(ruth, "post", f"{here}/tablet-code").json()["code"]
    assert Client().post("/room", {"code": tablet.json()["code"]}).status_code == 422
    assert Client().post("/room", {"code": newer}).status_code == 302


def test_a_code_for_the_doctor_opens_under_the_name_everybody_sees(
    world: World, ruth: Client, weekly: Instrument
) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly))
    actor = world.ruth.actor()
    with acting_as(actor):
        visit = note_visit(actor=actor, when=When(timezone.localdate(), with_whom="Dr Harrow"))
    here = f"visits/{visit.ref}/code"
    assert ask(ruth, "get", here).status_code == 404
    made = ask(ruth, "post", here)
    assert (made.status_code, made.json()["left"], made.json()["opened"]) == (201, 3, [])
    assert made.json()["behind"] is True
    doctor = Client()
    opened = doctor.post("/doctor", {"code": made.json()["code"]}, follow=True)
    assert "Ruth E." in text_of(opened)
    assert ask(ruth, "get", here).json()["left"] == 2
    assert ask(ruth, "delete", here).status_code == 204
    assert "Ruth E." not in text_of(doctor.get("/doctor/summary"))


def test_nobody_reaches_what_is_somebody_elses(
    world: World, ruth: Client, weekly: Instrument
) -> None:
    here, waits = plan(ruth, weekly), f"assignments/{on_her_list(world.ruth, weekly).ref}"
    actor = world.ruth.actor()
    with acting_as(actor):
        visit = note_visit(actor=actor, when=When(timezone.localdate())).ref
    ask(ruth, "post", f"{here}/why", {"why": "go_on", "shown": True})
    (reason,) = ask(ruth, "get", "reasons").json()["results"]
    asked: list[tuple[str, str, Any]] = [
        ("put", f"{here}/anchor", {"anchor_on": day(1)}),
        ("post", f"{here}/why", {"why": "too_much"}),
        ("patch", f"reasons/{reason['ref']}", {"shown": False}),
        ("get", f"{waits}/telephone-code", None),
        ("post", f"{waits}/telephone-code", None),
        ("delete", f"{waits}/telephone-code", None),
        ("post", f"{waits}/tablet-code", None),
        ("get", f"visits/{visit}/code", None),
        ("post", f"visits/{visit}/code", None),
        ("delete", f"visits/{visit}/code", None),
    ]
    for who in (world.gerd, world.nasser):
        client = program(who)
        for method, path, body in asked:
            assert ask(client, method, path, body).status_code == 404, (method, path)
    reading = program(world.ruth, "read")
    for method, path, body in asked:
        if method != "get":
            assert ask(reading, method, path, body).status_code == 401, (method, path)
    assert ask(ruth, "patch", f"reasons/{uuid4()}", {"shown": True}).status_code == 404
    with acting_as(actor):
        assert ReasonGiven.objects.visible_to(actor).get().shown
    assert ask(ruth, "get", here).json()["state"] == "running"
