"""The finished lines of a release: byte by byte what was written from the answers before, and nobody else's to read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from files import places
from po_platform.access.actor import acting_as
from questionnaires.definition import Item
from questionnaires.models import Version
from registry import release_lines, release_work
from registry.layout import Column, Layout
from registry.models import DataRequest, Release, ReleaseRow, ReleaseSubject
from registry.pseudonyms import days_shifted
from registry.queries.datasets import version_in_use
from registry.release_end import as_release
from registry.release_file import line_of
from registry.release_freeze import key_of, sealed_key
from registry.release_lines import copy_lines, finish_lines, told_apart, write_raw
from registry.release_rows import Piece, Sheet, as_agreed
from registry.release_typed import as_frozen, sheet_of
from registry.request_shown import Shown
from registry.row_sql import Wanted, rows_sql
from registry.safe_cells import safe
from tests.personas import World
from tests.registry.asking import WORDS, make_asking
from tests.registry.released import Released
from tests.registry.world import make_walks

pytestmark = pytest.mark.django_db
QUESTIONS = ["name", "born", "sex", "pregnant", "minutes", "with_whom", "metres"]
PEOPLE, AT_ONCE = 12, 5
# What a table program could run, what CSV has to quote, and what only looks like it.
TEXTS = (
    "=1+1", "+a", "-a", "@cmd", "\t=1", "\r", "\n", "-", "=", "'=1", "'quoted", "-5", "+49", "-.5e3",
    "+49 30", "a,b", 'say "so"', '"', '""', "a\nb", "a\rb", 'a\r\nb,"c"', "\\.", "\\N", "NULL", " ", ",",
    "ü ’ 😀", "\u2028=1", "x" * 3_000, "=\n" * 500, "P000000000001,1950\nP000000000002,=1",
)  # fmt: skip


@dataclass
class Copied:
    """A release whose answers are copied, and its people in order."""

    release: Release
    sheet: Sheet
    layout: Layout
    answers: dict[str, list[dict[str, Any]]]

    def __post_init__(self) -> None:
        self.names, self.system = sorted(self.answers), as_release(self.release)

    def before(self) -> bytes:
        """Its lines as each file was written before: from what was copied."""
        out = BytesIO()
        for at in range(0, len(self.names), AT_ONCE):
            write_raw(self.system, self.release, self.sheet, self.names[at : at + AT_ONCE], out)
        return out.getvalue()

    def finish(self) -> None:
        for at in range(0, len(self.names), AT_ONCE):
            finish_lines(self.system, self.release, self.sheet, self.names[at : at + AT_ONCE])

    def now(self) -> bytes:
        out = BytesIO()
        copy_lines(self.system, self.release, self.names, out)
        return out.getvalue()


@pytest.fixture
def copied(world: World) -> Copied:
    return make_copied(world, "shifted")


def make_copied(world: World, dates: str) -> Copied:
    """Each awkward text is said by somebody; some have two forms, some repeats, one has nothing."""
    dataset = make_walks(world).dataset
    version = version_in_use(dataset)
    assert version is not None
    asked = {**WORDS, "variables": QUESTIONS, "dates": dates}
    request = DataRequest.objects.create(dataset=dataset, asked_by=0, **asked)
    ref = uuid4()
    release = Release.objects.create(
        ref=ref, request=request, built_by=1, sealed_key=sealed_key(ref, bytes(range(32))),
        manifest={
            "questions": QUESTIONS, "version": {"number": version.number},
            "lines_tell": {"visits": False, "repeats": True},
        },
    )  # fmt: skip
    forms = {form.name: form for form in dataset.forms.all()}
    answers: dict[str, list[dict[str, Any]]] = {}
    with acting_as(as_release(release)):
        for number, text in enumerate([*TEXTS, ""]):
            name, subject = f"P{number:012d}", UUID(int=number + 1)
            ReleaseSubject.objects.create(release=release, subject_id=subject, pseudonym=name)
            answers[name] = []
            for form, instance, told, missing in _told(number, text) if text else ():
                ReleaseRow.objects.create(
                    release=release, subject_id=subject, form=forms[form], instance=instance,
                    answers=told, missing=missing,
                )  # fmt: skip
                answers[name].append(
                    {"form": form, "instance": instance, "answers": told, "missing": missing}
                )
    return Copied(release, *_laid_out(release, request, version), answers)


def _told(number: int, text: str) -> list[tuple[str, int, dict[str, Any], dict[str, str]]]:
    born = ("1950-03-01", "1949", "1949-03", "0001-01-03", "2024-02-29")[number % 5]
    found: list[tuple[str, int, dict[str, Any], dict[str, str]]] = [
        ("person", 0, {"name": text, "born": born, "sex": str(number % 2)}, {"pregnant": "UNK"}),
    ]
    if number % 3:
        walked = {"minutes": -number, "metres": number / 8, "with_whom": ["1", "-9"][: number % 3]}
        found.append(("visit", 0, walked, {}))
    if number % 4 == 1:
        found += [("visit", at, {"minutes": at}, {"metres": "=UNK"}) for at in (2, 1)]
    return found


def _laid_out(release: Release, request: DataRequest, version: Version) -> tuple[Sheet, Layout]:
    shown = Shown(request, version)
    return sheet_of(release, shown), shown.layout


@pytest.mark.parametrize("dates", ["exact", "shifted", "month", "year"])
def test_the_lines_are_what_was_written_before_byte_by_byte(world: World, dates: str) -> None:
    found = make_copied(world, dates)
    with acting_as(found.system):
        before = found.before()
        found.finish()
        assert found.now() == before
    cells = {cell for line in csv.reader(StringIO(before.decode(), newline="")) for cell in line}
    assert {"'=1+1", "'+49 30", "-5", "'\n", "'=UNK"} <= cells
    assert all(safe(cell) == cell for cell in cells)


@pytest.mark.parametrize("dates", ["exact", "shifted", "month", "year"])
def test_the_lines_are_what_object_by_object_would_be_written(world: World, dates: str) -> None:
    found = make_copied(world, dates)
    key = key_of(found.release)
    expected: list[list[str]] = []
    for number, name in enumerate(found.names):
        days = days_shifted(key, UUID(int=number + 1))
        pieces = [
            Piece(
                one["form"], "", (0, int(one["instance"] > 0), 0), one["instance"], one["instance"] > 0,
                as_agreed(found.layout, one["answers"], dates, days), one["missing"],
            )
            for one in found.answers[name]
        ]  # fmt: skip
        expected += found.sheet.rows(name, pieces)
    with acting_as(found.system):
        found.finish()
        told = found.now().decode()
    assert [*csv.reader(StringIO(told, newline=""))] == expected


def test_each_line_is_told_with_every_break_inside_it() -> None:
    lines = [[f"P{at}", text, "end"] for at, text in enumerate(TEXTS)]
    written = [line_of(line).decode() for line in lines]
    found = [*told_apart(StringIO("".join(written), newline=""))]
    assert [cells for cells, _text in found] == lines
    assert [text for _cells, text in found] == written


def test_nobody_else_reads_the_lines_and_nobody_has_two(copied: Copied, world: World) -> None:
    with acting_as(copied.system) as system:
        copied.finish()
        mine = ReleaseRow.objects.visible_to(system).filter(form=None)
        assert mine.count() == len(copied.names)
        subject = mine.first().subject_id  # type: ignore[union-attr]  # counted above
        with pytest.raises(IntegrityError), transaction.atomic():
            ReleaseRow.objects.create(release=copied.release, subject_id=subject, lines="again")
        with pytest.raises(IntegrityError), transaction.atomic():
            ReleaseRow.objects.create(release=copied.release, subject_id=uuid4())
    other = Release.objects.create(request=copied.release.request, state="failed", built_by=1)
    for actor in (
        as_release(other), world.curator.actor(), world.researcher.actor(), world.ruth.actor(),
    ):  # fmt: skip
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("select count(*) from registry_releaserow")
            assert cursor.fetchone() == (0,)


@pytest.fixture
def released(world: World) -> Released:
    asking = make_asking(world, PEOPLE)
    return Released(asking, asking.ready())


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was copied for the file stays, to be looked at, and is written in pieces."""
    monkeypatch.setattr(release_work, "PEOPLE_AT_ONCE", AT_ONCE)
    monkeypatch.setattr(release_work, "drop_copied", lambda _release: None)


