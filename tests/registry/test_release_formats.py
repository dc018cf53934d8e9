"""A release in typed formats: the same people, names and dates as in its CSV, also written anew."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas
import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from files.actions.running import run_job
from files.models import Job
from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry import file_formats
from registry.actions import releases as actions
from registry.actions.datasets import put_in_use, take_in_dictionary
from registry.actions.joining import leave_registry
from registry.cohort import asked_for, may_be_asked
from registry.file_formats import TYPED
from registry.models import DataRequest
from registry.release_end import as_release
from registry.request_shown import Shown
from registry.safe_cells import bare, safe
from tests.personas import World
from tests.questionnaires.dictionaries import field
from tests.registry import reading
from tests.registry.asking import make_asking, taking_part
from tests.registry.released import Released, table
from tests.registry.terms_files import orphadata, read_in
from tests.registry.world import rows

pytestmark = pytest.mark.django_db
PEOPLE = 4


@pytest.fixture
def released(world: World) -> Released:
    asking = make_asking(world, PEOPLE)
    return Released(asking, asking.ready())


def test_every_format_holds_who_and_what_the_csv_holds(released: Released, tmp_path: Path) -> None:
    released.build([*TYPED])
    bundle = released.bundle()
    raw = table(bundle, "data_raw.csv")
    names = [line["pseudonym"] for line in raw]
    columns = parquet.read_table(io.BytesIO(bundle.read("data.parquet"))).to_pydict()
    assert columns["pseudonym"] == names
    assert [str(day) for day in columns["born"]] == [line["born"] for line in raw]
    assert columns["minutes"] == [int(line["minutes"]) for line in raw]
    values, about = reading.sav(bundle.read("data.sav"), tmp_path)
    assert values["pseudonym"] == names and values["metres"] == columns["metres"]
    assert about.variable_value_labels["sex"] == {0: "Female", 1: "Male"}
    assert reading.dta(bundle.read("data.dta"), tmp_path)[0]["born"] == columns["born"]
    packets = reading.packets(bundle.read("phenopackets.jsonl"))
    assert [one.subject.id for one in packets] == names
    entries = reading.bundle(bundle.read("fhir.json")).entry
    patients = [one.resource for one in entries if one.resource.get_resource_type() == "Patient"]
    assert [one.identifier[0].value for one in patients] == names
    manifest = json.loads(bundle.read("manifest.json"))
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: sha256(bundle.read(name)).hexdigest()
        for name in bundle.namelist()
        if name != "manifest.json"
    }


def test_pandas_opens_the_tables_with_the_types_they_have(released: Released) -> None:
    released.build([*TYPED])
    bundle = released.bundle()
    coded = pandas.read_csv(bundle.open("data_raw.csv"), parse_dates=["born"])
    typed = pandas.read_parquet(io.BytesIO(bundle.read("data.parquet")))
    stata = pandas.read_stata(io.BytesIO(bundle.read("data.dta")), convert_categoricals=False)
    assert len(coded) == PEOPLE
    for read in (typed, stata):
        assert list(read["pseudonym"]) == list(coded["pseudonym"])
        assert list(read["minutes"]) == list(coded["minutes"])
        assert list(pandas.to_datetime(read["born"])) == list(coded["born"])
        assert list(read["metres"].astype(float)) == list(coded["metres"])


def test_written_anew_every_format_is_without_her_who_left(
    released: Released, tmp_path: Path
) -> None:
    release = released.free([*TYPED])
    gone = released.asking.people[0]
    name = released.people()[gone.subject]
    assert name.encode() in released.bundle().read("fhir.json")
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    link = release.recipients.get()
    with acting_as(released.asking.researcher.actor()) as actor:
        assert actions.fetch_release(actor=actor, ref=link.ref) is None  # type: ignore[arg-type]
    with acting_as(as_release(release)) as system:
        again = Job.objects.visible_to(system).get(kind="registry.release_again")
    run_job(again.pk)
    bundle = released.bundle()
    for kind, one in TYPED.items():
        assert name not in reading.everything(kind, bundle.read(one.name), tmp_path)
    assert len(reading.sav(bundle.read("data.sav"), tmp_path)[0]["pseudonym"]) == PEOPLE - 1


def test_excel_json_and_redcap_hold_the_lines_of_the_csv(released: Released) -> None:
    released.build(["excel", "json", "redcap"])
    bundle = released.bundle()
    raw = table(bundle, "data_raw.csv")
    sheets = load_workbook(io.BytesIO(bundle.read("data.xlsx")), read_only=True)
    header, *lines = sheets["Codes"].iter_rows(values_only=True)
    assert header == (*raw[0],)
    assert [line[0] for line in lines] == [line["pseudonym"] for line in raw]
    minutes = header.index("minutes")
    assert [line[minutes] for line in lines] == [int(line["minutes"]) for line in raw]
    words = [*sheets["Words"].iter_rows(values_only=True)]
    assert {line[header.index("sex")] for line in words[1:]} <= {"Female", "Male", None}
    told = json.loads(bundle.read("data.json"))
    assert [one["pseudonym"] for one in told["rows"]] == [line["pseudonym"] for line in raw]
    assert [one["values"]["minutes"] for one in told["rows"]] == [
        int(line["minutes"]) for line in raw
    ]
    redcap = table(bundle, "redcap.csv")
    assert [*redcap[0]] == ["record_id", *[*raw[0]][1:]]
    assert [[*line.values()] for line in redcap] == [
        [bare(cell) for cell in line.values()] for line in raw
    ]
    files = json.loads(bundle.read("manifest.json"))["files"]
    assert {"data.xlsx", "data.json", "redcap.csv"} <= {one["name"] for one in files}


def test_where_answers_come_from_is_no_field_of_redcap(released: Released) -> None:
    released.build(["redcap", "json"], origins=True)
    bundle = released.bundle()
    raw = table(bundle, "data_raw.csv")
    assert raw[0]["minutes__from"] == "import"
    redcap = table(bundle, "redcap.csv")
    fields = [name for name in raw[0] if not name.endswith("__from")]
    assert [*redcap[0]] == ["record_id", *fields[1:]]
    assert [line["minutes"] for line in redcap] == [line["minutes"] for line in raw]
    assert b"minutes__from" in bundle.read("data.json")


def test_more_lines_than_excel_holds_end_it_with_a_reason(
    released: Released, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_formats, "EXCEL_ROWS", PEOPLE)
    made = released.build(["excel"])
    assert made.state == made.State.FAILED and not made.sealed_key
    page = f"/data-requests/{released.row.ref}/release"
    shown = sign_in(released.asking.walks.curator).get(page).content.decode()
    assert "A sheet of Excel does not hold so many rows" in shown
    monkeypatch.undo()
    assert released.build(["excel"]).state == made.State.BUILT


def test_formats_are_chosen_on_the_page(released: Released, sign_in: Any) -> None:
    client = sign_in(released.asking.walks.curator)
    page = f"/data-requests/{released.row.ref}/release"
    assert "SPSS" in client.get(page).content.decode()
    client.post(f"{page}/make", {"formats": ["spss", "fhir"]})
    assert released.release.formats == ["spss", "fhir"]


def test_of_texts_only_codes_of_lists_may_be_asked_for(released: Released) -> None:
    layout = Shown(released.row).layout
    named = {item.link_id for items in asked_for(layout).values() for item in items}
    assert "name" not in named and "minutes" in named
    assert all(
        may_be_asked(item) or (item.terms and not item.identifier)
        for items in asked_for(layout).values()
        for item in items
    )


def test_codes_of_illnesses_go_out_and_words_typed_there_do_not(released: Released) -> None:
    read_in("orphadata", orphadata())
    walks = released.asking.walks
    coded = field("illness", form="person", annotation="@TERMS='orpha'")
    listed = rows()
    raw = dictionary_csv([*listed[:4], coded, *listed[4:]]).encode()
    with acting_as(walks.curator.actor()) as actor:
        intake = take_in_dictionary(
            actor=actor, raw=raw, registry=walks.registry, title="Walk", dataset=walks.dataset
        )
        assert intake.dataset is not None and intake.version is not None, intake.to_json()
        put_in_use(actor=actor, dataset=intake.dataset, version=intake.version)
    assert walks.bring("record_id,illness", "1,ORPHA:900001", "2,as my sister Ida").usable
    variables = [*released.row.variables, "illness"]
    DataRequest.objects.filter(pk=released.row.pk).update(variables=variables)
    released.build(["phenopackets"])
    bundle = released.bundle()
    assert sorted({line["illness"] for line in table(bundle, "data_raw.csv")}) == [
        "",
        "ORPHA:900001",
    ]
    packets = reading.packets(bundle.read("phenopackets.jsonl"))
    [ill] = [one for one in packets if one.diseases]
    assert ill.subject.id == released.people()[released.asking.people[1].subject]


@pytest.mark.parametrize("text", ["=1+1", "-5", "-a", "plain", "'quoted", "@x", ""])
def test_the_sign_in_front_of_a_formula_comes_off_again(text: str) -> None:
    assert bare(safe(text)) == text
