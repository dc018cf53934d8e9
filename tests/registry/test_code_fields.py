"""A field whose answer is a code: searched on its page, kept with its list and edition, told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.models import Dataset, Entry
from tests.personas import World
from tests.questionnaires.dictionaries import field
from tests.registry.terms_files import RARE, SIGNS, orphadata, read_in
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
ABOUT = {"status": "1", "seen_version": "0"}


@dataclass
class Desk:
    """A curator at one record's form with two code fields."""

    client: Client
    walks: Walks
    address: str

    def send(self, **given: str) -> Any:
        return self.client.post(self.address, {**ABOUT, **given})

    def entry(self) -> Entry:
        return self.walks.entries()[0]


@pytest.fixture
def desk(world: World, sign_in: Any) -> Desk:
    read_in("orphadata", orphadata())
    read_in("hpo", SIGNS.encode())
    rows = [
        field("record_id", form="illness"),
        field("which", form="illness", choices="orpha, Orphanet | own, Own", type="radio"),
        field("code", form="illness", annotation="@TERMS='[which]'"),
        field("signs", form="illness", type="notes", annotation="@TERMS='hpo'"),
    ]
    actor = world.curator.actor()
    with acting_as(actor):
        registry = make_registry(actor=actor, title="Rare")
        raw = dictionary_csv(rows).encode()
        intake = take_in_dictionary(actor=actor, raw=raw, registry=registry, title="Rare")
    assert intake.dataset is not None and not intake.dictionary.report.notes, intake.to_json()
    client = sign_in(world.curator)
    record = client.post("/registry/datasets/rare/records", {"number": "1"})["Location"]
    walks = Walks(world.curator, registry, Dataset.objects.get())
    return Desk(client, walks, f"{record}/illness?instance=0")


def test_searching_keeps_what_is_typed_and_saves_nothing(desk: Desk) -> None:
    page = desk.send(which="orpha", code="morning", signs="HP:9000001", find="code")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Morning hands syndrome (ORPHA:900001)" in text and 'value="morning"' in text
    assert "HP:9000001" in text and not desk.walks.entries()
    unsaid = {"which": "orpha", "code": "morning", "find": "code", "status": ""}
    assert "There is a problem" not in desk.send(**unsaid).content.decode()


def test_a_chosen_code_is_kept_with_its_list_and_edition(desk: Desk) -> None:
    page = desk.send(which="orpha", code="morning", **{"code::pick": "ORPHA:900001"})
    assert page.status_code == 302, page.content.decode()[:3000]
    entry = desk.entry()
    assert entry.answers == {"which": "orpha", "code": "ORPHA:900001"}
    assert entry.provenance["code"]["terms"] == {"orphadata": "2025-06-24"}
    values = desk.client.get(f"/registry/entries/{entry.ref}/values").content.decode()
    assert "Morning hands syndrome (ORPHA:900001)" in values


def test_an_exact_name_is_enough_and_other_words_are_asked_about(desk: Desk) -> None:
    refused = desk.send(which="orpha", code="hands")
    text = refused.content.decode()
    assert refused.status_code == 422 and "Morning hands syndrome (ORPHA:900001)" in text
    assert "has no such name or code" in text and not desk.walks.entries()
    assert desk.send(which="orpha", code="mhs").status_code == 302
    assert desk.entry().answers["code"] == "ORPHA:900001"


def test_what_no_list_holds_here_is_free_text(desk: Desk) -> None:
    assert desk.send(which="own", code="our own 7").status_code == 302
    assert desk.entry().answers["code"] == "our own 7"


def test_several_codes_stand_one_a_line(desk: Desk) -> None:
    page = desk.send(signs="slow walking", **{"signs::look": "slow", "find": "signs"})
    assert "Tick what fits" in page.content.decode()
    desk.send(signs="slow walking", **{"signs::pick": "HP:9000001"})
    assert desk.entry().answers == {"signs": "HP:9000001"}


def test_a_chosen_value_that_was_never_offered_is_refused(desk: Desk) -> None:
    for value in ("<script>", "ORPHA:900003", "a" * 5_000):
        page = desk.send(which="orpha", code="", **{"code::pick": value})
        assert page.status_code == 422 and not desk.walks.entries()
    looked = desk.send(which="orpha", find="signs", **{"signs::look": "' | &"})
    assert looked.status_code == 200


def test_a_code_that_goes_out_of_use_stays_and_says_so(desk: Desk) -> None:
    desk.send(which="orpha", code="900002")
    moved = [RARE[0], ("900002", "Old knee", (), True, "900001")]
    read_in("orphadata", orphadata(moved, day="2026-06-24"), fewer=True)
    entry = desk.entry()
    values = desk.client.get(f"/registry/entries/{entry.ref}/values").content.decode()
    assert "Old knee (ORPHA:900002), not used any more; now ORPHA:900001" in values
    here = f"/registry/entries/{entry.ref}"
    same = {**ABOUT, "seen_version": "1", "which": "orpha", "code": "ORPHA:900002"}
    assert desk.client.post(here, same).status_code == 302
    assert desk.entry().provenance["code"]["terms"] == {"orphadata": "2025-06-24"}


def test_the_list_without_a_new_page_names_no_words_in_an_address(desk: Desk) -> None:
    asked = {"lists": "orphadata,none", "field": "code", "typed": "morning"}
    found = desk.client.post("/registries/terms/found", asked).content.decode()
    assert 'name="code::pick" value="ORPHA:900001"' in found
    none = desk.client.post("/registries/terms/found", {**asked, "typed": "zebra"})
    assert "Nothing in the list" in none.content.decode()
    assert desk.client.post("/registries/terms/found", {"field": "<b>"}).status_code == 404
    assert desk.client.get("/registries/terms/found").status_code == 405
