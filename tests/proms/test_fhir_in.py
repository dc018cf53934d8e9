"""QuestionnaireResponses come in by the API: checked, one's own only, each identifier once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from po_platform.access.actor import acting_as
from proms.models import Assignment, Response, Score
from proms.take_along import response_as_fhir
from tests.personas import Persona, World
from tests.proms.api import program
from tests.proms.path import on_her_list, put_in, put_weekly_in_use, send, some_answers, use
from tests.questionnaires.forms import choice, question, questionnaire

pytestmark = pytest.mark.django_db
HERE = "/api/v1/fhir/QuestionnaireResponse"
FHIR = "application/fhir+json"


def bring(persona: Persona, resource: Any) -> Any:
    raw = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
    return program(persona).post(HERE, raw, content_type=FHIR)


def resource(persona: Persona, **changes: Any) -> dict[str, Any]:
    """Finished answers to the weekly check-in."""
    found = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "urn:po-platform:questionnaire:weekly-check-in|1.0.0",
        "status": "completed",
        "identifier": {"system": "urn:example:clinic", "value": "17"},
        "subject": {"reference": f"urn:uuid:{persona.subject}"},
        "item": [
            {"linkId": "q1", "answer": [{"valueInteger": 4}]},
            {"linkId": "q8", "answer": [{"valueString": "Kneading dough"}]},
        ],
    }
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


def test_finished_answers_are_stored_scored_and_done(world: World) -> None:
    weekly = put_weekly_in_use(world)
    waiting = on_her_list(world.ruth, weekly)
    answer = bring(world.ruth, resource(world.ruth))
    assert answer.status_code == 201, answer.content
    assert answer.headers["Content-Type"].startswith(FHIR)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        sent = Response.objects.visible_to(ruth).get()
        assert sent.answers == {"q1": 4, "q8": "Kneading dough"}
        assert Score.objects.visible_to(ruth).filter(response=sent, value=4).exists()
        assert Assignment.objects.visible_to(ruth).get(pk=waiting.pk).state == "done"


def test_the_same_identifier_is_answered_with_the_first(world: World) -> None:
    put_weekly_in_use(world)
    first = bring(world.ruth, resource(world.ruth))
    other = {"linkId": "q1", "answer": [{"valueInteger": 9}]}
    again = bring(world.ruth, resource(world.ruth, item=[other]))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    ruth = world.ruth.actor()
    with acting_as(ruth):
        assert Response.objects.visible_to(ruth).count() == 1
    assert bring(world.gerd, resource(world.gerd)).status_code == 201  # his own 17 is another


def test_what_went_out_comes_in_again(world: World) -> None:
    form = questionnaire(
        choice("aids", "stick", "frame", repeats=True),
        choice("one", "yes", "no"),
        question("day", "date"),
        question("words", "text"),
        {"linkId": "g", "type": "group", "repeats": True, "text": "Visit", "item": [question("d", "date")]},
        url="urn:example:form", version="3",
    )  # fmt: skip
    instrument = use(world, put_in(world, form))
    answers = {
        "aids": ["stick", "frame"], "one": "no", "day": "2026-03-04", "words": "x",
        "g": [{"d": "2024-03-07"}, {"d": "2024-04-08"}],
    }  # fmt: skip
    sent = send(world.ruth, on_her_list(world.ruth, instrument), answers)
    out = response_as_fhir(sent)
    out["identifier"] = {"value": "copy"}
    answer = bring(world.ruth, out)
    assert answer.status_code == 201, answer.content
    ruth = world.ruth.actor()
    with acting_as(ruth):
        assert Response.objects.visible_to(ruth).latest("pk").answers == sent.answers


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"subject": {"reference": "urn:uuid:6c0f4b9e-0000-4000-8000-000000000000"}}, 403, "yourself"),
        ({"subject": None}, 403, "yourself"),
        ({"subject": "Patient/1"}, 403, "yourself"),
        ({"resourceType": "Observation"}, 400, "no QuestionnaireResponse"),
        ({"status": "in-progress"}, 400, "finished"),
        ({"identifier": None}, 400, "identifier"),
        ({"identifier": {"value": 7}}, 400, "identifier"),
        ({"questionnaire": "urn:nothing|1"}, 400, "address and version"),
        ({"questionnaire": ["x"]}, 400, "address and version"),
        ({"item": {"linkId": "q1"}}, 422, "list of items"),
        ({"item": [{"linkId": "q99"}]}, 422, "no item with this linkId"),
        ({"item": [7]}, 422, "no item with this linkId"),
        ({"item": [{"linkId": "q1", "answer": [{"valueString": "four"}]}]}, 422, "no answer to this"),
        ({"item": [{"linkId": "q1", "answer": [{"valueInteger": 44}]}]}, 422, ""),
        ({"item": [{"linkId": "q4", "answer": [{"valueCoding": {"code": "x"}}]}]}, 422, "no answer"),
        ({"item": [{"linkId": "q1", "answer": [{"valueInteger": 4}]}] * 2}, 422, "twice"),
        ({"item": []}, 422, "at least one"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(
    world: World, changes: dict[str, Any], status: int, told: str
) -> None:
    put_weekly_in_use(world)
    answer = bring(world.ruth, resource(world.ruth, **changes))
    assert answer.status_code == status, answer.content
    assert told in answer.content.decode()
    ruth = world.ruth.actor()
    with acting_as(ruth):
        assert not Response.objects.visible_to(ruth).exists()


def test_what_is_no_object_or_no_json_is_refused(world: World) -> None:
    assert bring(world.ruth, [1]).status_code == 400
    assert bring(world.ruth, b"{").status_code == 400


def test_what_is_not_on_the_list_is_not_taken(world: World) -> None:
    put_weekly_in_use(world, open_to_members=False)
    answer = bring(world.ruth, resource(world.ruth))
    assert answer.status_code == 400
    assert "not on your list" in answer.content.decode()


def test_who_filled_it_in_goes_out_without_a_name(world: World) -> None:
    sent = send(world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)), some_answers())
    herself = {"reference": f"urn:uuid:{world.ruth.subject}"}
    out = response_as_fhir(sent)
    assert (out["source"], out["author"]) == (herself, herself)
    sent.given_by = "helper"
    out = response_as_fhir(sent)
    assert (out["source"], out["author"]) == (herself, {"display": "helper chosen by the person"})
    sent.given_by = "proxy"
    assert response_as_fhir(sent)["source"] == {"display": "legal proxy"}


@pytest.mark.parametrize(
    "name", ["subject", "identifier", "questionnaire", "status", "language", "item", "resourceType"]
)
def test_a_wrong_kind_of_value_is_never_our_fault(world: World, name: str) -> None:
    put_weekly_in_use(world)
    other: tuple[Any, ...] = (True, 7, 1.5, "", [], [[]], {}, {"value": {}, "reference": []})
    for junk in other:
        answer = bring(world.ruth, resource(world.ruth, **{name: junk}))
        assert answer.status_code < 500, (name, junk)
