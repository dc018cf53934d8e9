"""Answers as files: other programs read them, and no table program runs them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from proms.models import Response
from proms.take_along import harmless
from tests.personas import World
from tests.proms.path import on_her_list, put_in, put_weekly_in_use, send, some_answers, use
from tests.questionnaires.forms import choice, question, questionnaire

pytestmark = pytest.mark.django_db
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "|x", "%0A=1")


@pytest.fixture
def sent(world: World) -> Response:
    return send(world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)))


def table(sign_in: Any, world: World, response: Response) -> list[dict[str, str]]:
    answer = sign_in(world.ruth).get(f"/my-answers/{response.ref}/answers.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def fhir(sign_in: Any, world: World, response: Response) -> dict[str, Any]:
    answer = sign_in(world.ruth).get(f"/my-answers/{response.ref}/fhir.json")
    assert answer.headers["Content-Type"] == "application/fhir+json"
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_table_has_every_question_with_its_answer(
    world: World, sign_in: Any, sent: Response
) -> None:
    rows = table(sign_in, world, sent)
    assert [row["link_id"] for row in rows] == [*(f"q{n}" for n in range(1, 9)), ""]
    assert rows[-1]["question"].startswith("Worded by this project.")  # whose words they are
    assert (rows[0]["answer"], rows[0]["answer_in_words"]) == ("4", "4 out of 10")
    assert (rows[3]["answer"], rows[3]["answer_in_words"]) == ("", "")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_the_table_is_a_formula(
    world: World, sign_in: Any, sent: Response, formula: str
) -> None:
    response = send(
        world.ruth, on_her_list(world.ruth, sent.instrument), some_answers(words=formula)
    )
    cells = [cell for row in table(sign_in, world, response) for cell in row.values()]
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "|", "%"))]
    assert f"'{formula.strip()}" in cells


def test_numbers_stay_numbers() -> None:
    assert [harmless(value) for value in (-3, -1.5, 0)] == [-3, -1.5, 0]


def test_rows_and_lists_stand_in_the_table_too(world: World, sign_in: Any) -> None:
    form = questionnaire(
        choice("aids", "stick", "frame", repeats=True),
        {"linkId": "g", "type": "group", "repeats": True, "text": "Visit", "item": [question("d", "date")]},
    )  # fmt: skip
    assignment = on_her_list(world.ruth, use(world, put_in(world, form)))
    answers = {"aids": ["stick", "frame"], "g": [{"d": "2024-03-07"}, {"d": "2024-04-08"}]}
    rows = table(sign_in, world, send(world.ruth, assignment, answers))
    assert rows[0]["answer"] == '["stick", "frame"]'
    assert [(row["row"], row["answer"]) for row in rows[1:]] == [
        ("1", "2024-03-07"),
        ("2", "2024-04-08"),
    ]


# ---------- FHIR, checked against the shape R4 gives a QuestionnaireResponse ----------

VALUES = {
    "valueBoolean", "valueDecimal", "valueInteger", "valueDate", "valueDateTime", "valueTime",
    "valueString", "valueUri", "valueAttachment", "valueCoding", "valueQuantity", "valueReference",
}  # fmt: skip
TOP = {
    "resourceType", "id", "meta", "language", "text", "extension", "identifier", "questionnaire",
    "status", "subject", "authored", "author", "source", "item",
}  # fmt: skip


def check_items(items: list[dict[str, Any]]) -> int:
    """How many items; each has a linkId and answers of exactly one kind, none is empty."""
    count = 0
    for item in items:
        assert set(item) <= {"linkId", "definition", "text", "answer", "item", "extension"}
        assert item["linkId"]
        for answer in item.get("answer", []):
            assert len(VALUES & set(answer)) == 1
            assert set(answer) <= VALUES | {"item", "extension"}
        assert [] not in item.values()
        count += 1 + check_items(item.get("item", []))
    return count


def test_the_fhir_file_has_the_shape_r4_gives_it(
    world: World, sign_in: Any, sent: Response
) -> None:
    found = fhir(sign_in, world, sent)
    assert set(found) <= TOP
    assert found["resourceType"] == "QuestionnaireResponse"
    assert found["status"] == "completed"
    assert found["questionnaire"] == "urn:po-platform:questionnaire:weekly-check-in|1.0.0"
    assert found["authored"].endswith(("Z", "+01:00", "+02:00", "+00:00"))
    assert check_items(found["item"]) >= 4
    assert found["item"][0]["answer"] == [{"valueInteger": 4}]


def test_a_reason_for_no_answer_goes_along(world: World, sign_in: Any, sent: Response) -> None:
    client = sign_in(world.ruth)
    assignment = on_her_list(world.ruth, sent.instrument)
    client.post(f"/answer/{assignment.ref}/1", {"q1": "::none::prefer-not-to-say"})
    client.post(f"/answer/{assignment.ref}/check")
    shown = client.get("/my-answers/sent").content.decode()
    newest = shown[shown.index('href="/my-answers/') + len('href="/my-answers/') :].split('"')[0]
    rows = client.get(f"/my-answers/{newest}/answers.csv").content.decode()
    assert "I would rather not say" in rows
    assert "asked-declined" in client.get(f"/my-answers/{newest}/fhir.json").content.decode()


def test_no_file_of_mine_opens_for_anybody_else(world: World, sign_in: Any, sent: Response) -> None:
    for end in ("", "/answers.csv", "/fhir.json"):
        address = f"/my-answers/{sent.ref}{end}"
        assert sign_in(world.ruth).get(address).status_code == 200
        for persona in (world.gerd, world.nasser, world.curator):
            assert sign_in(persona).get(address).status_code == 404
