""" "I would rather not say" beside each question of a form somebody else wrote, where a curator ticks it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from po_platform.access.actor import acting_as
from proms.models import Instrument, Response, Score
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from questionnaires.declining import with_declining
from questionnaires.models import Version
from tests.personas import World
from tests.proms.api import ask, program
from tests.proms.path import on_her_list, text_of, use
from tests.proms.test_desk import code_for, key
from tests.proms.wordless import form_for
from tests.questionnaires.forms import choice, coding, load, question, questionnaire

pytestmark = pytest.mark.django_db
SPEC = shipped_specs()["gad-2"]
REASON, WORDS = "prefer-not-to-say", "I would rather not say"


def file_of(content: dict[str, Any]) -> SimpleUploadedFile:
    return SimpleUploadedFile("gad-2.json", json.dumps(content).encode())


def bring(client: Client, *, may_decline: bool) -> Any:
    form = {**form_for(SPEC), "name": SPEC.id, "title": "Two questions"}
    given: dict[str, Any] = {"file": file_of(form)}
    return client.post(
        "/instruments/import", given | ({"may_decline": "on"} if may_decline else {})
    )


@pytest.fixture
def offered(world: World, sign_in: Any) -> Instrument:
    """Taken in with the tick, and in use."""
    told = bring(sign_in(world.curator), may_decline=True)
    assert "“I would rather not say” stands beside each question." in text_of(told)
    return use(world, Instrument.objects.get())


def test_without_the_tick_a_form_stays_word_for_word(world: World, sign_in: Any) -> None:
    curator = sign_in(world.curator)
    assert "word for word" in text_of(curator.get("/instruments/import"))
    told = bring(curator, may_decline=False)
    assert WORDS not in text_of(told)
    assert WORDS not in text_of(curator.get(f"/instruments/{SPEC.id}/look"))
    assert REASON not in json.dumps(Version.objects.get().definition)


def test_with_the_tick_it_is_another_version_and_the_same_again_is_none(
    world: World, sign_in: Any
) -> None:
    curator = sign_in(world.curator)
    bring(curator, may_decline=False)
    bring(curator, may_decline=True)
    again = bring(curator, may_decline=True)
    assert "The questionnaire is the same as the one you have" in text_of(again)
    assert Version.objects.count() == 2
    first, second = Version.objects.order_by("number")
    assert first.sha256 != second.sha256
    rule = Instrument.objects.get().specs.get()
    assert set(rule.attachment) == {str(first.pk), str(second.pk)}, "scored as before"
    assert WORDS in text_of(curator.get(f"/instruments/{SPEC.id}/look"))


def test_the_tick_can_be_taken_back_and_the_form_is_word_for_word_again(
    world: World, sign_in: Any
) -> None:
    curator = sign_in(world.curator)
    for number, ticked in enumerate((False, True, False), start=1):
        told = bring(curator, may_decline=ticked)
        assert "The questionnaire is the same as the one you have" not in text_of(told)
        instrument = use(world, Instrument.objects.get())
        now = newest_version(instrument)
        assert (now.number, now.state) == (number, "published")
        assert (REASON in json.dumps(now.definition)) is ticked
    assert str(now.pk) in instrument.specs.get().attachment, "scored as before"


def test_she_declines_one_question_and_the_score_takes_it_as_missing(
    world: World, sign_in: Any, offered: Instrument
) -> None:
    first, second = SPEC.items
    waiting = on_her_list(world.ruth, offered)
    ruth = sign_in(world.ruth)
    page = f"/answer/{waiting.ref}"
    assert WORDS in text_of(ruth.get(f"{page}/1"))
    ruth.post(f"{page}/1", {first: f"::none::{REASON}"})
    code = next(iter(SPEC.items[second].values))
    ruth.post(f"{page}/2", {second: code})
    ruth.post(f"{page}/check")
    actor = world.ruth.actor()
    with acting_as(actor):
        sent = Response.objects.visible_to(actor).get()
        score = Score.objects.visible_to(actor).get(response=sent)
    assert (sent.answers, sent.missing) == ({second: code}, {first: REASON})
    assert (score.value, score.state, score.n_answered) == (None, "not_scorable", 1)
    assert WORDS in text_of(ruth.get(f"/my-answers/{sent.ref}"))
    assert WORDS in ruth.get(f"/my-answers/{sent.ref}/answers.csv").content.decode()
    assert REASON in ruth.get(f"/my-answers/{sent.ref}/fhir.json").content.decode()
    told = ask(program(world.ruth), "get", f"responses/{sent.ref}").json()
    assert told["missing"] == {first: REASON}


def test_paper_and_the_telephone_offer_it_as_well(
    world: World, sign_in: Any, offered: Instrument
) -> None:
    waiting = on_her_list(world.ruth, offered)
    desk = sign_in(world.desk)
    form = key(desk, code_for(world.ruth, waiting))["Location"]
    assert text_of(desk.get(f"{form}/all" if not form.endswith("/all") else form)).count(WORDS) == 2


def test_what_nobody_is_asked_cannot_be_declined() -> None:
    row = question("g", "group", repeats=True, item=[choice("inside", "x", "y")])
    still = question("fixed", "string", readOnly=True, initial=[{"valueString": "z"}])
    several = {
        **choice("many"),
        "repeats": True,
        "answerOption": [coding("a", "A"), coding("b", "B")],
    }
    found = load(questionnaire(choice("asked", "x", "y"), row, still, several)).definition
    assert found is not None
    offered = with_declining(found)
    reasons = {item.link_id: item.missing_reasons for item in offered.walk()}
    assert reasons["asked"] == reasons["many"] == (REASON,)
    assert reasons["g"] == reasons["inside"] == reasons["fixed"] == ()
    assert with_declining(offered) == offered


@pytest.mark.django_db(transaction=True)
def test_the_long_table_tells_declined_from_overlooked(
    world: World, sign_in: Any, offered: Instrument
) -> None:
    first, second = SPEC.items
    waiting = on_her_list(world.ruth, offered)
    ruth = sign_in(world.ruth)
    ruth.post(f"/answer/{waiting.ref}/1", {first: f"::none::{REASON}"})
    ruth.post(f"/answer/{waiting.ref}/check")
    answer = ruth.get("/my-answers/table.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    states = {row["id"]: row["state"] for row in rows if row["id"] in SPEC.items}
    assert states == {first: REASON, second: "open"}


def test_programs_tick_it_too(world: World, sign_in: Any) -> None:
    curator = sign_in(world.curator)
    form = {**questionnaire(choice("a", "x", "y")), "name": "other", "title": "Another"}
    body = {"questionnaire": form, "may_decline": True}
    assert ask(curator, "post", "register", body).status_code == 201
    assert REASON in json.dumps(Version.objects.get().definition)
