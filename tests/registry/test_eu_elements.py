"""The EU set of common data elements is there with one press, its dates may be years."""

from __future__ import annotations

from typing import Any

import pytest

from po_platform.access.actor import acting_as
from questionnaires.redcap.importing import import_dictionary
from questionnaires.visibility import shown
from registry.actions.datasets import make_registry
from registry.models import Dataset
from registry.shipped import eu_elements
from tests.personas import World
from tests.registry.world import Walks

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
