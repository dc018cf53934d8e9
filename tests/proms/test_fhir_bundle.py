"""A file with answers and scores: whole in itself, of the shape R4 gives it, and without a name."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Read
from po_platform.access.actor import acting_as
from proms import looks
from proms.models import Response, Score
from questionnaires.fhir import import_fhir
from questionnaires.fhir.response_in import read_response
from questionnaires.queries import form_in
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.api import program
from tests.proms.path import on_her_list, put_weekly_in_use, send, sent_often, some_answers

pytestmark = pytest.mark.django_db
FHIR = "application/fhir+json"

# What R4 demands of each kind of resource, and everything it allows of what we write.
SHAPES: dict[str, tuple[set[str], set[str]]] = {
    "Patient": ({"id"}, set()),
    "Device": ({"id"}, {"status", "deviceName", "type"}),
    "QuestionnaireResponse": (
        {"id", "status", "item"},
        {"language", "extension", "questionnaire", "subject", "authored", "author", "source"},
    ),
    "Observation": (
        {"id", "status", "code"},
        {
            "category", "subject", "effectiveDateTime", "performer", "valueQuantity",
            "dataAbsentReason", "note", "method", "device", "derivedFrom",
        },
    ),
    "Provenance": ({"id", "target", "recorded", "agent"}, {"entity"}),
}  # fmt: skip
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


@pytest.fixture
def sent(world: World) -> Response:
    return send(world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)))


def opened(client: Any, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"].startswith(FHIR)
    found: dict[str, Any] = json.loads(answer.content)
    return found


def of_kind(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle.get("entry", [])]
    return [one for one in found if one["resourceType"] == kind]


def references(value: Any) -> set[str]:
    """Every reference anywhere inside."""
    if isinstance(value, dict):
        own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
        return own.union(*(references(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(references(part) for part in value))
    return set()


def check_shape(bundle: dict[str, Any]) -> None:
    """Each resource has what R4 demands and nothing it does not know; no blanks; ids are unique."""
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(addresses) == len(set(addresses))
    for entry in bundle["entry"]:
        resource = entry["resource"]
        needs, may = SHAPES[resource["resourceType"]]
        assert needs <= set(resource) <= needs | may | {"resourceType"}
        assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
    for one in of_kind(bundle, "Observation"):
        assert ("valueQuantity" in one) != ("dataAbsentReason" in one)
        assert INSTANT.fullmatch(one["effectiveDateTime"])
    for one in of_kind(bundle, "Provenance"):
        assert INSTANT.fullmatch(one["recorded"])
    assert not [part for part in ("null", '""', "[]", "{}") if part in json.dumps(bundle)]


def stored_scores(persona: Persona) -> list[Decimal | None]:
    actor = persona.actor()
    with acting_as(actor):
        rows = Score.objects.visible_to(actor).order_by("pk")
        return list(rows.values_list("value", flat=True))


def test_a_sitting_is_whole_in_itself(world: World, sign_in: Any, sent: Response) -> None:
    bundle = opened(sign_in(world.ruth), f"/my-answers/{sent.ref}/bundle.json")
    check_shape(bundle)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert references(bundle) <= {entry["fullUrl"] for entry in bundle["entry"]}
    assert "Ruth" not in json.dumps(bundle)
    assert "interpretation" not in json.dumps(bundle)


def test_what_went_out_reads_back_the_same(world: World, sign_in: Any, sent: Response) -> None:
    bundle = opened(sign_in(world.ruth), f"/my-answers/{sent.ref}/bundle.json")
    (response,) = of_kind(bundle, "QuestionnaireResponse")
    answered = read_response(form_in(sent.version, sent.translation).definition, response)
    assert (answered.answers, answered.flaws) == (sent.answers, [])
    found = of_kind(bundle, "Observation")
    values = [
        Decimal(str(one["valueQuantity"]["value"])) if "valueQuantity" in one else None
        for one in found
    ]
    assert values == stored_scores(world.ruth)
    assert None in values  # what was not answered is said to be absent, not nought
    assert {one["valueQuantity"]["code"] for one in found if "valueQuantity" in one} == {"1"}
    assert found[0]["code"]["coding"][-1]["code"].startswith("weekly-check-in.")


def test_who_typed_and_what_computed_is_said(world: World, sign_in: Any, sent: Response) -> None:
    actor = world.ruth.actor()
    bundle = opened(sign_in(world.ruth), f"/my-answers/{sent.ref}/bundle.json")
    (made,) = of_kind(bundle, "Provenance")
    (device,) = of_kind(bundle, "Device")
    agents = {one["type"]["coding"][0]["code"]: one["who"] for one in made["agent"]}
    assert agents == {
        "author": {"reference": f"urn:uuid:{actor.subject_id}"},
        "assembler": {"reference": f"urn:uuid:{device['id']}"},
    }
    assert made["entity"][0]["what"]["identifier"]["value"].startswith("weekly-check-in|")
    assert len(made["target"]) == 1 + len(of_kind(bundle, "Observation"))


def test_everything_comes_with_as_many_queries_as_one(
    world: World, sign_in: Any, sent: Response, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(world.ruth)
    sent_often(world.ruth, sent.instrument, 6)
    opened(client, "/my-answers/bundle.json")
    with django_assert_max_num_queries(16):
        bundle = opened(client, "/my-answers/bundle.json")
    check_shape(bundle)
    assert len(of_kind(bundle, "QuestionnaireResponse")) == 7
    assert references(bundle) <= {entry["fullUrl"] for entry in bundle["entry"]}


def test_a_clinician_takes_it_while_it_is_shared_and_it_is_seen(
    world: World, sign_in: Any, sent: Response
) -> None:
    person = f"/clinic/people/{world.ruth.subject}"
    addresses = (f"{person}/bundle.json", f"{person}/{sent.ref}/bundle.json")
    for address in addresses:
        assert sign_in(world.nasser).get(address).status_code == 404
    share(world.ruth, world.nasser)
    for address in addresses:
        bundle = opened(sign_in(world.nasser), address)
        check_shape(bundle)
        assert len(of_kind(bundle, "Observation")) == len(stored_scores(world.ruth))
        assert sign_in(world.gerd).get(address).status_code in (403, 404)
    actor = world.ruth.actor()
    with acting_as(actor):
        looked = Read.objects.visible_to(actor).filter(subject_id=world.ruth.subject)
        assert {looks.FILE, looks.ALL_FILES} <= set(looked.values_list("what", flat=True))


def test_programs_read_observations_a_page_at_a_time(world: World, sent: Response) -> None:
    sent_often(world.ruth, sent.instrument, 20)
    first = opened(program(world.ruth), "/api/v1/fhir/Observation")
    check_shape(first)
    (following,) = [link["url"] for link in first["link"] if link["relation"] == "next"]
    second = opened(program(world.ruth), following.split("testserver")[1])
    ids = [{one["id"] for one in of_kind(page, "Observation")} for page in (first, second)]
    assert not ids[0] & ids[1]
    assert len(ids[0] | ids[1]) == len(stored_scores(world.ruth))


def test_programs_read_answers_and_forms_as_fhir(
    world: World, sign_in: Any, sent: Response
) -> None:
    client = program(world.ruth)
    found = opened(client, "/api/v1/fhir/QuestionnaireResponse")
    assert (found["type"], len(found["entry"])) == ("searchset", 1)
    (answers,) = of_kind(found, "QuestionnaireResponse")
    assert answers["id"] == str(sent.ref)
    (form,) = of_kind(opened(client, "/api/v1/fhir/Questionnaire"), "Questionnaire")
    assert answers["questionnaire"].split("|")[0] == form["url"]
    assert import_fhir(json.dumps(form).encode()).definition
    assert "entry" not in opened(program(world.gerd), "/api/v1/fhir/QuestionnaireResponse")
    theirs = f"/api/v1/patients/{world.ruth.subject}/fhir/QuestionnaireResponse"
    assert sign_in(world.nasser).get(theirs).status_code == 404
    share(world.ruth, world.nasser)
    assert of_kind(opened(sign_in(world.nasser), theirs), "QuestionnaireResponse") == [answers]
    ruth = world.ruth.actor()
    with acting_as(ruth):
        assert Read.objects.visible_to(ruth).filter(what=looks.ALL_FILES).count() == 1


def test_programs_of_others_read_nothing(world: World, sign_in: Any, sent: Response) -> None:
    empty = opened(program(world.gerd), "/api/v1/fhir/Observation")
    assert "entry" not in empty
    for wrong in ("x", str(sent.ref)):
        answer = program(world.gerd).get(f"/api/v1/fhir/Observation?before={wrong}")
        assert answer.status_code == 404
    theirs = f"/api/v1/patients/{world.ruth.subject}/fhir/Observation"
    assert sign_in(world.nasser).get(theirs).status_code == 404
    share(world.ruth, world.nasser)
    assert of_kind(opened(sign_in(world.nasser), theirs), "Observation")
    assert sign_in(world.nasser).get(f"{theirs}?before=x").status_code == 404
    assert program(world.nasser).get(theirs).status_code == 403  # no token shows a second factor


def test_what_was_taken_back_is_in_no_file(world: World, sign_in: Any, sent: Response) -> None:
    client = sign_in(world.ruth)
    other = send(world.ruth, on_her_list(world.ruth, sent.instrument), some_answers(9))
    assert other.assignment is not None
    client.post(f"/answer/{other.assignment.ref}/take-back", {"confirm": "yes"})
    bundle = opened(client, "/my-answers/bundle.json")
    assert [one["id"] for one in of_kind(bundle, "QuestionnaireResponse")] == [str(sent.ref)]
