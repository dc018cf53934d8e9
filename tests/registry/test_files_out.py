"""One row source, five files: the same rows in each, nothing runs in a table program, rights form by form."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from audit.models import Read
from po_platform.access.actor import Hat, Purpose, System, acting_as
from registry.file_formats import FORMATS, TooManyRows, written
from registry.models import Right
from registry.queries.data_file import data_file
from registry.queries.datasets import version_in_use
from tests.personas import World, make_persona
from tests.registry.world import HEADER, Walks, give_right, make_walks

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


def written_as(walks: Walks, kind: str, level: str = "full") -> bytes:
    """The file as the curator gets it."""
    actor = walks.curator.actor()
    version = version_in_use(walks.dataset)
    assert version is not None
    with acting_as(actor):
        file = data_file(actor=actor, dataset=walks.dataset, version=version, level=level)
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


@pytest.mark.parametrize("kind", FORMATS)
def test_names_leave_only_with_the_whole_file(walks: Walks, kind: str) -> None:
    def has(level: str) -> bool:
        raw = written_as(walks, kind, level)
        if kind != "excel":
            return b"Bodo Lang" in raw
        book = openpyxl.load_workbook(io.BytesIO(raw))
        return any(cell.value == "Bodo Lang" for sheet in book for row in sheet for cell in row)

    assert [has(level) for level in ("full", "no_identifiers", "deidentified")] == [
        True, False, False,
    ]  # fmt: skip


def test_a_page_gives_the_file_and_everybody_in_it_can_see_that(walks: Walks, sign_in: Any) -> None:
    client: Client = sign_in(walks.curator, fresh=True)
    assert "Excel" in client.get(OUT).content.decode()
    reply = client.post(f"{OUT}/file", {"kind": "words"})
    assert len(table(b"".join(reply))) == 2
    subjects = {entry.subject_id for entry in walks.entries()}
    for subject in subjects:
        with acting_as(System(Purpose.EXPORT, subject_id=subject)) as actor:
            assert Read.objects.visible_to(actor).filter(what="registry.data_file").count() == 1
    assert client.post(f"{OUT}/file", {"kind": "none"}).status_code == 404


def test_rights_count_form_by_form(walks: Walks, sign_in: Any) -> None:
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    right = give_right(walks, other)
    client = sign_in(other, fresh=True)
    assert client.get(OUT).status_code == 403
    assert client.post(f"{OUT}/file", {"kind": "codes"}).status_code == 403
    give_right(walks, other, form="visit", export=Right.Export.FULL)
    first = table(b"".join(client.post(f"{OUT}/file", {"kind": "codes"})))[0]
    assert first["minutes"] == "10" and "sex" not in first
    Right.objects.filter(pk=right.pk).update(export=Right.Export.DEIDENTIFIED)
    first = table(b"".join(client.post(f"{OUT}/file", {"kind": "codes"})))[0]
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