def written_before(release: Release) -> bytes:
    """The file of a release as it was made before: from what was copied, piece by piece."""
    system, sheet = as_release(release), sheet_of(release, as_frozen(release))
    out, people = BytesIO(line_of(sheet.header())), release.pseudonyms
    out.seek(0, 2)
    with acting_as(system):
        for at in range(0, len(people), AT_ONCE):
            write_raw(system, release, sheet, people[at : at + AT_ONCE], out)
    return out.getvalue()


@pytest.mark.usefixtures("kept")
def test_a_release_is_the_file_it_was_before(released: Released) -> None:
    release = released.build()
    assert released.bundle().read("data_raw.csv") == written_before(release)


@pytest.mark.usefixtures("kept")
def test_a_release_that_was_half_made_before_goes_on(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first people lie in a file beside those that follow."""
    write = release_work._write

    def as_it_was(*args: Any) -> int:
        actor, job, release, shown, names, start = args
        folder, sheet = places.work_folder(job.ref), sheet_of(release, shown)
        made = BytesIO()
        write_raw(actor, release, sheet, names, made)
        if start:  # the worker was stopped in the midst of this unit: its file lies there already
            (folder / f"{start:09}.data_raw.csv").write_bytes(made.getvalue())
            return write(*args)
        lines = [*csv.reader(StringIO(made.getvalue().decode(), newline=""))]
        (folder / f"{start:09}.data_raw.csv").write_bytes(made.getvalue())
        words = b"".join(line_of(sheet.in_words(line, shown.words.texts)) for line in lines)
        (folder / f"{start:09}.data_labels.csv").write_bytes(words)
        return len(lines)

    monkeypatch.setattr(release_work, "_write", as_it_was)
    release = released.build()
    assert (release.state, release.n_rows) == ("built", PEOPLE)
    assert released.bundle().read("data_raw.csv") == written_before(release)


@pytest.mark.parametrize("gone", ["data_labels.csv", "lines"])
def test_a_file_that_lacks_somebody_is_no_release(
    released: Released, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, gone: str
) -> None:
    monkeypatch.setattr(release_work, "PEOPLE_AT_ONCE", AT_ONCE)
    write = release_work._write

    def one_is_lost(*args: Any) -> int:
        made, (actor, job, release, _shown, _names, start) = write(*args), args
        if gone == "lines":
            rows = ReleaseRow.objects.visible_to(actor).filter(release=release, form=None)
            rows.filter(pk=rows.earliest("pk").pk).delete()
        elif not start:
            (places.work_folder(job.ref) / f"{start:09}.{gone}").unlink()
        return made

    monkeypatch.setattr(release_work, "_write", one_is_lost)
    assert released.build().state == "building"
    assert "NotReconciled" in caplog.text


def test_as_many_questions_as_a_dataset_has_fit_one_statement() -> None:
    """Postgres takes 1,664 columns in one step; a day that is moved would need three of them."""
    item = {kind: Item(link_id=kind, type=kind) for kind in ("date", "decimal", "string")}
    kinds = (*("date",) * 300, *("decimal",) * 150, *("string",) * 450)
    columns = [Column(f"q{n}", "person", "answer", item[kind]) for n, kind in enumerate(kinds)]
    wanted = Wanted({"person": 1}, columns, dates="shifted")
    nobody = (
        "select 0 as place, '' as name, 0 as days, null::text as status, subject_id, form_id,"
        " event_id, instance, repeats_event, answers, missing, provenance, null::jsonb as cells"
        " from registry_releaserow where false"
    )
    with connection.cursor() as cursor:
        cursor.execute(rows_sql(wanted, nobody, {}).replace("%", "%%"))
        assert cursor.fetchall() == []
        assert cursor.description is not None and len(cursor.description) > len(columns)


def test_codes_no_list_knows_do_not_go_out(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken out of a line is out of the text that is kept."""

    def without_sex(columns: Any, _coded: Any, rows: Any, apart: int) -> Any:
        at = apart + [column.name for column in columns].index("sex")
        yield from ([*row[:at], "", *row[at + 1 :]] for row in rows)

    monkeypatch.setattr(release_lines, "is_coded", lambda item: item.link_id == "sex")
    monkeypatch.setattr(release_lines, "only_known", without_sex)
    assert released.build().state == "built"
    raw = [*csv.DictReader(StringIO(released.bundle().read("data_raw.csv").decode()))]
    assert {line["sex"] for line in raw} == {""} and len(raw) == PEOPLE
