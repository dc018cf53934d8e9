"""The API does what the pages do, for the same people, and refuses the same."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Read
from members.models import ApiToken
from po_platform.access.actor import acting_as
from proms import looks
from proms.models import Assignment, Response
from proms.shipped import check_in_questionnaires
from questionnaires.fhir import import_fhir
from tests import personas
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.api import post, program, sending
from tests.proms.path import (
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    sent_often,
    some_answers,
    use,
)

pytestmark = pytest.mark.django_db
CANARY = "canary-in-the-api"


@pytest.fixture
def waiting(world: World) -> Assignment:
    """The weekly check-in on Ruth's list."""
    return on_her_list(world.ruth, put_weekly_in_use(world))


def stored(persona: Persona) -> list[Response]:
    actor = persona.actor()
    with acting_as(actor):
        return list(Response.objects.visible_to(actor).order_by("pk"))


# ---------- The way of a sending ----------


def test_list_form_send_and_read(world: World, waiting: Assignment) -> None:
    client = program(world.ruth)
    (listed,) = client.get("/api/v1/assignments").json()["results"]
    assert (listed["ref"], listed["questions"], listed["minutes"]) == (str(waiting.ref), 8, 3)
    form = client.get(f"/api/v1/assignments/{waiting.ref}").json()
    assert form["languages"] == ["en", "de"]
    assert import_fhir(json.dumps(form["questionnaire"]).encode()).definition
    began = timezone.now() - timedelta(minutes=4)
    given = sending(answers=some_answers(words=CANARY), started_at=began.isoformat())
    given["missing"] = {"q4": "prefer-not-to-say"}
    answer = post(client, waiting.ref, given)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["answers"] == some_answers(words=CANARY)
    assert told["missing"] == {"q4": "prefer-not-to-say"}
    assert {s["scale"]: s["value"] for s in told["scores"]}["pain"] == 4
    assert client.get("/api/v1/assignments").json() == {"results": []}
    again = client.get(f"/api/v1/responses/{told['ref']}").json()
    assert again == told
    assert client.get("/api/v1/responses").json()["results"][0]["ref"] == told["ref"]


def test_the_same_sending_again_gives_the_same_answer_back(
    world: World, waiting: Assignment
) -> None:
    client, given = program(world.ruth), sending()
    first, again = post(client, waiting.ref, given), post(client, waiting.ref, given)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(stored(world.ruth)) == 1


def test_other_answers_under_the_same_name_are_a_conflict(
    world: World, waiting: Assignment
) -> None:
    client, given = program(world.ruth), sending()
    post(client, waiting.ref, given)
    for changed in (
        {**given, "answers": some_answers(9)},
        {**given, "missing": {"q4": "prefer-not-to-say"}},
    ):
        assert post(client, waiting.ref, changed).status_code == 409
    assert [response.answers["q1"] for response in stored(world.ruth)] == [4]


def test_the_same_name_for_other_questions_is_a_conflict(world: World, waiting: Assignment) -> None:
    client, given = program(world.ruth), sending()
    post(client, waiting.ref, given)
    other = on_her_list(world.ruth, waiting.instrument)
    assert post(client, other.ref, given).status_code == 409
    assert len(stored(world.ruth)) == 1


def test_two_people_may_use_the_same_name(world: World, waiting: Assignment) -> None:
    given = sending()
    gerds = on_her_list(world.gerd, waiting.instrument)
    assert post(program(world.ruth), waiting.ref, given).status_code == 201
    assert post(program(world.gerd), gerds.ref, given).status_code == 201


def test_a_second_sending_is_refused_with_the_reason(world: World, waiting: Assignment) -> None:
    client = program(world.ruth)
    post(client, waiting.ref, sending())
    refused = post(client, waiting.ref, sending())
    assert (refused.status_code, refused.json()) == (
        403,
        {"detail": "You have sent these answers already."},
    )


def test_too_late_is_refused_with_the_reason(world: World, waiting: Assignment) -> None:
    actor = world.ruth.actor()
    with acting_as(actor):
        Assignment.objects.visible_to(actor).update(closes_at=timezone.now() - timedelta(hours=1))
    assert post(program(world.ruth), waiting.ref, sending()).status_code == 403
    assert stored(world.ruth) == []


def test_what_cannot_stand_is_told_item_by_item(world: World, waiting: Assignment) -> None:
    answers = {"q1": 11, "q2": "5", "q4": "brilliantly", "q8": "x" * 30_000, "zz": 1}
    refused = post(program(world.ruth), waiting.ref, sending(answers=answers))
    assert refused.status_code == 422
    found = {p["link_id"]: p["kind"] for p in refused.json()["problems"]}
    assert found == {
        "q1": "range", "q2": "kind", "q4": "option", "q8": "too_long", "zz": "unknown",
    }  # fmt: skip
    assert all(p["message"] and p["rows"] == [] for p in refused.json()["problems"])
    assert stored(world.ruth) == []


