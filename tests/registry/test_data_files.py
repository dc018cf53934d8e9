"""Data comes in whole or not at all, goes out as it came, and can be taken back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection

from audit.models import Event as AuditEvent
from po_platform.access.actor import acting_as
from registry.actions.undo_import import undo_import
from registry.models import Batch, Event, Subject
from tests.personas import World
from tests.proms.shared_data import shared_file
from tests.registry.world import ANNA, BODO, HEADER, Walks, make_walks

pytestmark = pytest.mark.django_db


@pytest.fixture
def walks(world: World) -> Walks:
    return make_walks(world)


def test_what_comes_in_goes_out_cell_by_cell(walks: Walks) -> None:
    report = walks.bring(HEADER, ANNA, BODO)
    assert (report.status, report.new, report.records) == ("imported", 2, 2)
    assert walks.taken_out() == [HEADER, ANNA, BODO]


def test_the_same_file_again_changes_nothing(walks: Walks) -> None:
    walks.bring(HEADER, ANNA, BODO)
    report = walks.bring(HEADER, ANNA, BODO.replace("Lang", "Kurz"))
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert "Bodo Kurz" in walks.taken_out()[2]


def test_a_dry_run_says_the_same_and_leaves_nothing(walks: Walks) -> None:
    walks.bring(HEADER, ANNA)
    report = walks.bring(HEADER, ANNA, BODO, dry_run=True)
    assert (report.new, report.unchanged, report.batch) == (1, 1, "")
    assert walks.taken_out() == [HEADER, ANNA]
    assert Batch.objects.count() == 1


def test_an_empty_cell_keeps_or_erases_as_chosen(walks: Walks) -> None:
    walks.bring(HEADER, ANNA)
    assert walks.bring("record_id,minutes,sex", "1,,").unchanged == 1
    assert walks.taken_out() == [HEADER, ANNA]
    assert walks.bring("record_id,minutes,sex", "1,,", blank_erases=True).changed == 1
    # What is worked out from the minutes goes with them.
    assert walks.taken_out()[1] == "1,Anna Berg,1950-03-01,,0,2,,1,0,0,50,,0,2"


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("3,,1950-13-01,,,,,,,,,,,", "born", "Enter a date"),
        ("3,,,7,,,,,,,,,,", "sex", "Write one of these codes: 0, 1."),
        ("3,,,,,,ten,,,,,,,", "minutes", "whole number"),
        ("3,,,,,,,9,,,,,,", "with_whom___1", "Write 1 for a ticked box"),
        ("3,,,,,5,,,,,,,,", "person_complete", "Write 0, 1 or 2"),
        (",x,,,,,,,,,,,,", "record_id", "does not say which record"),
        ("1,Again,,,,,,,,,,,,", "record_id", "Row 2 is about the same record"),
        ("3,,,,,,1e999999999,,,,,,,", "minutes", "whole number"),
        ("3," + "x" * 3000 + ",,,,,,,,,,,,", "name", "no more than 2000"),
    ],
)
def test_one_wrong_cell_is_named_and_nothing_is_written(
    walks: Walks, line: str, field: str, words: str
) -> None:
    report = walks.bring(HEADER, ANNA, line)
    assert report.status == "refused"
    told = report.to_json()["errors"]
    assert [(one["row"], one["field"]) for one in told] == [(3, field)]
    assert words in told[0]["message"]
    assert walks.taken_out() == [HEADER]
    assert Batch.objects.count() == 0


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((HEADER,), "headings and no row"),
        (("sex,minutes", "1,2"), "no column “record_id”"),
        (("record_id,shoe_size", "1,2"), "no field “shoe_size”"),
        (("record_id,sex,sex", "1,0,1"), "stands twice"),
        (("record_id,name", '1,"open'), "not closed"),
    ],
)
def test_a_file_that_is_no_data_of_this_dataset_is_refused(
    walks: Walks, lines: tuple[str, ...], words: str
) -> None:
    report = walks.bring(*lines)
    assert not report.usable
    assert words in report.to_json()["errors"][0]["message"]


def test_values_worth_a_look_are_taken_and_told(walks: Walks) -> None:
    report = walks.bring("record_id,minutes,metres,pace", "1,700,10,3", "2,0,10,1")
    assert report.status == "imported_with_notes"
    assert [(note.field, str(note.message)) for note in report.notes] == [
        ("minutes", "The value lies beyond the usual bounds of this field."),
        ("pace", "Worked out here it is 0."),
        ("pace", "It divides by zero."),
    ]


def test_visits_and_repeats_keep_their_rows(walks: Walks) -> None:
    head = "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,minutes,visit_complete"
    lines = [
        "1,first_arm_1,,,10,2",
        "1,later_arm_1,visit,1,11,0",
        "1,later_arm_1,visit,2,12,",
        "10,first_arm_1,,,1,2",
        "9,first_arm_1,,,2,2",
    ]
    report = walks.bring(head, *lines)
    assert (report.new_visits, report.repeating) == (["first_arm_1", "later_arm_1"], ["visit"])
    out = list(csv.DictReader(io.StringIO("\n".join(walks.taken_out()))))
    names = head.split(",")
    assert [",".join(row[name] for name in names) for row in out] == [
        *lines[:3],
        lines[4],
        lines[3],
    ]
    refused = walks.bring(head, "1,frist_arm_1,,,10,2")
    assert "no visit of this name" in str(refused.errors[0].message)
    assert walks.bring(head, "1,third_arm_1,,,10,2", new_visits=True).usable
    assert Event.objects.count() == 3
    stranger = walks.bring(head + ",sex", "1,later_arm_1,visit,3,10,2,1")
    assert stranger.errors[0].field == "sex"


def test_codes_for_missing_are_no_answers(walks: Walks) -> None:
    walks.dataset.missing_codes = {"-98": "does not know"}
    walks.dataset.save()
    line = "1,-98,-98,-98,,,-98,0,0,0,,,,"
    head = HEADER + ",with_whom____98"
    assert walks.bring(head, line + ",1").usable
    [person, visit] = walks.entries()
    assert person.missing == {"born": "-98", "sex": "-98"}
    assert visit.missing == {"minutes": "-98", "with_whom": "-98"}
    assert person.answers == visit.answers == {}
    assert walks.taken_out()[1].startswith("1,-98,-98,-98,,,-98,0,0,0,1,,,")


def test_a_file_is_taken_back_whole(walks: Walks) -> None:
    walks.bring(HEADER, ANNA)
    second = walks.bring(HEADER, ANNA.replace("50,5", "60,6"), BODO)
    third = walks.bring("record_id,minutes", "1,15")
    actor = walks.curator.actor()
    with acting_as(actor):
        undone = undo_import(actor=actor, batch=Batch.objects.get(ref=third.batch))
        assert (undone.removed, undone.restored, undone.changed_since) == (0, 1, 0)
        undone = undo_import(actor=actor, batch=Batch.objects.get(ref=second.batch))
        assert (undone.removed, undone.restored, undone.changed_since) == (2, 1, 0)
        with pytest.raises(PermissionDenied):
            undo_import(actor=actor, batch=Batch.objects.get(ref=second.batch))
        assert Subject.objects.visible_to(actor).filter(voided_at=None).count() == 1
    assert walks.taken_out() == [HEADER, ANNA]
    assert walks.bring(HEADER, BODO).new == 1
    assert AuditEvent.objects.filter(verb="registry.data.import_undone").count() == 2


def test_when_something_was_given_moves_only_with_what_it_says(walks: Walks) -> None:
    walks.bring(HEADER, ANNA)
    given = {entry.form_id: (entry.first_at, entry.changed_at) for entry in walks.entries()}

    def moved() -> list[bool]:
        found = walks.entries()
        assert [one.first_at for one in found] == [given[one.form_id][0] for one in found]
        return [one.changed_at != given[one.form_id][1] for one in found]

    other_status = walks.bring(HEADER, ANNA.replace(",0,0,2,10,", ",0,0,1,10,"))
    assert (other_status.changed, moved()) == (1, [False, False])
    another = walks.bring("record_id,minutes", "1,15")
    assert sorted(moved()) == [False, True]
    with acting_as(walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=another.batch))
    assert moved() == [False, False]


def test_what_was_changed_since_stays(walks: Walks) -> None:
    first = walks.bring(HEADER, ANNA)
    walks.bring("record_id,minutes", "1,15")
    actor = walks.curator.actor()
    with acting_as(actor):
        undone = undo_import(actor=actor, batch=Batch.objects.get(ref=first.batch))
    assert (undone.removed, undone.changed_since) == (1, 1)
    assert ",15," in walks.taken_out()[1]


def test_names_are_sealed_and_leave_only_with_the_whole_file(walks: Walks) -> None:
    walks.bring(HEADER, ANNA)
    actor = walks.curator.actor()
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(
            "select e::text from registry_entry e union select e::text from registry_entryevent e"
        )
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert "1950-03-01" in stored
    assert "Anna" not in stored
    assert "Anna" in walks.taken_out("full")[1]
    assert walks.taken_out("no_identifiers")[1] == "1,1950-03-01,0,0,2,10,1,0,0,50,5,0,2"
    assert walks.taken_out("deidentified")[1] == "1,0,0,2,10,1,0,0,50,5,0,2"


def run(*arguments: str) -> tuple[int, str]:
    out, code = io.StringIO(), 0
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as end:
        code = int(str(end.code))
    return code, out.getvalue()


def told(*arguments: str) -> tuple[int, dict[str, Any]]:
    code, out = run(*arguments, "--json")
    return code, json.loads(out)


@pytest.mark.parametrize("folder", ["redcapr__longitudinal", "redcapr__repeating-instruments"])
def test_real_files_go_round_by_the_commands(folder: str) -> None:
    dictionary = shared_file(f"redcap/{folder}/dictionary.csv")
    data = shared_file(f"redcap/{folder}/data.csv")
    code, report = told("import_redcap_dictionary", str(dictionary))
    assert (code, report["dataset"]) == (0, folder)
    assert told("import_redcap_data", folder, str(data), "--dry-run")[0] == 0
    code, report = told("import_redcap_data", folder, str(data))
    assert (code, report["errors"]) == (0, [])
    assert parsed(run("export_redcap_data", folder)[1]) == parsed(data.read_text())
    assert parsed(run("export_redcap_dictionary", folder)[1]) == parsed(dictionary.read_text())
    assert told("import_redcap_data", folder, str(data))[1]["unchanged"] == report["rows"]
    assert told("undo_redcap_data", report["batch"])[1]["changed_since"] == 0


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_refused_file_ends_with_1_and_a_reason(walks: Walks, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("record_id,sex\n1,9\n")
    code, report = told("import_redcap_data", walks.dataset.slug, str(path))
    assert (code, report["status"]) == (1, "refused")
    assert report["errors"] == [
        {
            "row": 2,
            "record": "1",
            "field": "sex",
            "value": "9",
            "message": "Write one of these codes: 0, 1.",
        }
    ]
