"""A stored file is known by its content, counted, fetched by its person only, and gone when it ends."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from files import places
from files.actions.storing import FileRefused, expire_file, shown_name, store_file
from files.actions.sweeping import STRANGER_AFTER, sweep
from files.models import StoredFile
from files.queries import my_files
from files.sniffing import content_type_of
from po_platform.access.actor import acting_as
from po_platform.access.eraser import EraserMissing
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\ncanary-content"


def keep(persona: Persona, folder: Path, content: bytes = PDF, **more: Any) -> StoredFile:
    """A file of this person's."""
    source = folder / "source"
    source.write_bytes(content)
    actor = persona.actor()
    assert actor.subject_id
    given = {"kind": "tests.file", "name": "letter.pdf", **more}
    with acting_as(actor):
        return store_file(actor=actor, subject_id=actor.subject_id, source=source, **given)


def names_of(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        return [row.name for row in my_files(actor=actor)]


# ---------- Keeping ----------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"PK\x03\x04....", "application/zip"),
        (b'{"a": [1, 2]}', "application/json"),
        (b"a,b\n1,2\n", "text/csv"),
        ("\ufeffä;b\r\n1;2\r\n".encode(), "text/csv"),
        (b"Dear Sir, hello,\nthis is a letter.\n", "text/plain"),
        (b"[not json", "text/plain"),
        (b"", "text/plain"),
        (b"<svg onload=alert(1)>", None),
        (b"  <html><script>", None),
        (b"\xef\xbb\xbf<html>", None),
        (b"MZ\x90\x00\x03", None),
        (b"\x7fELF\x02", None),
        (b"a\x00b", None),
        (b"\xff\xfea\x00", None),
        (b"GIF89a\x01\x00\x01\x00\x80", None),
    ],
)
def test_the_content_says_what_a_file_is(tmp_path: Path, content: bytes, kind: str | None) -> None:
    path = tmp_path / "evil.pdf"
    path.write_bytes(content)
    assert content_type_of(path) == kind