def test_hidden_answers_are_neither_stored_nor_scored(world: World, waiting: Assignment) -> None:
    daily = use(world, put_in(world, check_in_questionnaires()["daily-life"], "daily-life"))
    assignment = on_her_list(world.ruth, daily)
    *_rest, helped, follow_up = check_in_questionnaires()["daily-life"]["item"]
    answers = {helped["linkId"]: False, follow_up["linkId"]: CANARY}
    answer = post(program(world.ruth), assignment.ref, sending(answers=answers))
    assert answer.status_code == 201, answer.content
    assert answer.json()["answers"] == {helped["linkId"]: False}


def test_a_language_the_form_does_not_have_is_refused(world: World, waiting: Assignment) -> None:
    refused = post(program(world.ruth), waiting.ref, sending(language="fr"))
    assert (refused.status_code, refused.json()) == (
        400,
        {"language": ["Choose one of these: en, de."]},
    )


# ---------- Lists ----------


def test_responses_are_listed_newest_first_and_older_by_key(
    world: World, waiting: Assignment
) -> None:
    sent_often(world.ruth, waiting.instrument, 23)
    client, seen, page = program(world.ruth), [], "/api/v1/responses"
    while page:
        told = client.get(page).json()
        seen += [row["ref"] for row in told["results"]]
        page = told["next"]
    assert seen == [str(r.ref) for r in reversed(stored(world.ruth))]


def test_the_course_carries_meaning_and_source(world: World, waiting: Assignment) -> None:
    send(world.ruth, waiting)
    lines = program(world.ruth).get("/api/v1/course").json()["results"]
    assert [line["scale"] for line in lines] == [
        "pain", "tiredness", "sleep", "daily_tasks", "well_being",
    ]  # fmt: skip
    pain = lines[0]
    assert (pain["direction"], pain["low"], pain["high"]) == ("higher_worse", 0, 10)
    assert pain["source"]
    assert [point["value"] for point in pain["points"]] == [4]
    assert lines[3]["points"][0] == {
        "at": pain["points"][0]["at"],
        "value": None,
        "state": "not_scorable",
    }


def test_a_response_comes_as_fhir_too(world: World, waiting: Assignment) -> None:
    response = send(world.ruth, waiting)
    answer = program(world.ruth).get(f"/api/v1/responses/{response.ref}/fhir")
    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert answer.json()["resourceType"] == "QuestionnaireResponse"


# ---------- Who may ----------


def own_addresses(waiting: Assignment, response: Response) -> list[str]:
    return [
        f"/api/v1/assignments/{waiting.ref}",
        f"/api/v1/responses/{response.ref}",
        f"/api/v1/responses/{response.ref}/fhir",
        f"/api/v1/responses?before={response.ref}",
    ]


def test_nobody_opens_somebody_elses_things(world: World, waiting: Assignment) -> None:
    response = send(world.ruth, waiting, some_answers(words=CANARY))
    for address in own_addresses(waiting, response):
        assert program(world.ruth).get(address).status_code == 200
        for persona in (world.gerd, world.nasser, world.administrator):
            refused = program(persona).get(address)
            assert refused.status_code == 404
            assert CANARY not in refused.content.decode()
    for persona in (world.gerd, world.nasser):
        assert post(program(persona), waiting.ref, sending()).status_code == 404


def test_a_clinician_with_a_grant_does_not_answer_for_her_patient(
    world: World, sign_in: Any, waiting: Assignment
) -> None:
    share(world.ruth, world.nasser)
    assert post(sign_in(world.nasser), waiting.ref, sending()).status_code == 404


def test_without_signing_in_the_answer_is_401(world: World, waiting: Assignment) -> None:
    for header in ("", "Bearer nonsense", "Basic cnV0aDp4"):
        client = Client(headers={"authorization": header} if header else {})
        refused = client.get("/api/v1/assignments")
        assert (refused.status_code, refused.json()) == (
            401,
            {"detail": "Sign in to see this page."},
        )
        assert post(client, waiting.ref, sending()).status_code == 401


def test_a_token_that_only_reads_does_not_send(world: World, waiting: Assignment) -> None:
    reading = program(world.ruth, "read")
    assert reading.get("/api/v1/assignments").status_code == 200
    assert post(reading, waiting.ref, sending()).status_code == 401
    assert stored(world.ruth) == []


