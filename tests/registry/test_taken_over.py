"""Questions taken over from other datasets, those several share, and who may write any of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from po_platform.access.actor import Hat, acting_as
from questionnaires.models import Version
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.models import Dataset
from tests.personas import World, make_persona
from tests.questionnaires.dictionaries import field
from tests.registry.world import Walks, give_right, make_walks, rows
from tests.registry.written_rows import PLAIN, WALK, row, shown, text_of, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def walks(world: World) -> Walks:
    return make_walks(world)


@pytest.fixture
def client(walks: Walks, sign_in: Any) -> Client:
    found: Client = sign_in(walks.curator)
    return found


@pytest.fixture
def steps(walks: Walks) -> Dataset:
    """Another dataset of the curator's, with a question like one of the walk and one unlike."""
    with acting_as(walks.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Second")
        listed = [
            field("record_id", form="start"),
            field("sex", "radio", form="start", choices="0, Female | 1, Male"),
            field("stopped", "radio", form="start", choices="1, no | 2, yes"),
            field("height", form="start", validation="integer"),
            field("weight", form="start", validation="integer"),
            field("bmi", "calc", form="start", choices="[weight] / [height]"),
            field("why", "notes", form="start", branching="[stopped] = '2'"),
            field("list", "radio", form="start", choices="hpo, Signs | orpha, Illnesses"),
            field("sign", form="start", annotation="@TERMS='[list]' @SIGN-STATE='there'"),
            field("there", "radio", form="start", choices="present, Yes | absent, No"),
            field("child", "yesno", form="start", branching="[sex] = '0' and [height] > 150"),
        ]
        raw = dictionary_csv(listed).encode()
        taken = take_in_dictionary(actor=actor, raw=raw, registry=registry, title="Steps")
    assert taken.dataset is not None
    return taken.dataset


def test_questions_are_taken_over_with_their_answers_and_rules(
    client: Client, steps: Dataset
) -> None:
    address = f"{WALK}/visit/take-over"
    assert "See its questions" in text_of(client.get(address))
    there = f"{address}?from=steps"
    assert "Stopped" in text_of(client.get(there))
    page = client.post(there, {"names": ["stopped", "why"]}, follow=True)
    assert "this one is called “stopped_2”" in text_of(page)
    assert row("stopped_2")["choices"] == "1, no | 2, yes"
    assert row("why")["branching"] == "[stopped_2] = '2'"
    assert row("why")["form_name"] == "visit"
    assert row("stopped") == rows()[9]


def test_a_rule_that_looks_at_what_is_not_taken_is_told_before(
    client: Client, steps: Dataset
) -> None:
    there = f"{WALK}/visit/take-over?from=steps"
    page = client.post(there, {"names": ["bmi", "height"], "without_rules": "on"})
    assert page.status_code == 422
    assert "“bmi” is worked out of weight" in text_of(page)
    page = client.post(there, {"names": ["child"]})
    assert page.status_code == 422
    assert "looks at height" in text_of(page)  # sex is here with the same answers
    assert written() == rows()
    page = client.post(there, {"names": ["child"], "without_rules": "on"}, follow=True)
    assert "“child” now always shows" in text_of(page)
    assert "branching" not in row("child")
    client.post(there, {"names": ["bmi", "height", "weight"]})
    assert row("bmi")["choices"] == "[weight] / [height]"


def test_questions_an_annotation_names_go_along_or_it_is_told(
    client: Client, steps: Dataset
) -> None:
    new, there = f"{WALK}/visit/new-question", f"{WALK}/visit/take-over?from=steps"
    client.post(new, {"label": "There?", "name": "there", **PLAIN})  # of another meaning
    page = client.post(there, {"names": ["sign", "list"]})
    assert page.status_code == 422
    assert "“sign” goes with there." in text_of(page)
    client.post(there, {"names": ["sign", "list", "there"]})
    assert row("sign")["annotation"] == "@TERMS='[list]' @SIGN-STATE='there_2'"
    sent = {"names": ["sign", "list"], "without_rules": "on"}
    page = client.post(there, sent, follow=True)
    assert "“sign_2” now stands by itself. It went with there." in text_of(page)
    assert row("sign_2")["annotation"] == "@TERMS='[list_2]'"
    address = f"{WALK}/visit/there_2"
    client.post(address, {**shown(client, address), "name": "state"})
    assert row("sign")["annotation"] == "@TERMS='[list]' @SIGN-STATE='state'"
    page = client.post(f"{WALK}/visit/state/out", follow=True)
    assert "these questions still look at it or stand in it: sign" in text_of(page)


def test_questions_of_several_datasets_are_listed_the_unlike_ones_first(
    client: Client, steps: Dataset
) -> None:
    shared = client.get("/registry/in-several-datasets").context["shared"]
    assert [(one.name, one.same) for one, _uses in shared] == [("stopped", False), ("sex", True)]


def test_pages_ask_no_more_often_with_more_questions(client: Client, steps: Dataset) -> None:
    pages = (
        WALK,
        f"{WALK}/visit",
        f"{WALK}/visit/as-filled-in",
        f"{WALK}/visit/metres",
        f"{WALK}/visit/take-over?from=steps",
        "/registry/in-several-datasets",
    )

    def counted() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            found.append(len(asked))
        return found

    client.post(f"{WALK}/visit/new-question", {"label": "First", **PLAIN})
    counted()
    few = counted()
    for number in range(4):
        client.post(f"{WALK}/visit/new-question", {"label": f"More {number}", **PLAIN})
    counted()
    assert counted() == few


def test_nobody_else_writes_them(walks: Walks, world: World, steps: Dataset, sign_in: Any) -> None:
    stranger = make_persona("stranger", role=Hat.CURATOR)
    reader = make_persona("reader", role=Hat.CURATOR)
    give_right(walks, reader)
    clinician = make_persona("doctor", role=Hat.CLINICIAN)
    give_right(walks, clinician, enters=True)
    addresses = [
        WALK, f"{WALK}/new-form", f"{WALK}/visit", f"{WALK}/visit/form-title",
        f"{WALK}/visit/new-question", f"{WALK}/visit/metres", f"{WALK}/visit/as-filled-in",
        f"{WALK}/visit/take-over", "/registry/walks/new-dataset/begin",
    ]  # fmt: skip
    posts = [f"{WALK}/visit/metres/up", f"{WALK}/visit/the-form/up"]
    sent = {"label": "Mine", "title": "Mine", "form": "Mine", "language": "en", **PLAIN}
    for persona, allowed in ((stranger, 404), (reader, 403), (clinician, 403), (world.gerd, 403)):
        client = sign_in(persona)
        for address in addresses:
            assert client.get(address).status_code == allowed, (persona.name, address)
        for address in [*addresses, *posts]:
            refused = client.post(address, sent).status_code
            assert refused in (allowed, 405), (persona.name, address)
    mine = sign_in(walks.curator)
    assert mine.get(WALK).status_code == 200
    give_right(walks, stranger, manages=True)
    seen = text_of(sign_in(stranger).get(f"{WALK}/visit/take-over"))
    assert "Steps" not in seen
    there = sign_in(stranger).get(f"{WALK}/visit/take-over?from=steps")
    assert there.status_code == 404
    assert sign_in(stranger).get("/registry/in-several-datasets").context["shared"] == []
    assert written() == rows()
    assert Version.objects.filter(questionnaire=walks.dataset.questionnaire).count() == 1
