"""The EU set of common data elements is there with one press, its dates may be years."""

from __future__ import annotations

from typing import Any

import pytest

from po_platform.access.actor import Hat, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import import_dictionary
from questionnaires.visibility import shown
from registry.actions.datasets import make_registry, mark_identifiers, take_in_dictionary
from registry.models import Dataset
from registry.queries.datasets import draft_of
from registry.shipped import EU_TITLE, eu_elements
from tests.personas import World, make_persona
from tests.registry.world import Walks, give_right

ELEMENTS = "1.1 2.1 2.2 3.1 3.2 4.1 5.1 5.2 6.1 6.2 6.3 7.1 7.2 7.3 7.4 8.1"


def test_all_sixteen_elements_are_asked_in_their_order() -> None:
    found = import_dictionary(eu_elements())
    assert (found.report.notes, found.report.errors) == ((), ())
    numbers = [row["field_label"].split()[0] for row in found.rows]
    assert " ".join(dict.fromkeys(numbers)) == ELEMENTS


def test_a_date_is_asked_where_the_answer_is_a_date() -> None:
    definition = import_dictionary(eu_elements()).definition
    assert definition is not None
    assert "onset_date" in shown(definition, {"onset": "NCIT_C25164"})
    assert "onset_date" not in shown(definition, {"onset": "HP_0003577"})


@pytest.mark.django_db
def test_years_and_reasons_for_missing_go_round(world: World, sign_in: Any) -> None:
    with acting_as(world.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Rare")
    client = sign_in(world.curator)
    assert client.post("/registry/rare/eu-elements").status_code == 200
    assert client.post("/registry/rare/eu-elements").status_code == 302
    walks = Walks(world.curator, registry, Dataset.objects.get())
    lines = ["record_id,onset,onset_date,sex_at_birth", "7,NCIT_C25164,1998-05,dont-know"]
    assert walks.bring(*lines).status == "imported"
    states = [(entry.answers, entry.missing) for entry in walks.entries()]
    assert states == [
        ({}, {"sex_at_birth": "dont-know"}),
        ({"onset": "NCIT_C25164", "onset_date": "1998-05"}, {}),
    ]
    assert "1998-05" in walks.taken_out()[1]


OLD = "record_id,diagnosis_system,diagnosis_code,undiagnosed_by,undiagnosed_terms"


@pytest.fixture
def older(world: World, sign_in: Any) -> Walks:
    """A registry with the set as it came before signs had a form of their own."""
    listed = [
        {**row, "annotation": row.get("annotation", "").replace("@REPEATING", "")}
        for row in import_dictionary(eu_elements()).rows
        if not row["field_name"].startswith("sign_")
    ]
    with acting_as(world.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Rare")
        taken = take_in_dictionary(
            actor=actor, raw=dictionary_csv(listed).encode(), registry=registry, title=EU_TITLE
        )
    assert taken.dataset is not None
    walks = Walks(world.curator, registry, taken.dataset)
    assert walks.bring(OLD, "7,orpha,ORPHA:900001,hpo,HP:9000001").usable
    return walks


def repeating(walks: Walks) -> set[str]:
    return {form.name for form in walks.dataset.forms.filter(repeats=True)}


@pytest.mark.django_db
def test_diagnoses_and_signs_are_asked_as_often_as_there_are_any(
    world: World, sign_in: Any
) -> None:
    with acting_as(world.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Rare")
    client = sign_in(world.curator)
    client.post("/registry/rare/eu-elements")
    walks = Walks(world.curator, registry, Dataset.objects.get())
    assert repeating(walks) == {"diagnosis", "signs"}
    here = f"/registry/datasets/{walks.dataset.slug}"
    assert "is another by now" not in client.get(here).content.decode()
    record = client.post(f"{here}/records", {"number": "1"})["Location"]
    for number in (1, 2):
        sent = {"status": "2", "seen_version": "0", "sign_code": f"HP:000{number}", "sign_state": "absent"}  # fmt: skip
        assert client.post(f"{record}/signs?instance={number}", sent).status_code == 302
    assert [one.answers["sign_state"] for one in walks.entries()] == ["absent"] * 2


@pytest.mark.django_db
def test_a_registry_with_the_older_set_compares_and_takes_the_newer_one_over(
    older: Walks, sign_in: Any
) -> None:
    client = sign_in(older.curator)
    here = f"/registry/datasets/{older.dataset.slug}"
    assert "is another by now" in client.get(here).content.decode()
    assert repeating(older) == set()
    page = client.post(f"{here}/as-shipped", follow=True).content.decode()
    assert "No answer is lost." in page
    assert "sign_code" in page
    assert "The form is filled in again and again from then on." in page
    # Nothing changed yet.
    assert (repeating(older), older.dataset.questionnaire.versions.filter(state="published").count()) == (set(), 1)  # fmt: skip
    assert "is another by now" not in client.get(here).content.decode()  # it waits as a draft
    assert client.post(f"{here}/draft").status_code == 302
    assert repeating(older) == {"diagnosis", "signs"}
    (entry,) = older.entries()
    assert (entry.instance, entry.answers["diagnosis_code"]) == (0, "ORPHA:900001")
    record = client.post(f"{here}/records", {"number": "7"})["Location"]
    page = client.get(record).content.decode()
    assert f"/registry/entries/{entry.ref}" in page
    assert "/diagnosis?" in page  # the next one is begun beside it
    assert client.get(f"/registry/entries/{entry.ref}").status_code == 200
    assert (
        "7,diagnosis" not in older.taken_out()[1]
    )  # it stands in the row of the person, as before
    assert client.post(f"{here}/as-shipped").status_code == 302  # nothing more to take over
    assert older.dataset.questionnaire.versions.count() == 2


@pytest.mark.django_db
def test_what_a_registry_added_and_marked_stays_when_it_takes_the_newer_set(
    older: Walks, sign_in: Any
) -> None:
    client = sign_in(older.curator)
    here = f"/registry/datasets/{older.dataset.slug}"
    own = {"label": "Which village?", "kind": "short", "name": "village"}
    client.post(f"{here}/questions/person/new-question", own)
    with acting_as(older.curator.actor()) as actor:
        mark_identifiers(actor=actor, dataset=older.dataset, names=["village", "biobank_link"])
    client.post(f"{here}/draft")
    page = client.post(f"{here}/as-shipped", follow=True).content.decode()
    assert "No answer is lost." in page and "Whether it tells" not in page
    draft = draft_of(older.dataset)
    assert draft is not None
    listed = {row["field_name"]: row for row in draft.metadata["redcap"]}
    assert (listed["village"]["form_name"], listed["village"]["identifier"]) == ("person", "y")
    assert listed["biobank_link"]["identifier"] == "y"
    assert "sign_code" in listed


@pytest.mark.django_db
def test_only_who_looks_after_the_registry_takes_it_over(older: Walks, sign_in: Any) -> None:
    here = f"/registry/datasets/{older.dataset.slug}"
    other = make_persona("Ida Sommer", role=Hat.CURATOR)
    client = sign_in(other)
    assert client.post(f"{here}/as-shipped").status_code == 404
    give_right(older, other, enters=True)
    assert client.post(f"{here}/as-shipped").status_code == 403
    assert "is another by now" not in client.get(here).content.decode()
    assert older.dataset.questionnaire.versions.count() == 1
