"""What a questionnaire shows and what it does not, folded under its pictures: never by the value."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from members.actions.organisation import accept_purpose
from po_platform.access.actor import acting_as
from proms.explained import shipped_words
from proms.models import Instrument
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from questionnaires.queries import form_of
from tests.personas import World
from tests.proms.api import ask, program
from tests.proms.path import (
    main_of,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    some_answers,
    text_of,
    use,
)
from tests.proms.test_own_check_ins import publish, written
from tests.proms.wordless import complete, form_for, highest, lowest

COURSE = "/my-answers"
FOLDED = re.compile(r'<details class="explained.*?</details>', re.DOTALL)


def test_every_scale_of_every_shipped_rule_is_explained_in_both_languages() -> None:
    for slug, spec in shipped_specs().items():
        words = shipped_words()[slug]
        series = {name for name in words if name.endswith("_*")}  # the many value sets of one
        assert {scale.id for scale in spec.scales} >= set(words) - series, slug
        for scale in spec.scales:
            said = words.get(scale.id) or words[f"{scale.id.split('_')[0]}_*"]
            assert set(said) == {"en", "de"}, (slug, scale.id)
            assert all(one.endswith(".") and len(one) > 10 for one in said.values())
    assert set(shipped_words()) == set(shipped_specs())


@pytest.mark.django_db
def test_under_each_questionnaire_stands_what_it_shows_and_what_it_does_not(
    world: World, sign_in: Any
) -> None:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(8))
    client = sign_in(world.ruth)
    shown = text_of(client.get(COURSE))
    for words in (
        "What this shows, and what it does not",
        "How strong pain was in that week. The numbers go from 0 to 10. Lower is better.",
        "No number names an illness",
        "Nobody watches the numbers.",
        "talk to your doctor",
    ):
        assert words in shown
    assert "come from studies of groups of people" not in shown, "it has no bands"


@pytest.mark.django_db
def test_it_reads_the_same_whatever_was_answered(world: World, sign_in: Any) -> None:
    spec = shipped_specs()["phq-9"]
    form = use(world, put_in(world, form_for(spec), spec.id))
    definition = form_of(newest_version(form), "en").definition
    read = []
    for person, pick in ((world.ruth, lowest), (world.gerd, highest)):
        send(person, on_her_list(person, form), complete(definition, spec, pick))
        page = main_of(sign_in(person).get(COURSE))
        read.append(FOLDED.findall(page))
    assert read[0] == read[1]
    assert len(read[0]) == 1
    assert "come from studies of groups of people" in read[0][0]


@pytest.mark.django_db
def test_before_the_office_stands_by_the_purpose_no_word_of_meaning_is_said(
    world: World, sign_in: Any
) -> None:
    spec = shipped_specs()["phq-9"]
    form = use(world, put_in(world, form_for(spec), spec.id))
    definition = form_of(newest_version(form), "en").definition
    send(world.ruth, on_her_list(world.ruth, form), complete(definition, spec, highest))
    about = shipped_words()["phq-9"]["total"]["en"]
    assert about in text_of(sign_in(world.ruth).get(COURSE))
    lines = ask(program(world.ruth), "get", "course").json()["results"]
    assert [line["about"] for line in lines] == [about]
    with acting_as(world.administrator.actor()):
        accept_purpose(actor=world.administrator.actor(), mark="")
    shown = text_of(sign_in(world.ruth).get(COURSE))
    assert "What this shows, and what it does not" in shown
    assert "The numbers go from 0 to 27." in shown
    assert about not in shown
    lines = ask(program(world.ruth), "get", "course").json()["results"]
    assert [line["about"] for line in lines] == [""]
    assert "studies of groups" not in shown


@pytest.mark.django_db
def test_a_check_in_of_our_own_says_it_in_its_own_words_and_lines_go_on(
    world: World, sign_in: Any
) -> None:
    curator: Client = sign_in(world.curator)
    found = written(curator)
    publish(curator, found)
    form = Instrument.objects.get()
    names = [one["name"] for one in found.content["questions"]]
    codes = [one["answers"][1]["code"] for one in found.content["questions"]]
    send(world.ruth, on_her_list(world.ruth, form), dict(zip(names, codes, strict=True)))
    assert "The numbers go from 0 to 6." in text_of(sign_in(world.ruth).get(COURSE))
    scale = found.content["scales"][0]["name"]
    said = {"about_en": "How much sleep troubles you.", "about_de": "Wie sehr der Schlaf stört."}
    curator.post(
        f"/check-ins/{found.ref}/scales/{scale}",
        {"words_en": "Trouble", "words_de": "Mühe", "of": names, "combine": "sum",
         "missing": "all", "direction": "higher_worse", **said},
    )  # fmt: skip
    assert "How much sleep troubles you." not in text_of(sign_in(world.ruth).get(COURSE))
    publish(curator, found)
    page = sign_in(world.ruth).get(COURSE)
    assert "How much sleep troubles you. The numbers go from 0 to 6." in text_of(page)
    assert form.specs.count() == 1, "no newer rule, so her line is not broken"
