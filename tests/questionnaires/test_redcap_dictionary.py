"""A REDCap dictionary read in whatever state people's files are in, or refused with its row."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from questionnaires.outline import outline
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import import_dictionary
from questionnaires.visibility import shown
from tests.proms.shared_data import shared_file
from tests.questionnaires.dictionaries import HEADER, field, read, walk

RAW = dictionary_csv(walk()).encode()


def sentences(raw: bytes) -> str:
    """Everything the report says, one remark a line."""
    told = import_dictionary(raw).to_json()
    return "\n".join(
        f"{each['path']}: {each['message']}" for each in told["notes"] + told["errors"]
    )


def test_fields_become_questions_of_their_kind() -> None:
    found = read(walk())
    assert found.to_json() == {
        "status": "imported",
        "forms": 2,
        "fields": 10,
        "notes": [],
        "errors": [],
    }
    assert found.definition is not None
    items = found.definition.by_link_id
    kinds = {name: items[name].type for name in ("born", "sex", "minutes", "metres", "with_whom")}
    assert kinds == {
        "born": "date",
        "sex": "choice",
        "minutes": "integer",
        "metres": "decimal",
        "with_whom": "choice",
    }
    assert items["with_whom"].repeats
    assert items["name"].identifier
    assert (items["minutes"].warn_above, items["minutes"].max_value) == ("600", "")
    assert items["record_id"].link_id in outline(found.definition).unasked


def test_a_field_shows_by_the_answers_and_by_what_is_worked_out() -> None:
    definition = read(walk()).definition
    assert definition is not None
    slow = shown(definition, {"metres": 100, "minutes": 5, "sex": "1"})
    assert slow.worked_out == {("pace", ()): "20"}
    assert "stopped" in slow
    assert "pregnant" not in slow
    assert "stopped" not in shown(definition, {"metres": 500, "minutes": 5})
    assert str(shown(definition, {"metres": 1, "minutes": 0}).failed["pace", ()]) == (
        "It divides by zero."
    )


def test_a_number_nobody_could_store_comes_to_nothing_and_says_why() -> None:
    power = field("power", "calc", choices="10 ^ [metres]")
    more = field("more", "calc", choices="[power] * 2")
    definition = read([*walk(), power, more]).definition
    assert definition is not None
    kept = shown(definition, {"metres": 300, "minutes": 1}).worked_out
    assert kept["power", ()] == "1" + "0" * 300
    assert ("more", ()) not in kept
    for metres in (350, -350):
        found = shown(definition, {"metres": metres, "minutes": 1})
        assert ("power", ()) not in found.worked_out
        assert "too large or too small" in str(found.failed["power", ()])


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\xef\xbb\xbf" + RAW, ""),
        (RAW.replace(b"\n", b"\r\n"), ""),
        (RAW.replace(b"Variable / Field Name", b"1"), "was read as “Variable / Field Name”"),
        (
            RAW.replace(b",Field Annotation", b"").replace(b",\n", b"\n"),
            "no column “Field Annotation”",
        ),
        (RAW + b"extra,visit,,text,Extra\n", "5 cells instead of 18"),
        (RAW + b'odd,visit,,text,"a "word" here",,,,,,,,,,,,,\n', "quotation mark amid a cell"),
        (RAW.replace(b"Metres", "Mètres".encode("cp1252")), "read as Windows-1252"),
        (RAW.replace(b"0, no | 1, yes", b"0,no|1,yes"), ""),
        (RAW.replace(b",Metres,", b",<b>Metres</b><img src=x>,"), "reduced to plain words"),
    ],
)
def test_the_ways_files_differ_are_taken_and_told(raw: bytes, sentence: str) -> None:
    found = import_dictionary(raw)
    assert found.definition is not None, found.report.errors
    assert found.report.status == ("imported_with_notes" if sentence else "imported")
    assert sentence in sentences(raw)


@pytest.mark.parametrize(
    ("codes", "other", "said"),
    [
        ("1, dogs | 2, people", "with_whom___1", "box 1 has the column with_whom___1"),
        ("-1, dogs | -2, people", "with_whom____2", "box -2 has the column with_whom____2"),
        ("a, dogs | A, people", "whom", "box A has the column with_whom___a"),
        ("1, dogs | 2, people", "with_whom___3", ""),
    ],
)
def test_a_box_and_a_field_with_one_column_in_data_files_are_told(
    codes: str, other: str, said: str
) -> None:
    listed = [field("record_id"), field("with_whom", "checkbox", choices=codes), field(other)]
    told = sentences(dictionary_csv(listed).encode())
    assert said in told if said else not told
    assert read(listed).report.status == ("refused" if said else "imported")


def test_a_workbook_with_too_much_in_it_says_so() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<w>" + b"<row/>" * 1_000_000 + b"</w>")
    assert "too many cells to be read at once" in sentences(raw.getvalue())


def test_cells_parted_by_semicolons_are_found_by_themselves() -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(RAW.decode())))
    assert import_dictionary(out.getvalue().encode()).definition == read(walk()).definition


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is empty."),
        (HEADER.encode(), "headings and no field"),
        (b"id,sex,age\n1,0,44\n", "no REDCap dictionary"),
        (RAW.decode().encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04", "no CSV file"),
        (RAW + b'x,visit,,text,"open', "row 12: A quotation mark is opened and not closed."),
        (b"a," * 10_000_000, "too long"),
        (b"a" * 20_000_001, "larger than 20 megabytes"),
        (RAW.replace(b"Form Name", b"Field Type"), "“Field Type” stands twice"),
        (RAW + b"sex,visit,,text,Again,,,,,,,,,,,,,\n", "sex stands 2 times"),
        (RAW + b"1st,visit,,text,X,,,,,,,,,,,,,\n", "row 12: 1st"),
        (RAW + b"x,visit,,colour,X,,,,,,,,,,,,,\n", "no field type “colour”"),
        (RAW + b"x,visit,,radio,X,,,,,,,,,,,,,\n", "no answers to choose from"),
        (RAW + b"x,,,text,X,,,,,,,,,,,,,\n", "no form name"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(raw: bytes, sentence: str) -> None:
    found = import_dictionary(raw)
    assert found.definition is None
    assert found.report.status == "refused"
    assert sentence in sentences(raw)


def test_rules_that_cannot_be_run_are_kept_and_told() -> None:
    rows = [
        *walk(),
        field("a", branching="[b] = ''"),
        field("b", branching="[a] = ''"),
        field("c", branching="[nowhere] = 1"),
        field("d", branching="[first_arm_1][a] = 1 and ["),
        field("e", "calc", choices="[f] + 1"),
        field("f", "calc", choices="[e] + 1"),
        field("asks", "sql", choices="select * from everybody"),
    ]
    found = read(rows)
    assert found.definition is not None
    items = found.definition.by_link_id
    assert [items[name].show_if for name in "abcd"] == [None] * 4
    assert shown(found.definition, {}).worked_out == {}
    said = sentences(dictionary_csv(rows).encode())
    for words in ("a → b → a", "There is no field nowhere.", "cannot be run", "e → f → e"):
        assert words in said
    assert "asks" not in items
    assert "select" not in dictionary_csv(found.rows)


def test_a_dictionary_goes_out_as_it_came_in() -> None:
    assert dictionary_csv(read(walk()).rows) == dictionary_csv(walk())


def test_doubling_calculations_end_quickly() -> None:
    chain = [field("c0", "calc", choices="1 + 1")]
    chain += [field(f"c{n}", "calc", choices=f"[c{n - 1}] + [c{n - 1}]") for n in range(1, 1_400)]
    definition = read([field("record_id"), *chain]).definition
    assert definition is not None
    found = shown(definition, {})
    assert found.worked_out["c9", ()] == "1024"
    assert found.failed


@pytest.mark.parametrize(
    ("folder", "forms", "fields"),
    [
        ("radar_armt_german", 5, 69),
        ("rarelink_cdm_v2_0_5", 11, 108),
        ("redcapr__longitudinal", 9, 95),
        ("redcapr__repeating-instruments", 2, 11),
        ("redcapr__simple", 3, 16),
    ],
)
def test_real_dictionaries_are_usable(folder: str, forms: int, fields: int) -> None:
    found = import_dictionary(shared_file(f"redcap/{folder}/dictionary.csv").read_bytes())
    assert found.definition is not None, found.report.errors
    assert (len(found.forms), len(found.rows)) == (forms, fields)