def test_deeply_nested_text_is_no_danger(tmp_path: Path) -> None:
    path = tmp_path / "deep"
    path.write_bytes(b"[" * 100_000)
    assert content_type_of(path) == "text/plain"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ruth\\my letter.pdf", "my letter.pdf"),
        ("a\u202egpj.exe", "agpj.exe.pdf"),
        ("…", "….pdf"),
        ('<"*>', "file.pdf"),
        ("", "file.pdf"),
        ("x" * 500, "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, shown: str) -> None:
    assert shown_name(given, "application/pdf") == shown


def test_a_file_is_kept_whole_under_a_name_made_here(world: World, tmp_path: Path) -> None:
    row = keep(world.ruth, tmp_path, name="../../Brief.pdf")
    path = places.path_of(row.place)
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Brief" not in str(path.relative_to(places.root()))
    assert (row.size, row.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert row.name == "Brief.pdf"
    assert row.content_type == "application/pdf"


def test_what_passes_lies_apart_from_what_is_kept(world: World, tmp_path: Path) -> None:
    soon = timezone.now() + timedelta(days=7)
    assert keep(world.ruth, tmp_path).place.startswith("kept/")
    assert keep(world.ruth, tmp_path, expires_at=soon).place.startswith("passing/")


def test_a_program_is_refused_and_nothing_is_left(world: World, tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        keep(world.ruth, tmp_path, b"MZ\x90\x00")
    assert list(places.root().rglob("*")) == []


def test_a_full_store_refuses_and_others_still_have_room(
    world: World, tmp_path: Path, settings: Any
) -> None:
    settings.STORED_FILES_PER_PERSON = 2 * len(PDF)
    keep(world.ruth, tmp_path)
    second = keep(world.ruth, tmp_path)
    with pytest.raises(FileRefused):
        keep(world.ruth, tmp_path)
    keep(world.gerd, tmp_path)
    actor = world.ruth.actor()
    with acting_as(actor):
        expire_file(actor=actor, ref=second.ref)
    keep(world.ruth, tmp_path)


# ---------- Fetching ----------


def test_its_person_fetches_it_with_a_fresh_proof(
    world: World, tmp_path: Path, sign_in: Any
) -> None:
    row = keep(world.ruth, tmp_path, name="Überweisung.pdf")
    response = sign_in(world.ruth, fresh=True).get(f"/files/{row.ref}")
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Length"] == str(len(PDF))
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%9C")
    assert Event.objects.filter(
        verb="files.file.fetched", account_id=world.ruth.account.pk
    ).exists()


def test_without_a_fresh_proof_it_is_asked_for_first(
    world: World, tmp_path: Path, sign_in: Any
) -> None:
    row = keep(world.ruth, tmp_path)
    response = sign_in(world.ruth).get(f"/files/{row.ref}")
    assert response.status_code == 302
    assert str(row.ref) in response.headers["Location"]


def test_everybody_else_finds_nothing_there(world: World, tmp_path: Path, sign_in: Any) -> None:
    row = keep(world.ruth, tmp_path)
    for persona in (world.gerd, world.nasser, world.administrator):
        assert sign_in(persona, fresh=True).get(f"/files/{row.ref}").status_code == 404
    assert names_of(world.gerd) == []


def test_nginx_is_told_where_the_bytes_are(
    world: World, tmp_path: Path, sign_in: Any, settings: Any
) -> None:
    settings.STORED_FILES_REDIRECT = "/stored/"
    row = keep(world.ruth, tmp_path)
    response = sign_in(world.ruth, fresh=True).get(f"/files/{row.ref}")
    assert response.headers["X-Accel-Redirect"] == f"/stored/{row.place}"
    assert response.content == b""
    assert response.headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'


def test_an_expired_file_and_lost_bytes_are_simply_not_there(
    world: World, tmp_path: Path, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth, fresh=True)
    row = keep(world.ruth, tmp_path)
    places.remove(row.place)
    assert ruth.get(f"/files/{row.ref}").status_code == 404
    row = keep(world.ruth, tmp_path)
    actor = world.ruth.actor()
    with acting_as(actor):
        expire_file(actor=actor, ref=row.ref)
    assert ruth.get(f"/files/{row.ref}").status_code == 404


def test_nobody_lets_anothers_file_expire(world: World, tmp_path: Path) -> None:
    row = keep(world.ruth, tmp_path)
    actor = world.gerd.actor()
    with acting_as(actor), pytest.raises(Http404):
        expire_file(actor=actor, ref=row.ref)
    assert names_of(world.ruth) == ["letter.pdf"]


# ---------- Going ----------


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_what_has_expired_and_what_nobody_knows(
    world: World, tmp_path: Path
) -> None:
    stays = keep(world.ruth, tmp_path)
    goes = keep(world.ruth, tmp_path, expires_at=timezone.now() - timedelta(seconds=1))
    young, old = (places.path_of(places.new_place(places.KEPT)) for _ in range(2))
    for path in (young, old):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"nobody knows me")
    long_ago = time.time() - STRANGER_AFTER - 60
    os.utime(old, (long_ago, long_ago))
    assert sweep() == 2
    assert places.path_of(stays.place).exists()
    assert not places.path_of(goes.place).exists()
    assert (young.exists(), old.exists()) == (True, False)
    assert names_of(world.ruth) == ["letter.pdf"]
    assert sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_where_the_eraser_is_missing_nothing_is_swept(world: World, settings: Any) -> None:
    settings.ERASE_DATABASE = None
    with pytest.raises(EraserMissing):
        sweep()


def part(client: Any, row: Any, wanted: str, **headers: str) -> Any:
    return client.get(f"/files/{row.ref}", headers={"range": wanted, **headers})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_download_that_broke_off_goes_on_from_where_it_stopped(
    world: World, tmp_path: Path, sign_in: Any
) -> None:
    row = keep(world.ruth, tmp_path)
    ruth = sign_in(world.ruth, fresh=True)
    whole = ruth.get(f"/files/{row.ref}")
    assert whole.headers["Accept-Ranges"] == "bytes"
    mark, size = whole.headers["ETag"], len(PDF)
    assert mark == f'"{row.sha256}"'
    rest = part(ruth, row, "bytes=3-", **{"if-range": mark})
    assert (rest.status_code, body(rest)) == (206, PDF[3:])
    assert rest.headers["Content-Range"] == f"bytes 3-{size - 1}/{size}"
    assert rest.headers["Content-Length"] == str(size - 3)
    assert rest.headers["Content-Disposition"] == whole.headers["Content-Disposition"]
    assert body(part(ruth, row, "bytes=0-1")) == PDF[:2]
    assert body(part(ruth, row, "bytes=-2")) == PDF[-2:]
    assert body(part(ruth, row, "bytes=2-99999999")) == PDF[2:]
    assert Event.objects.filter(verb="files.file.fetched").count() == 5


def test_of_another_file_and_of_several_parts_all_is_sent_and_beyond_the_end_nothing(
    world: World, tmp_path: Path, sign_in: Any
) -> None:
    row = keep(world.ruth, tmp_path)
    ruth = sign_in(world.ruth, fresh=True)
    other = part(ruth, row, "bytes=3-", **{"if-range": '"another"'})
    assert (other.status_code, body(other)) == (200, PDF)
    for strange in ("bytes=0-1,3-4", "bytes=5-2", "bytes=-", "lines=1-2", "bytes=a-b"):
        answer = part(ruth, row, strange)
        assert (answer.status_code, body(answer)) == (200, PDF), strange
    beyond = part(ruth, row, f"bytes={len(PDF)}-")
    assert (beyond.status_code, beyond.content) == (416, b"")
    assert beyond.headers["Content-Range"] == f"bytes */{len(PDF)}"
    nobody = sign_in(world.gerd, fresh=True)
    assert part(nobody, row, "bytes=0-1").status_code == 404