@pytest.mark.parametrize(
    "ended",
    [{"expires_at": timezone.now() - timedelta(days=1)}, {"revoked_at": timezone.now()}],
)
def test_a_token_that_ended_opens_nothing(
    world: World, waiting: Assignment, ended: dict[str, Any]
) -> None:
    client = program(world.ruth)
    assert client.get("/api/v1/assignments").status_code == 200
    ApiToken.objects.update(**ended)
    assert client.get("/api/v1/assignments").status_code == 401


def test_a_session_sends_only_with_the_key_against_forgery(
    world: World, waiting: Assignment
) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    personas.sign_in(client, world.ruth)
    assert client.get("/api/v1/assignments").status_code == 200
    assert post(client, waiting.ref, sending()).status_code == 403
    page = client.get(f"/answer/{waiting.ref}/1").content.decode()
    key = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    client.defaults["HTTP_X_CSRFTOKEN"] = key
    assert post(client, waiting.ref, sending()).status_code == 201


# ---------- Clinicians ----------


def reads(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        found = Read.objects.visible_to(actor).filter(subject_id=persona.subject)
        return list(found.order_by("pk").values_list("what", flat=True))


def test_a_clinician_reads_who_shares_and_their_scores_and_it_is_recorded(
    world: World, sign_in: Any, waiting: Assignment
) -> None:
    send(world.ruth, waiting)
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    (patient,) = client.get("/api/v1/patients").json()["results"]
    assert (patient["subject"], patient["name"]) == (str(world.ruth.subject), "Ruth E.")
    scores = client.get(f"/api/v1/patients/{patient['subject']}/scores").json()["results"]
    assert scores == program(world.ruth).get("/api/v1/course").json()["results"]
    assert reads(world.ruth) == ["members.name", looks.SCORES]


def test_a_token_is_never_a_second_factor(world: World, sign_in: Any, waiting: Assignment) -> None:
    send(world.ruth, waiting)
    share(world.ruth, world.nasser)
    scores = f"/api/v1/patients/{world.ruth.subject}/scores"
    for client in (program(world.nasser), sign_in(world.nasser, strong=False)):
        for address in ("/api/v1/patients", scores):
            refused = client.get(address)
            assert refused.status_code == 403
            assert "second factor" in refused.json()["detail"]
    assert reads(world.ruth) == []


def test_members_and_clinicians_without_a_grant_see_no_patient(
    world: World, sign_in: Any, waiting: Assignment
) -> None:
    send(world.ruth, waiting)
    share(world.ruth, world.nasser)
    scores = f"/api/v1/patients/{world.ruth.subject}/scores"
    assert sign_in(world.oduya).get("/api/v1/patients").json()["results"] == []
    assert sign_in(world.oduya).get(scores).status_code == 404
    assert sign_in(world.nasser).get(f"/api/v1/patients/{uuid4()}/scores").status_code == 404
    for persona in (world.ruth, world.gerd, world.administrator):
        assert sign_in(persona).get(scores).status_code == 403
    assert reads(world.ruth) == []


# ---------- The description ----------


def test_every_address_is_in_the_schema_and_for_signed_in_people_only(
    world: World, sign_in: Any
) -> None:
    assert Client().get("/api/schema").status_code == 401
    schema = sign_in(world.ruth).get("/api/schema", headers={"accept": "application/json"}).json()
    for path in (
        "/api/v1/assignments",
        "/api/v1/assignments/{ref}",
        "/api/v1/assignments/{ref}/responses",
        "/api/v1/responses",
        "/api/v1/responses/{ref}",
        "/api/v1/responses/{ref}/fhir",
        "/api/v1/course",
        "/api/v1/assignments/{ref}/draft",
        "/api/v1/instruments",
        "/api/v1/responses/{ref}/take-back",
        "/api/v1/responses/{ref}/correction",
        "/api/v1/matters",
        "/api/v1/visits",
        "/api/v1/visits/{ref}",
        "/api/v1/visits/{ref}/questions",
        "/api/v1/visits/{ref}/agreed",
        "/api/v1/diary/measures",
        "/api/v1/diary/measures/{ref}",
        "/api/v1/diary/measures/{ref}/entries",
        "/api/v1/diary/entries",
        "/api/v1/diary/entries/{ref}",
        "/api/v1/schedules",
        "/api/v1/schedules/{ref}",
        "/api/v1/schedules/{ref}/pause",
        "/api/v1/patients",
        "/api/v1/patients/{subject}/scores",
    ):
        assert path in schema["paths"], path
    sent = schema["paths"]["/api/v1/assignments/{ref}/responses"]["post"]
    assert {"200", "201", "400", "403", "409", "422"} <= set(sent["responses"])
