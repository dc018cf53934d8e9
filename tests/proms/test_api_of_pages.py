"""What a member does on her pages a program of hers does too: the same rules, the same refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from po_platform.access.actor import acting_as
from proms.actions.visits import When, note_visit
from proms.models import Assignment, DiaryEntry, Instrument, Response
from tests.personas import World
from tests.proms.api import V1, ask, program, sending
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


# ---------- Beginning, drafts, taking back, correcting ----------


def test_begin_keep_go_on_and_send(world: World, sign_in: Any, weekly: Instrument) -> None:
    client = program(world.ruth)
    (there,) = ask(client, "get", "instruments").json()["results"]
    begun = ask(client, "post", "assignments", {"instrument": there["instrument"]})
    assert begun.status_code == 201
    again = ask(client, "post", "assignments", {"instrument": there["instrument"]})
    assert again.json()["ref"] == begun.json()["ref"]
    here = f"assignments/{begun.json()['ref']}/draft"
    assert ask(client, "get", here).status_code == 404
    kept = ask(client, "put", here, {"answers": {"q1": 4, "q8": "kept-by-a-program"}})
    assert (kept.status_code, kept.json()["answers"]["q1"]) == (200, 4)
    page = sign_in(world.ruth).get(f"/answer/{begun.json()['ref']}/all")
    assert "kept-by-a-program" in page.content.decode()
    refused = ask(client, "put", here, {"answers": {"q1": 11}})
    assert refused.status_code == 422
    assert [one["link_id"] for one in refused.json()["problems"]] == ["q1"]
    assert ask(client, "get", here).json()["answers"]["q1"] == 4
    assert ask(client, "delete", here).status_code == 204
    assert ask(client, "get", here).status_code == 404
    sent = ask(client, "post", f"assignments/{begun.json()['ref']}/responses", sending())
    assert sent.status_code == 201
    assert ask(client, "put", here, {"answers": {"q1": 4}}).status_code == 403


def test_off_the_list_goes_only_what_she_took_up_herself(world: World, weekly: Instrument) -> None:
    mine, client = on_her_list(world.ruth, weekly), program(world.ruth)
    actor = world.ruth.actor()
    assert ask(client, "delete", f"assignments/{mine.ref}").status_code == 204
    assert ask(client, "get", "assignments").json()["results"] == []
    theirs = on_her_list(world.ruth, weekly)
    with acting_as(actor):
        Assignment.objects.visible_to(actor).filter(pk=theirs.pk).update(asked_by="organisation")
    assert ask(client, "delete", f"assignments/{theirs.ref}").status_code == 403


def test_taken_back_within_two_weeks(world: World, weekly: Instrument) -> None:
    response, client = send(world.ruth, on_her_list(world.ruth, weekly)), program(world.ruth)
    assert ask(client, "post", f"responses/{response.ref}/take-back").status_code == 204
    assert ask(client, "get", "responses").json()["results"] == []
    assert ask(client, "post", f"responses/{response.ref}/take-back").status_code == 404
    late = send(world.ruth, on_her_list(world.ruth, weekly))
    actor = world.ruth.actor()
    with acting_as(actor):
        found = Response.objects.visible_to(actor).get(pk=late.pk)
    assert found.withdrawn_at is None


def test_a_correction_stands_in_its_place_and_is_one_however_often_it_comes(
    world: World, weekly: Instrument
) -> None:
    response, client = send(world.ruth, on_her_list(world.ruth, weekly)), program(world.ruth)
    given = sending(answers=some_answers(9))
    here = f"responses/{response.ref}/correction"
    first, again = ask(client, "post", here, given), ask(client, "post", here, given)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["ref"] == again.json()["ref"]
    (listed,) = ask(client, "get", "responses").json()["results"]
    assert listed["ref"] == first.json()["ref"]
    assert ask(client, "post", here, sending(answers=some_answers(2))).status_code == 403
    assert ask(client, "post", here, given | {"answers": {"q1": 1}}).status_code == 409


# ---------- Visits and own words ----------


def test_a_visit_is_written_down_prepared_moved_and_cancelled(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    client = program(world.ruth)
    day = timezone.localdate() + timedelta(days=5)
    made = ask(client, "post", "visits", {"on": f"{day}", "at": "09:30", "with_whom": "Dr Harrow"})
    assert (made.status_code, made.json()["made_by"]) == (201, "self")
    here = f"visits/{made.json()['ref']}"
    asked = ask(client, "put", f"{here}/questions", {"lines": ["Is it  the tablets?", "How long?"]})
    assert asked.json()["questions"] == ["Is it the tablets?", "How long?"]
    assert ask(client, "put", f"{here}/agreed", {"lines": ["Half a tablet"]}).status_code == 200
    moved = ask(client, "put", here, {"on": f"{day + timedelta(days=1)}"})
    assert moved.json()["on"] == f"{day + timedelta(days=1)}"
    assert moved.json()["questions"] == ["Is it the tablets?", "How long?"]
    assert len(ask(client, "get", "visits").json()["coming"]) == 1
    assert "Dr Harrow" not in text_of(sign_in(world.ruth).get("/visits"))  # moved with nobody named
    assert ask(client, "delete", here).status_code == 204
    assert ask(client, "get", "visits").json() == {"coming": [], "past": []}
    assert ask(client, "get", here).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "on"),
        ({"on": "2020-01-01"}, "on"),
        ({"on": 7}, "on"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": "today"}, "on"),
        ({"on": "2026-12-01", "who": "me"}, "who"),
        ({"on": "2026-12-01", "with_whom": {"a": 1}}, "with_whom"),
    ],
)
def test_a_visit_that_cannot_be_is_told_by_its_field(
    world: World, body: dict[str, Any], field: str
) -> None:
    refused = ask(program(world.ruth), "post", "visits", body)
    assert refused.status_code == 400
    assert refused.json()[field]


def test_what_matters_is_read_and_written_in_its_order(world: World, weekly: Instrument) -> None:
    client = program(world.ruth)
    assert ask(client, "get", "matters").json() == {"lines": []}
    assert ask(client, "put", "matters", {"lines": ["b", "a"]}).json() == {"lines": ["b", "a"]}
    assert ask(client, "put", "matters", {"lines": ["x"] * 6}).status_code == 400
    assert ask(client, "put", "matters", {"lines": []}).json() == {"lines": []}


# ---------- Diary ----------


def new_measure(client: Client) -> Any:
    body = {"name": "Pain", "low": 0, "high": 10, "direction": "higher_worse"}
    return ask(client, "post", "diary/measures", body)


def test_a_diary_is_kept_by_a_program(world: World, weekly: Instrument) -> None:
    client, today = program(world.ruth), timezone.localdate()
    measure = new_measure(client)
    assert (measure.status_code, measure.json()["shared"]) == (201, False)
    assert new_measure(client).status_code == 409
    here = f"diary/measures/{measure.json()['ref']}"
    line = {"value": 4, "on": f"{today}", "words": "after the stairs"}
    written = ask(client, "post", f"{here}/entries", line)
    assert (written.status_code, written.json()["value"]) == (201, 4)
    event = {"kind": "event", "words": "New medicine", "on": f"{today - timedelta(days=1)}"}
    assert ask(client, "post", "diary/entries", event).json()["event"] is True
    told = ask(client, "get", "diary/entries").json()
    assert [one["words"] for one in told["results"]] == ["after the stairs", "New medicine"]
    only = client.get(f"{V1}/diary/entries?measure={measure.json()['ref']}").json()["results"]
    assert [one["value"] for one in only] == [4]
    assert ask(client, "delete", f"diary/entries/{written.json()['ref']}").status_code == 204
    assert len(ask(client, "get", "diary/entries").json()["results"]) == 1
    assert ask(client, "patch", here, {"ended": True}).json()["ended_at"]
    assert ask(client, "patch", here, {"shared": False}).json()["shared"] is False


def test_showing_more_takes_the_page(world: World) -> None:
    client = program(world.ruth)
    here = f"diary/measures/{new_measure(client).json()['ref']}"
    assert ask(client, "patch", here, {"shared": True}).status_code == 403
    assert ask(client, "get", here).json()["shared"] is False


@pytest.mark.parametrize(
    "line", [{"value": 11}, {"value": "much"}, {"value": 4, "on": "2999-01-01"}]
)
def test_a_number_its_measure_cannot_have_is_told(world: World, line: dict[str, Any]) -> None:
    client = program(world.ruth)
    here = f"diary/measures/{new_measure(client).json()['ref']}/entries"
    refused = ask(client, "post", here, {"on": f"{timezone.localdate()}", **line})
    assert refused.status_code == 400
    actor = world.ruth.actor()
    with acting_as(actor):
        assert not DiaryEntry.objects.visible_to(actor).exists()


def test_entries_come_page_by_page(world: World) -> None:
    client = program(world.ruth)
    here = f"diary/measures/{new_measure(client).json()['ref']}/entries"
    for number in range(27):
        ask(client, "post", here, {"on": f"{timezone.localdate()}", "value": number % 11})
    seen, page = 0, f"{V1}/diary/entries"
    while page:
        told = client.get(page).json()
        seen, page = seen + len(told["results"]), told["next"]
    assert seen == 27


# ---------- Schedules ----------


def test_a_plan_of_her_own_is_made_paused_resumed_and_left(
    world: World, weekly: Instrument
) -> None:
    client = program(world.ruth)
    made = ask(client, "post", "schedules", {"instruments": [weekly.slug], "every": "w2"})
    assert made.status_code == 201, made.content
    assert (made.json()["meant_for"], len(made.json()["coming"])) == ("self", 3)
    here = f"schedules/{made.json()['ref']}"
    until = timezone.localdate() + timedelta(days=20)
    paused = ask(client, "put", f"{here}/pause", {"until": f"{until}"})
    assert (paused.json()["state"], paused.json()["paused_until"]) == ("paused", f"{until}")
    assert ask(client, "delete", f"{here}/pause").json()["state"] == "running"
    assert len(ask(client, "get", "schedules").json()["results"]) == 1
    assert ask(client, "delete", here).status_code == 204
    assert ask(client, "get", "schedules").json()["results"] == []
    assert ask(client, "delete", here).status_code == 404


def test_a_plan_that_cannot_be_is_told(world: World, weekly: Instrument) -> None:
    client = program(world.ruth)
    for body, field in (
        ({"instruments": ["nothing-like-it"]}, "instruments"),
        ({"instruments": []}, "instruments"),
        ({"instruments": [weekly.slug, weekly.slug]}, "second"),
        ({"instruments": [weekly.slug], "anchor": "visit"}, "visit_days"),
        ({"instruments": [weekly.slug], "due_days": 9, "closes_days": 2}, "closes_days"),
        ({"instruments": [weekly.slug], "every": "daily"}, "every"),
    ):
        refused = ask(client, "post", "schedules", body)
        assert (refused.status_code, field in refused.json()) == (400, True), body


# ---------- Refusals: the same for all of them ----------


def test_nobody_reaches_what_is_somebody_elses(world: World, weekly: Instrument) -> None:
    ruth = program(world.ruth)
    measure = new_measure(ruth).json()["ref"]
    response = send(world.ruth, on_her_list(world.ruth, weekly))
    waiting = on_her_list(world.ruth, weekly)
    plan = ask(ruth, "post", "schedules", {"instruments": [weekly.slug]}).json()["ref"]
    actor = world.ruth.actor()
    with acting_as(actor):
        visit = note_visit(actor=actor, when=When(timezone.localdate())).ref
    day = f"{timezone.localdate()}"
    asked: list[tuple[str, str, Any]] = [
        ("get", f"diary/measures/{measure}", None),
        ("patch", f"diary/measures/{measure}", {"ended": True}),
        ("post", f"diary/measures/{measure}/entries", {"value": 1, "on": day}),
        ("delete", f"diary/entries/{uuid4()}", None),
        ("get", f"visits/{visit}", None),
        ("put", f"visits/{visit}", {"on": day}),
        ("delete", f"visits/{visit}", None),
        ("put", f"visits/{visit}/questions", {"lines": ["x"]}),
        ("get", f"schedules/{plan}", None),
        ("delete", f"schedules/{plan}", None),
        ("put", f"schedules/{plan}/pause", {"until": day}),
        ("delete", f"schedules/{plan}/pause", None),
        ("put", f"assignments/{waiting.ref}/draft", {"answers": {"q1": 1}}),
        ("delete", f"assignments/{waiting.ref}/draft", None),
        ("delete", f"assignments/{waiting.ref}", None),
        ("post", f"responses/{response.ref}/take-back", None),
        ("post", f"responses/{response.ref}/correction", sending()),
    ]
    for who in (world.gerd, world.nasser):
        client = program(who)
        for method, path, body in asked:
            assert ask(client, method, path, body).status_code == 404, (method, path)
    reading = program(world.ruth, "read")
    for method, path, body in asked:
        if method != "get":
            assert ask(reading, method, path, body).status_code == 401, (method, path)
    assert ask(ruth, "get", f"diary/measures/{measure}").json()["ended_at"] is None
