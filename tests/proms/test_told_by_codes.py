"""A file with no panel's code: the codes of its questions tell which rule it is, or a person does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from proms.attach import told_by_codes
from proms.models import Instrument, ScaleSpec
from proms.queries.specs import specs_of
from proms.shipped import shipped_specs
from tests.personas import World
from tests.proms.path import put_in, text_of
from tests.proms.plain_questions import questions_in
from tests.proms.shared_data import shared_file
from tests.questionnaires.forms import choice, coding, question, questionnaire

pytestmark = pytest.mark.django_db
LOINC = "http://loinc.org"
OFTEN = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")


def asked(link_id: str, code: str, answers: tuple[str, ...] = OFTEN) -> dict[str, Any]:
    """A question of our own words that carries a public code, and so do its answers."""
    options = [coding(one, f"Answer {one}", LOINC) for one in answers]
    return {**choice(link_id), "code": [{"system": LOINC, "code": code}], "answerOption": options}


def coded(slug: str) -> list[dict[str, Any]]:
    """The scored questions of a shipped rule, told by their codes alone."""
    spec = shipped_specs()[slug]
    codes = [next(iter(spec.attach.items[name])) for name in spec.items]
    return [asked(f"x{number}", code) for number, code in enumerate(codes)]


def fitted() -> list[str]:
    rows = set(ScaleSpec.objects.values_list("pk", flat=True))
    return sorted(spec.id for spec in specs_of(rows).values())


def bring(client: Client, form: dict[str, Any]) -> Instrument:
    file = SimpleUploadedFile("form.json", json.dumps(form).encode())
    answer = client.post("/instruments/import", {"file": file})
    assert answer.status_code == 200, text_of(answer)
    return Instrument.objects.get()


@pytest.mark.parametrize("slug", ["phq-2", "phq-4", "phq-8", "phq-9", "gad-2", "gad-7"])
def test_the_codes_of_the_questions_tell_which_rule_it_is(
    world: World, sign_in: Any, slug: str
) -> None:
    curator = sign_in(world.curator)
    found = bring(curator, questionnaire(*coded(slug)))
    assert fitted() == [slug], "the rule with every question, and no smaller one beside it"
    page = curator.get(f"/instruments/{found.slug}")
    assert f"Rule {slug}, version" in text_of(page)
    proof = f"/instruments/{found.slug}/scoring/{slug}"
    assert proof in page.content.decode()
    assert "Every answer that counts most" in text_of(curator.get(proof))


def test_a_published_question_no_scale_reads_does_not_stand_in_the_way(world: World) -> None:
    hard = asked("hard", "69722-7", ("LA6572-7", "LA6573-5", "LA6574-3", "LA6575-0"))
    put_in(world, questionnaire(*coded("phq-9"), hard))
    assert fitted() == ["phq-9"]


def test_questions_without_a_code_may_stand_beside_them(world: World) -> None:
    put_in(world, questionnaire(*coded("phq-2"), choice("own", "a", "b"), question("w", "text")))
    assert fitted() == ["phq-2"]


def test_two_questionnaires_in_one_file_are_left_to_a_person(world: World, sign_in: Any) -> None:
    both = [{**one, "linkId": f"{one['linkId']}b"} for one in coded("gad-7")]
    found = put_in(world, questionnaire(*coded("phq-9"), *both))
    assert fitted() == []
    page = sign_in(world.curator).get(f"/instruments/{found.slug}")
    assert "None. Answers are kept and shown, no numbers are computed." in text_of(page)


def test_a_question_the_rule_does_not_know_leaves_it_to_a_person(world: World) -> None:
    put_in(world, questionnaire(*coded("phq-8"), asked("more", "99999-9")))
    assert fitted() == []


def test_answers_that_do_not_fit_leave_it_to_a_person(world: World) -> None:
    *most, last = coded("phq-2")
    short = {**last, "answerOption": last["answerOption"][:3]}
    put_in(world, questionnaire(*most, short))
    assert fitted() == []


def test_link_ids_alone_tell_nothing(world: World) -> None:
    named = [{**one, "linkId": f"q{n}", "code": []} for n, one in enumerate(coded("phq-9"), 1)]
    put_in(world, questionnaire(*named))
    assert fitted() == []


def test_a_rule_that_two_fit_equally_is_nobodys() -> None:
    phq_2 = shipped_specs()["phq-2"]
    questions = questions_in(questionnaire(*coded("phq-2")))
    assert told_by_codes([phq_2], questions) is phq_2
    assert told_by_codes([phq_2, phq_2], questions) is None


# ---------- The file others made ----------


def test_the_real_file_finds_its_rule_without_its_panels_code(world: World) -> None:
    form = json.loads(shared_file("questionnaires/lforms-phq9.json").read_text("utf-8"))
    put_in(world, {**form, "code": []})
    assert fitted() == ["phq-9"]


def test_of_the_real_file_two_questions_are_the_short_form(world: World) -> None:
    form = json.loads(shared_file("questionnaires/lforms-phq9.json").read_text("utf-8"))
    put_in(world, {**form, "code": [], "item": form["item"][:2]})
    assert fitted() == ["phq-2"]
