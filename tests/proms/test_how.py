"""How was this computed? Every step from the answers to the number, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proms.how import how_computed
from proms.queries.instruments import newest_version
from proms.scoring import Scorer, Sources
from proms.shipped import shipped_specs
from questionnaires.fhir import import_fhir
from questionnaires.queries import form_of
from questionnaires.summary import Said
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import on_her_list, put_in, put_weekly_in_use, send, text_of, use
from tests.proms.wordless import complete, form_for, highest


def told(slug: str, answers: dict[str, Any]) -> dict[str, Any]:
    spec = shipped_specs()[slug]
    scorer = Scorer(spec)
    said = [
        Said(name, (), f"Question {name}", value, str(value)) for name, value in answers.items()
    ]
    scores = scorer.score(answers).scales
    return {one.name: one for one in how_computed(spec, scorer.sources, scores, said, "en")}


def test_a_mean_brought_to_another_scale() -> None:
    answers = {f"q{n}": "2" for n in range(1, 6)} | {"q1": "3"}
    physical = told("qlq-c30", answers)["Physical functioning"]
    assert physical.steps[:2] == (
        "The mean of the answers: 2.2.",
        "Brought to a scale from 0 to 100: 60.",
    )
    assert [part.counts for part in physical.counted] == ["3", "2", "2", "2", "2"]


def test_too_few_answers_say_how_many_are_needed() -> None:
    code = next(iter(shipped_specs()["phq-9"].items["q1"].values))
    (total,) = told("phq-9", {"q1": code}).values()
    assert total.value == ""
    assert total.steps == ("1 of 9 answers is there, 9 are needed. So there is no number.",)


def test_every_shipped_rule_can_be_told() -> None:
    for spec in shipped_specs().values():
        scorer: Scorer = Scorer(spec)
        sources: Sources = scorer.sources
        for answers in ({}, complete_answers(spec)):
            scores = scorer.score(answers).scales
            told = how_computed(spec, sources, scores, [], "de", [s.id for s in spec.scales])
            assert len(told) == len(spec.scales)
            assert all(one.steps for one in told), spec.id


def complete_answers(spec: Any) -> dict[str, Any]:
    read = import_fhir(json.dumps(form_for(spec)).encode(), default_language="en")
    assert read.definition is not None
    return complete(read.definition, spec, highest)


@pytest.mark.django_db
def test_the_member_and_her_clinician_read_it_and_nobody_else(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world)
    sent = send(world.ruth, on_her_list(world.ruth, weekly))
    own = sign_in(world.ruth).get(f"/my-answers/{sent.ref}/how")
    assert "Taken as it is: 4." in text_of(own)
    assert "How was this computed?" in text_of(sign_in(world.ruth).get(f"/my-answers/{sent.ref}"))
    here = f"/clinic/people/{world.ruth.subject}/{sent.ref}/how"
    assert sign_in(world.nasser).get(here).status_code == 404
    assert sign_in(world.gerd).get(f"/my-answers/{sent.ref}/how").status_code == 404
    share(world.ruth, world.nasser)
    assert "Taken as it is: 4." in text_of(sign_in(world.nasser).get(here))
    assert sign_in(world.oduya).get(here).status_code == 404
    assert "One set of your answers" in text_of(sign_in(world.ruth).get("/me/looks"))


@pytest.mark.django_db
def test_an_index_that_is_not_drawn_is_not_told(world: World, sign_in: Any) -> None:
    spec = shipped_specs()["eq-5d-5l"]
    form = use(world, put_in(world, form_for(spec), spec.id))
    definition = form_of(newest_version(form), "en").definition
    sent = send(world.ruth, on_her_list(world.ruth, form), complete(definition, spec, highest))
    client, page = sign_in(world.ruth), f"/my-answers/{sent.ref}/how"
    assert "Germany" not in text_of(client.get(page))
    form.drawn = ["index_Germany"]
    form.save()
    assert "Index, Germany" in text_of(client.get(page))
