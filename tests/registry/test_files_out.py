"""One row source, many files: the same rows in each, nothing runs in a table program, rights form by form."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event, Read
from files.actions.running import run_job
from files.models import Job
from files.places import path_of
from po_platform.access.actor import Hat, Purpose, System, acting_as
from registry import take_out_work
from registry.file_formats import FORMATS, TooManyRows
from registry.hiding import AS_IT_IS, Hiding
from registry.models import Dataset, Entry, Right, TakeOut
from registry.queries.data_file import data_file
from registry.queries.datasets import version_in_use
from registry.queries.take_outs import as_take_out, file_of, job_of
from tests.personas import World, make_persona
from tests.registry.reading import everything, sav
from tests.registry.world import HEADER, Walks, give_right, make_walks
from tests.registry.written import asked_for, fetched, written

pytestmark = pytest.mark.django_db
LINES = (
    '1,"=cmd|calc",1950-03-01,0,0,2,10,1,0,0,-50.5,5,0,2',
    "2,Bodo Lang,1949,1,,2,20,0,1,0,.5,,,1",
)
OUT = "/registry/datasets/walk/out"


@pytest.fixture
def walks(world: World) -> Walks:
    found = make_walks(world)
    assert found.bring(HEADER, *LINES).usable
    return found


def written_as(walks: Walks, kind: str, level: str = "full", hiding: Hiding = AS_IT_IS) -> bytes:
    """The file as the curator gets it."""
    actor = walks.curator.actor()
    version = version_in_use(walks.dataset)
    assert version is not None
    with acting_as(actor):
        file = data_file(
            actor=actor, dataset=walks.dataset, version=version, level=level, hiding=hiding
        )
        return written(file, kind).read()


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_codes_are_safe_and_negative_numbers_stay_numbers(walks: Walks) -> None:
    first = table(written_as(walks, "codes"))[0]
    assert (first["name"], first["metres"], first["sex"]) == ("'=cmd|calc", "-50.5", "0")


def test_words_say_what_codes_mean(walks: Walks) -> None:
    first, second = table(written_as(walks, "words"))
    assert (first["Sex"], first["Pregnant"], first["Name"]) == ("Female", "No", "'=cmd|calc")
    assert (first["With_whom (alone)"], second["Sex"]) == ("ticked", "Male")


def test_redcap_gets_cells_as_they_came(walks: Walks) -> None:
    assert written_as(walks, "redcap").decode().splitlines() == walks.taken_out()


def test_excel_holds_text_and_numbers_and_no_formula(walks: Walks) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written_as(walks, "excel")))
    heading, first, _second = book["Codes"].iter_rows()
    cells = {name.value: cell for name, cell in zip(heading, first, strict=True)}
    assert (cells["name"].value, cells["name"].data_type) == ("=cmd|calc", "s")
    assert (cells["metres"].value, cells["sex"].value) == (-50.5, "0")
    assert book["Words"]["D2"].value == "Female"


def test_json_says_values_and_words(walks: Walks) -> None:
    told = json.loads(written_as(walks, "json"))
    first = told["rows"][0]
    assert (first["record_id"], first["values"]["metres"]) == ("1", -50.5)
    assert (first["values"]["sex"], first["words"]["sex"]) == ("0", "Female")
    assert {"name": "metres", "form": "visit", "type": "decimal", "question": "Metres"} in told["columns"]  # fmt: skip


# Phenopackets hold codes and no answers; what their names are is asked below.
WITH_ANSWERS = [kind for kind in FORMATS if kind != "phenopackets"]


@pytest.mark.parametrize("kind", WITH_ANSWERS)
def test_names_leave_only_with_the_whole_file(walks: Walks, kind: str, tmp_path: Path) -> None:
    def has(level: str, hiding: Hiding = AS_IT_IS) -> bool:
        return "Bodo Lang" in everything(kind, written_as(walks, kind, level, hiding), tmp_path)

    assert [has(level) for level in ("full", "no_identifiers", "deidentified")] == [
        True, False, False,
    ]  # fmt: skip
    assert not has("full", Hiding(identifiers=True))


@pytest.mark.parametrize("kind", WITH_ANSWERS)
def test_dates_are_moved_cut_or_left_out_in_every_format(
    walks: Walks, kind: str, tmp_path: Path
) -> None:
    def read(**chosen: Any) -> str:
        raw = written_as(walks, kind, "full", Hiding(**chosen))
        return everything(kind, raw, tmp_path).replace("datetime.date(1950, 3, 1)", "1950-03-01")

    assert "1950-03-01" in read()
    for dates in ("shifted", "month", "year", "none"):
        assert "1950-03-01" not in read(dates=dates)
    assert "1950" in read(dates="year")
    assert "1950-03" in read(dates="month")
    assert not re.search(r"19[45]\d", read(dates="none"))


@pytest.mark.parametrize("kind", FORMATS)
def test_each_file_can_have_names_of_its_own(walks: Walks, kind: str, tmp_path: Path) -> None:
    walks.bring("record_id,sex", "FILE-0815,1")

    def read(hiding: Hiding) -> str:
        return everything(kind, written_as(walks, kind, "deidentified", hiding), tmp_path)

    assert "FILE-0815" in read(AS_IT_IS)
    one, other = Hiding(numbers=True), Hiding(numbers=True)
    record = walks.entries()[-1].record_id
    assert "FILE-0815" not in read(one)
    assert one.name("", record) in read(one)
    assert one.name("", record) not in read(other)


def test_one_persons_dates_move_by_the_same_days(walks: Walks) -> None:
    first, _second = table(written_as(walks, "codes", "full", Hiding(dates="shifted")))
    moved = (date(1950, 3, 1) - date.fromisoformat(first["born"])).days
    assert 1 <= moved <= 365


def test_who_answered_a_survey_and_when_goes_only_with_the_whole_file(walks: Walks) -> None:
    head = "record_id,redcap_survey_identifier,person_timestamp,name,sex"
    walks.bring(head, "7,seven@example.org,2024-05-06 07:08:09,Seven S.,1")

    def has(level: str, **chosen: Any) -> list[bool]:
        told = written_as(walks, "redcap", level, Hiding(**chosen)).decode()
        return ["seven@example.org" in told, "2024-05-06" in told]

    walks.dataset.refresh_from_db()
    assert has("full") == [True, True]
    assert has("full", identifiers=True) == has("full", numbers=True) == [False, True]
    assert has("full", dates="shifted") == [True, False]
    assert has("no_identifiers") == [False, True]
    assert has("deidentified") == [False, False]


def test_a_page_gives_the_file_and_everybody_in_it_can_see_that(walks: Walks, sign_in: Any) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    assert "Excel" in client.get(OUT).content.decode()
    assert len(table(fetched(client, OUT, {"kind": "words"}))) == 2
    subjects = {entry.subject_id for entry in walks.entries()}
    for subject in subjects:
        with acting_as(System(Purpose.EXPORT, subject_id=subject)) as actor:
            assert Read.objects.visible_to(actor).filter(what="registry.data_file").count() == 1
    assert client.post(f"{OUT}/file", {"kind": "none"}).status_code == 422


def test_what_is_left_out_is_chosen_on_the_page_and_on_record(walks: Walks, sign_in: Any) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    chosen = {"kind": "codes", "left_out": ["identifiers", "numbers"], "dates": "year"}
    first = table(fetched(client, OUT, chosen))[0]
    assert (
        "name" not in first and first["born"] in ("1950", "1949") and len(first["record_id"]) == 13
    )
    event = Event.objects.filter(verb="registry.data.taken_out").latest("pk")
    assert event.detail["left_out"] == {
        "identifiers": True, "texts": False, "numbers": True, "dates": "year",
    }  # fmt: skip


def test_a_format_that_is_not_installed_is_said_kindly(
    walks: Walks, sign_in: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    missing = replace(FORMATS["parquet"], here=lambda: False)
    monkeypatch.setitem(FORMATS, "parquet", missing)
    client: Client = sign_in(walks.curator, fresh=True)
    assert "Not installed here: Parquet." in client.get(OUT).content.decode()
    assert client.post(f"{OUT}/file", {"kind": "parquet"}).status_code == 422
    with pytest.raises(CommandError, match="Parquet is not installed here"):
        call_command("export_data", "walk", str(tmp_path / "x"), "--format", "parquet")


def test_rights_count_form_by_form(walks: Walks, sign_in: Any) -> None:
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    right = give_right(walks, other)
    client = sign_in(other, fresh=True)
    assert client.get(OUT).status_code == 403
    assert client.post(f"{OUT}/file", {"kind": "codes"}).status_code == 403
    give_right(walks, other, form="visit", export=Right.Export.FULL)
    first = table(fetched(client, OUT, {"kind": "codes"}))[0]
    assert first["minutes"] == "10" and "sex" not in first
    Right.objects.filter(pk=right.pk).update(export=Right.Export.DEIDENTIFIED)
    first = table(fetched(client, OUT, {"kind": "codes"}))[0]
    assert first["sex"] == "0" and not {"name", "born"} & set(first)


def looks_at(walks: Walks) -> list[int]:
    """How often each person in it sees that a file went out."""
    found = []
    for subject in {entry.subject_id for entry in walks.entries()}:
        with acting_as(System(Purpose.EXPORT, subject_id=subject)) as actor:
            found.append(Read.objects.visible_to(actor).filter(what="registry.data_file").count())
    return found


def test_the_command_writes_a_new_file_only(walks: Walks, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    call_command("export_data", "walk", str(target), "--format", "json")
    assert len(json.loads(target.read_text())["rows"]) == 2
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError):
        call_command("export_data", "walk", str(target))
    with pytest.raises(CommandError):
        call_command("export_data", "walk", str(tmp_path / "none" / "out.json"))
    assert list(tmp_path.iterdir()) == [target]


def test_everybody_in_a_file_of_the_commands_can_see_that(walks: Walks, tmp_path: Path) -> None:
    call_command("export_data", "walk", str(tmp_path / "out.csv"))
    assert looks_at(walks) == [1, 1]
    call_command("export_redcap_data", "walk", stdout=io.StringIO())
    assert looks_at(walks) == [2, 2]


@pytest.mark.parametrize("error", [KeyError("x"), TooManyRows(), OSError(28, "no space left")])
def test_a_command_that_breaks_off_leaves_no_file(
    walks: Walks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def half(_file: Any, out: Any) -> None:
        out.write(b"1,Anna Berg")
        raise error

    monkeypatch.setitem(FORMATS, "words", replace(FORMATS["words"], write=half))
    with pytest.raises((CommandError, KeyError)):
        call_command("export_data", "walk", str(tmp_path / "out.csv"))
    assert list(tmp_path.iterdir()) == []
    assert looks_at(walks) == [0, 0]


def test_the_command_leaves_out_what_it_is_told(walks: Walks, tmp_path: Path) -> None:
    target = tmp_path / "out.sav"
    wish = ("--format", "spss", "--without", "identifiers", "texts", "--dates", "none")
    call_command("export_data", "walk", str(target), *wish)
    values, about = sav(target.read_bytes(), tmp_path)
    assert values["metres"] == [-50.5, 0.5] and about.variable_value_labels["sex"][0] == "Female"
    assert not {"name", "born"} & set(values)


def page_of(take: TakeOut) -> str:
    return f"/registry/files/{take.ref}"


def test_a_file_can_be_stopped_and_nothing_of_it_is_left(walks: Walks, sign_in: Any) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    take = asked_for(client, OUT, {"kind": "codes"})
    waiting = client.get(page_of(take))
    assert waiting.headers["Refresh"] and "Stop it" in waiting.content.decode()
    with CaptureQueriesContext(connection) as asked:
        client.post(f"{page_of(take)}/stop")
    written = [one["sql"].split()[1] for one in asked if one["sql"].startswith("UPDATE")]
    ours = [one for one in written if one in ('"registry_takeout"', '"files_job"')]
    assert ours == ['"registry_takeout"', '"files_job"']  # the order in which units lock them
    take.refresh_from_db()
    job = job_of(take)
    assert job is not None and (job.state, take.sealed_key) == ("cancelled", "")
    run_job(job.pk)
    assert file_of(take) is None and looks_at(walks) == [0, 0]
    assert client.get(f"{page_of(take)}/file").status_code == 404


def test_a_worker_that_dies_loses_one_piece(
    walks: Walks, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    monkeypatch.setattr(take_out_work, "AT_ONCE", 1)
    for kind in ("codes", "excel"):
        take = asked_for(client, OUT, {"kind": kind, "left_out": ["numbers"]})
        job = job_of(take)
        assert job is not None
        system = as_take_out(take)
        with acting_as(system):
            for _unit in range(2):  # and then it is killed
                found = take_out_work.make_file(system, job)
                job.resume = dict(found.resume)
            Job.objects.visible_to(system).update(resume=job.resume)
        run_job(job.pk)
        file = file_of(take)
        assert file is not None
        packed = ZipFile(path_of(file.place))
        raw = packed.read(packed.namelist()[0])
        if kind == "codes":
            assert len({line["record_id"] for line in table(raw)}) == 2
        else:
            assert openpyxl.load_workbook(io.BytesIO(raw))["Codes"].max_row == 3


def test_a_file_is_for_whoever_asked_and_for_as_long_as_all_of_it_may_go(
    walks: Walks, sign_in: Any
) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    fetched(client, OUT, {"kind": "words"})
    take = TakeOut.objects.get()
    assert "Fetch the file" in client.get(page_of(take)).content.decode()
    assert page_of(take) in client.get(OUT).content.decode()
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    give_right(walks, other, export=Right.Export.FULL)
    for tail in ("", "/file"):
        assert sign_in(other, fresh=True).get(f"{page_of(take)}{tail}").status_code == 404
    with acting_as(walks.curator.actor()) as actor:
        Entry.objects.visible_to(actor).filter(record__number="2").update(voided_at=Now())
    assert client.get(f"{page_of(take)}/file").status_code == 302
    assert client.get(f"{page_of(take)}/file").status_code == 404


def voided(walks: Walks, number: str, *, back: bool = False) -> None:
    with acting_as(walks.curator.actor()) as actor:
        hers = Entry.objects.visible_to(actor).filter(record__number=number)
        hers.update(voided_at=None if back else Now())


def test_nobody_who_comes_later_makes_up_for_somebody_who_left(walks: Walks, sign_in: Any) -> None:
    voided(walks, "1")
    client: Client = sign_in(walks.curator, fresh=True)
    assert len(table(fetched(client, OUT, {"kind": "codes"}))) == 1
    take = TakeOut.objects.get()
    voided(walks, "1", back=True)
    assert client.get(f"{page_of(take)}/file").status_code == 200
    voided(walks, "2")
    assert client.get(f"{page_of(take)}/file").status_code == 302
    take.refresh_from_db()
    assert file_of(take) is None and take.sealed_people == ""


def test_pieces_of_a_dataset_that_changed_meanwhile_are_not_put_together(
    walks: Walks, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    monkeypatch.setattr(take_out_work, "AT_ONCE", 1)
    take = asked_for(client, OUT, {"kind": "codes"})
    job = job_of(take)
    assert job is not None
    system = as_take_out(take)
    with acting_as(system):
        for _unit in range(2):
            job.resume = dict(take_out_work.make_file(system, job).resume)
        Job.objects.visible_to(system).update(resume=job.resume)
    Dataset.objects.filter(pk=walks.dataset.pk).update(extra_columns=["person_timestamp"])
    run_job(job.pk)
    assert file_of(take) is None
    assert "The dataset was changed meanwhile" in client.get(page_of(take)).content.decode()


def test_rights_that_were_taken_away_stop_the_file(walks: Walks, sign_in: Any) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    take = asked_for(client, OUT, {"kind": "codes"})
    Right.objects.update(export=Right.Export.DEIDENTIFIED)
    job = job_of(take)
    assert job is not None
    run_job(job.pk)
    assert file_of(take) is None and looks_at(walks) == [0, 0]
    assert "was changed meanwhile" in client.get(page_of(take)).content.decode()


def test_marks_of_a_csv_are_chosen(walks: Walks, sign_in: Any) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    for kind, left in (("codes", ["identifiers"]), ("codes", []), ("words", [])):
        wish = {"kind": kind, "left_out": left, "delimiter": "semicolon", "comma": "comma"}
        raw = fetched(client, OUT, wish).decode("utf-8-sig")
        assert ";-50,5;" in raw and raw.startswith("record_id;")


def test_where_answers_come_from_is_a_choice(walks: Walks, sign_in: Any) -> None:
    with acting_as(walks.curator.actor()) as actor:
        Entry.objects.visible_to(actor).update(occurred_on="2024")
    client: Client = sign_in(walks.curator, fresh=True)
    for kind in ("codes", "words"):
        (first, _second) = table(fetched(client, OUT, {"kind": kind, "origins": "on"}))
        assert first["visit__when"] == "2024"
        assert first["minutes__from"] in ("import", "from a file")
    assert "__from" not in fetched(client, OUT, {"kind": "redcap", "origins": "on"}).decode()
    raw = fetched(client, OUT, {"kind": "codes", "origins": "on", "dates": "none"})
    assert "visit__when" not in table(raw)[0]
