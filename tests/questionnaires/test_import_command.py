"""import_questionnaire: exit codes, the report as JSON, and nothing half-written."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from questionnaires.models import Questionnaire, Translation, Version
from tests.personas import World
from tests.questionnaires.forms import SHARED, choice, question, questionnaire, walking_day

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    """(exit code, what it printed as JSON)."""
    out, code = StringIO(), 0
    try:
        call_command("import_questionnaire", *arguments, "--json", stdout=out)
    except SystemExit as end:
        code = int(str(end.code))
    return code, json.loads(out.getvalue())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "form.json"
    path.write_text(json.dumps(questionnaire(choice("a", "x", "y"), title="A form")))
    return path


def test_a_usable_file_is_stored_and_exits_with_0(file: Path) -> None:
    code, told = run(str(file))
    assert code == 0
    assert set(told) == {"status", "items", "notes", "errors", "questionnaire", "version", "is_new"}
    assert (told["status"], told["items"], told["errors"]) == ("imported", 1, [])
    assert (told["questionnaire"], told["version"], told["is_new"]) == ("a-form", 1, True)
    assert Version.objects.get().state == "draft"


def test_notes_are_told_and_do_not_hold_it_up(tmp_path: Path) -> None:
    path = tmp_path / "walk.json"
    path.write_text(json.dumps(walking_day()))
    code, told = run(str(path))
    assert (code, told["status"]) == (0, "imported_with_notes")
    assert all(set(note) == {"path", "message", "level"} for note in told["notes"])


def test_the_same_file_twice_is_one_version(file: Path) -> None:
    first, again = run(str(file))[1], run(str(file))[1]
    assert (first["version"], again["version"], again["is_new"]) == (1, 1, False)
    assert (Questionnaire.objects.count(), Version.objects.count()) == (1, 1)


def test_a_dry_run_says_the_same_and_writes_nothing(file: Path) -> None:
    code, told = run(str(file), "--dry-run")
    assert (code, told["status"], told["items"]) == (0, "imported", 1)
    for model in (Questionnaire, Version, Translation, Event):
        assert not model._default_manager.exists()


HOSTILE: dict[str, bytes] = {
    "not JSON": b'{"resourceType": "Questionnaire",\n oops}',
    "nothing": b"",
    "another kind of file": b"\x89PNG\r\n\x1a\n\x00\x00",
    "another resource": b'{"resourceType": "Bundle", "entry": []}',
    "a list": b"[1, 2, 3]",
    "no items": json.dumps(questionnaire()).encode(),
    "the same linkId twice": json.dumps(
        questionnaire(question("a", "string"), question("a", "date"))
    ).encode(),
    "too deep": b"[" * 100_000,
    "deep and closed": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "half a character": b'{"resourceType": "Questionnaire", "title": "\\ud800"}',
    "a NUL": b'{"resourceType": "Questionnaire", "title": "\\u0000"}',
    "the same key twice": b'{"resourceType": "Questionnaire", "item": [], "item": []}',
    "no number": b'{"resourceType": "Questionnaire", "version": NaN}',
    "too large": b" " * 5_000_001 + b"{}",
    "a loop": json.dumps(
        questionnaire(
            question("a", "boolean", enableWhen=[{"question": "b", "operator": "exists", "answerBoolean": True}]),
            question("b", "boolean", enableWhen=[{"question": "a", "operator": "exists", "answerBoolean": True}]),
        )
    ).encode(),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("dry", [True, False])
def test_a_hostile_file_is_refused_with_1_and_leaves_nothing(
    tmp_path: Path, kind: str, dry: bool
) -> None:
    path = tmp_path / "hostile.json"
    path.write_bytes(HOSTILE[kind])
    code, told = run(str(path), *(["--dry-run"] if dry else []))
    assert (code, told["status"]) == (1, "refused")
    assert told["errors"]
    assert all(set(error) == {"path", "message"} and error["message"] for error in told["errors"])
    assert not Questionnaire.objects.exists()
    assert not Version.objects.exists()


def test_a_syntax_error_names_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(HOSTILE["not JSON"])
    assert "line 2" in run(str(path))[1]["errors"][0]["message"].casefold()


def test_a_file_that_is_not_there_is_refused_in_the_same_shape(tmp_path: Path) -> None:
    code, told = run(str(tmp_path / "missing.json"))
    assert (code, told["status"]) == (1, "refused")
    assert "cannot be read" in told["errors"][0]["message"]


def test_without_json_it_speaks_to_people(file: Path) -> None:
    out = StringIO()
    call_command("import_questionnaire", str(file), stdout=out)
    assert out.getvalue().startswith("imported: 1 items")


def test_the_record_says_who_did_it(world: World, file: Path) -> None:
    run(str(file))
    event = Event.objects.get(verb="questionnaires.version.stored")
    assert (event.actor_kind, event.purpose) == ("system", "operate")
    file.write_text(json.dumps(questionnaire(choice("a", "x", "y", "z"), title="A form")))
    run(str(file), "--as", world.curator.account.email)
    event = Event.objects.filter(verb="questionnaires.version.stored").latest("pk")
    assert event.account_id == world.curator.account.pk


@pytest.mark.parametrize("who", ["nobody@example.org", "ruth@example.org"])
def test_only_a_curator_can_be_named(world: World, file: Path, who: str) -> None:
    with pytest.raises(CommandError):
        call_command("import_questionnaire", str(file), "--as", who, stdout=StringIO())
    assert not Questionnaire.objects.exists()


# The file → how many questions are asked, None where it is refused.
REAL = {
    "lforms-phq9.json": 10,
    "lforms-enablewhen.json": None,  # a formula decides what shows
    "android-fhir-paginated.json": None,  # the same linkId twice
    "lforms-reference-loop.json": None,
}


@pytest.mark.parametrize("name", REAL)
def test_files_nobody_here_wrote_get_a_report_and_never_a_crash(name: str) -> None:
    path = SHARED / "questionnaires" / name
    if not path.exists():
        pytest.skip(f"{name} is not here: set PO_SHARED_DATA to the folder of public files.")
    code, told = run(str(path))
    assert code == (1 if REAL[name] is None else 0), told["errors"]
    assert bool(told["errors"]) == (REAL[name] is None)
    if REAL[name] is not None:
        assert Version.objects.get().item_count == REAL[name]
