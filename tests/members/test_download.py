"""A member takes everything about her along, nothing about anybody else, and no key to anything."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from audit.inventory import register
from files import places
from files.actions.jobs import cancel_job
from files.actions.running import run_job
from files.models import Job, StoredFile
from members.actions.download import start_download
from members.export_files import write_part
from members.export_parts import Part
from members.models import Account
from members.queries.download import download_of
from notifications.models import Outbox
from po_platform.access.actor import Anonymous, acting_as
from tests.members.everything_of import (
    IN_THE_FILE,
    Planting,
    as_owner,
    plant,
    protected,
    signs_of,
)
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, make_persona
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    return tmp_path / "store"


def asked_for_by(persona: Persona) -> Job:
    actor = persona.actor(fresh=True)
    with acting_as(actor):
        return start_download(actor=actor)


def file_of(persona: Persona) -> StoredFile:
    """Her finished download."""
    actor = persona.actor()
    with acting_as(actor):
        ready = download_of(actor=actor).ready
    assert ready is not None
    return ready


def taken_by(persona: Persona) -> ZipFile:
    """What she gets, made as the worker makes it."""
    run_job(asked_for_by(persona).pk)
    return ZipFile(places.path_of(file_of(persona).place))


def rows_in(archive: ZipFile, name: str) -> list[dict[str, Any]]:
    return list(json.loads(archive.read(f"json/{name}.json"))["rows"])


def text_of(archive: ZipFile) -> str:
    return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())


# ---------- Everything, and nothing else ----------


@dataclass
class Two:
    """Rita and Gundula, each with one row of every kind."""

    rita: Planting
    gundula: Planting
    archive: ZipFile


@pytest.fixture
def two(transactional_db: Any, world: World, tmp_path: Path) -> Two:
    weekly = put_weekly_in_use(world)
    rita, gundula = (
        Planting(make_persona(name, email=f"{mark}-in@example.org"), mark, weekly, tmp_path)
        for name, mark in (("Rita Q.", "canaryrita"), ("Gundula Z.", "canarygundula"))
    )
    plant(rita)
    plant(gundula)
    return Two(rita, gundula, taken_by(rita.persona))


def test_every_table_that_belongs_into_the_file_is_planted_here() -> None:
    assert set(IN_THE_FILE) == {entry.label for entry in register() if entry.holds.export}


def test_one_row_of_every_kind_is_in_the_file_and_nobody_elses(two: Two) -> None:
    hers, others = signs_of(two.rita), signs_of(two.gundula)
    for label, (name, sign) in IN_THE_FILE.items():
        rows = json.dumps(rows_in(two.archive, name), ensure_ascii=False)
        table = two.archive.read(f"csv/{name}.csv").decode("utf-8-sig")
        assert sign.format(**hers) in rows, label
        assert sign.format(**hers) in table, label
        assert sign.format(**others) not in rows, label
    whole = text_of(two.archive)
    assert "canarygundula" not in whole
    assert str(two.gundula.persona.subject) not in whole


def test_no_secret_is_in_the_file(two: Two) -> None:
    with as_owner():
        secrets = {
            value
            for entry in register()
            for row in protected(entry.model).all()
            for field in entry.model._meta.concrete_fields
            if field.get_internal_type() == "BinaryField" and (value := getattr(row, field.attname))
        }
        account = Account.objects.get(pk=two.rita.account.pk)
    assert len(secrets) > 10
    content = b"\n".join(two.archive.read(name) for name in two.archive.namelist())
    for secret in secrets:
        raw = bytes(secret)
        assert raw not in content
        assert raw.hex().encode() not in content
    for words in ("totp canaryrita", "key-canaryrita", account.password, account.handle):
        assert words.encode() not in content


def test_what_somebody_decided_stands_there_word_for_word(two: Two) -> None:
    (decision,) = rows_in(two.archive, "decisions")
    assert decision["rendered"] == "decided canaryrita"
    assert decision["answer"] == "yes"
    assert decision["rendered_sha256"] == "0" * 64


def test_scores_say_by_which_rules_they_were_computed(two: Two) -> None:
    scores = rows_in(two.archive, "scores")
    assert scores
    assert all(re.fullmatch(r"[0-9a-f]{64}", score["spec_sha256"]) for score in scores)
    assert all(score["spec_version"] and score["scale_in_words"] for score in scores)


def test_who_looked_stands_there_with_what(two: Two) -> None:
    assert [(look["who"], look["what"]) for look in rows_in(two.archive, "looks")] == [
        ("looked canaryrita", "Your name and year of birth")
    ]


# ---------- Files other programs read ----------

pytestmark = pytest.mark.django_db


def test_each_column_of_each_table_is_explained(world: World) -> None:
    archive = taken_by(world.ruth)
    book = csv.DictReader(io.StringIO(archive.read("codebook.csv").decode("utf-8-sig")))
    explained = {(line["file"], line["field"]): line["meaning"] for line in book}
    for name in archive.namelist():
        if name.startswith("csv/"):
            head = next(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for column in head:
                assert explained.get((name.removeprefix("csv/"), column)), (name, column)


def test_both_forms_of_a_table_hold_the_same_rows(world: World) -> None:
    send(world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)))
    archive = taken_by(world.ruth)
    for name in archive.namelist():
        if name.startswith("csv/"):
            table = list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            assert len(table) - 1 == len(rows_in(archive, Path(name).stem)), name


def test_no_cell_starts_a_formula(world: World) -> None:
    weekly = put_weekly_in_use(world)
    formula = '=HYPERLINK("http://example.org","see")'
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(3, formula))
    archive = taken_by(world.ruth)
    answers = archive.read("csv/answers_in_words.csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(answers)) for cell in row]
    assert f"'{formula}" in cells
    assert formula not in cells
    said = [row["answer_in_words"] for row in rows_in(archive, "answers_in_words")]
    assert formula in said, "JSON is no table program: the words stay as they are"


def test_hostile_words_are_only_words_on_the_pages(world: World) -> None:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(3, "<script>x</script> äöü 🙂"))
    pages = taken_by(world.ruth).read("my-data.html").decode()
    assert "<script" not in pages
    assert "&lt;script&gt;x&lt;/script&gt; äöü 🙂" in pages


def test_the_words_around_it_are_in_her_language(world: World) -> None:
    Account.objects.filter(pk=world.ruth.account.pk).update(language="de")
    archive = taken_by(world.ruth)
    assert '<html lang="de">' in archive.read("my-data.html").decode()
    readme = archive.read("README.txt").decode("utf-8-sig")
    assert "Morning Hands" in readme
    assert "my-data.html" in readme
    assert archive.testzip() is None


# ---------- Asking for it ----------


def test_only_a_fresh_proof_begins_it(world: World, sign_in: Any) -> None:
    actor = world.ruth.actor(fresh=False)
    with acting_as(actor), pytest.raises(PermissionDenied):
        start_download(actor=actor)
    for method in ("get", "post"):
        response = getattr(sign_in(world.ruth), method)("/me/download")
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/confirm")


def test_the_page_waits_by_itself_and_then_gives_the_file(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth, fresh=True)
    assert "Refresh" not in ruth.get("/me/download").headers
    ruth.post("/me/download")
    page = ruth.get("/me/download")
    assert page.headers["Refresh"] == "5"
    assert "We are putting your file together" in page.content.decode()
    with acting_as(world.ruth.actor()) as actor:
        job = download_of(actor=actor).job  # type: ignore[arg-type]  # a member's actor
    assert job is not None
    run_job(job.pk)
    page = ruth.get("/me/download")
    assert "Refresh" not in page.headers
    address = re.search(r'href="(/files/[^"]+)"', page.content.decode())
    assert address
    response = ruth.get(address[1])
    archive = ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert "README.txt" in archive.namelist()
    assert sign_in(world.gerd, fresh=True).get(address[1]).status_code == 404


def test_one_at_a_time_and_it_can_be_stopped(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth, fresh=True)
    for _twice in range(2):
        ruth.post("/me/download")
    with acting_as(world.ruth.actor()) as actor:
        assert Job.objects.visible_to(actor).count() == 1
    page = ruth.post("/me/download/cancel", follow=True).content.decode()
    assert "Stopped. Nothing of it is left." in page
    with acting_as(world.ruth.actor()) as actor:
        assert [job.state for job in Job.objects.visible_to(actor)] == ["cancelled"]


def test_nobody_stops_anothers(world: World) -> None:
    job = asked_for_by(world.ruth)
    gerd = world.gerd.actor()
    with acting_as(gerd), pytest.raises(Http404):
        cancel_job(actor=gerd, ref=job.ref)


def test_it_goes_on_where_it_was_interrupted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    breaks = ["looks"]

    def write(folder: Path, order: int, part: Part) -> None:
        if part.name in breaks:
            breaks.remove(part.name)
            raise OSError("no space left, on purpose")
        written.append(part.name)
        write_part(folder, order, part)

    monkeypatch.setattr("members.actions.download.write_part", write)
    job = asked_for_by(world.ruth)
    run_job(job.pk)
    actor = world.ruth.actor()
    with acting_as(actor):
        halfway = download_of(actor=actor)
        Job.objects.visible_to(actor).update(due_at=timezone.now())
    assert halfway.is_being_made
    assert halfway.job is not None
    assert halfway.job.done == 1
    run_job(job.pk)
    archive = ZipFile(places.path_of(file_of(world.ruth).place))
    names = sorted(Path(name).stem for name in archive.namelist() if name.startswith("json/"))
    assert names == sorted(written), "each table once, none twice"
    assert {"looks", "person", "scores"} <= set(names)


def test_a_new_file_takes_the_place_of_the_former(world: World) -> None:
    taken_by(world.ruth)
    first = file_of(world.ruth)
    taken_by(world.ruth)
    second = file_of(world.ruth)
    assert first.pk != second.pk
    actor = world.ruth.actor()
    with acting_as(actor):
        former = StoredFile.objects.visible_to(actor).get(pk=first.pk)
    assert former.expires_at is not None
    assert former.expires_at <= timezone.now()
    assert second.expires_at is not None
    assert timedelta(days=6) < second.expires_at - timezone.now() <= timedelta(days=7)


@pytest.mark.django_db(transaction=True)
def test_the_mail_about_it_says_nothing_about_health(world: World) -> None:
    send(world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)))
    Outbox.objects.all().delete()
    taken_by(world.ruth)
    (mail,) = [mail for mail in deliver() if mail.to == [world.ruth.account.email]]
    with acting_as(Anonymous()):
        assert_neutral(mail, also=["Kneading dough again"])
    assert "/me/download" in mail.body
    assert "code" in mail.body
