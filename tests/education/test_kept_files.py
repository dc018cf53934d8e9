"""A file kept here: found out by its bytes, read by whoever may read a text that names it, and no other."""

from __future__ import annotations

import io
import json
import os
import zipfile
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from education.actions.drafts import begin_variant
from education.actions.involving import offer_draft
from education.actions.kept_files import forget_unnamed
from education.captions import BrokenCaptions, read_captions
from education.models import Article, Citation, KeptFile, Revision, Source, Term
from education.queries.export import everything
from education.sections import faults
from files.actions.sweeping import sweep
from files.places import path_of
from files.sniffing import kind_of_document
from po_platform.access.actor import Purpose, System, acting_as
from tests.education.path import checked, published, sent, written
from tests.education.test_outside import ANSWERS, asked_for_lay
from tests.education.test_reading_in import run
from tests.personas import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n" + b"canary of a sheet\n" * 20_000 + b"%%EOF\n"
VTT = "WEBVTT\n\n1\n00:01.000 --> 00:04.000\nHello.\n\n00:05.000 --> 00:06.500 align:start\nTea.\n"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    return tmp_path / "store"


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def office(kind: str, main: str, **more: str) -> bytes:
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(main, "<x/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


DOCX = office("wordprocessingml.document", "word/document.xml")
XLSX = office("spreadsheetml.sheet", "xl/workbook.xml")
ODT = packed(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<x/>")
EPUB = packed(**{"mimetype": "application/epub+zip", "META-INF__container_dot_xml": "<x/>"})
FRAME = b"\xff\xfb\x90\x00" + b"\0" * 413  # 128 kbit/s, 44.1 kHz
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x05title" + FRAME * 3


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"), (DOCX, "document"), (XLSX, "sheet"), (ODT, "text"), (EPUB, "epub+zip"),
        (MP3, "mpeg"), (FRAME * 3, "mpeg"), (b"a;b\n1;2\n", "csv"),
        (office("wordprocessingml.document", "word/document.xml", **{"word/vbaProject.bin": "x"}), ""),
        (packed(a="b"), ""), (PDF[1:], ""), (b"MZ\x90\x00", ""), (b"<svg onload=alert(1)>", ""),
        (b"PK\x03\x04broken", ""), (b"Dear Sir\n", ""), (FRAME, ""), (b"", ""), (ODT[:60], ""),
        (b"\x89PNG\r\n\x1a\n", ""), (b"ID3" + b"\x7f" * 20, ""),
    ],
)  # fmt: skip
def test_the_bytes_say_what_a_document_is(content: bytes, ending: str) -> None:
    kind = kind_of_document(content)
    assert kind.endswith(ending) if ending and kind else not (kind or ending)


def with_file(world: World, sign_in: Any, content: bytes = PDF, **more: Any) -> tuple[Any, str]:
    """A draft with something to fetch, put there by its editor through the page: (page, address)."""
    article = written(world, **more)
    editor = sign_in(world.editor)
    address = editor.post(f"/write/{article.ref}/sections", {"kind": "download"})["Location"]
    answer = editor.post(address, filled(content))
    assert answer.status_code == 302, answer.content.decode()
    return article, address


def filled(content: bytes, name: str = "../../a <sheet>.exe") -> dict[str, Any]:
    upload = SimpleUploadedFile(name, content, "text/html")
    return {"heading": "A sheet", "instead": "Call us, we read it to you.", "upload": upload}


def test_readers_fetch_it_from_a_live_page_with_its_kind_and_size_beside_it(
    world: World, sign_in: Any, client: Any
) -> None:
    article, _address = with_file(world, sign_in)
    file = KeptFile.objects.get()
    at_page = f"/learn/{article.slug}/files/{file.ref}"
    assert client.get(at_page).status_code == 404, "a draft"
    sent(world, article)
    assert client.get(at_page).status_code == 404, "not checked yet"
    checked(world, article)
    page = client.get(f"/learn/{article.slug}").content.decode()
    assert f'href="{at_page}"' in page
    assert "(PDF, 352 KB)" in page
    assert "Call us, we read it to you." in page
    on_paper = page.split("(PDF, 352 KB)</span>")[1].split("</span>")[0]
    assert "a sheet.exe.pdf (PDF, 352 KB). To fetch on this page: http" in on_paper
    assert on_paper.endswith(f"/learn/{article.slug}")
    answer = client.get(at_page)
    assert answer.getvalue() == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a sheet.exe.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    part = client.get(at_page, headers={"range": "bytes=0-3"})
    assert (part.status_code, part.getvalue()) == (206, b"%PDF")


def test_of_a_page_taken_away_or_laid_aside_or_of_another_nobody_fetches_it(
    world: World, sign_in: Any, client: Any
) -> None:
    article, _address = with_file(world, sign_in)
    sent(world, article)
    checked(world, article)
    other = published(world, "Another page")
    file = KeptFile.objects.get()
    at_page = f"/learn/{article.slug}/files/{file.ref}"
    assert client.get(at_page).status_code == 200
    assert client.get(f"/learn/{other.slug}/files/{file.ref}").status_code == 404
    Article.objects.filter(pk=article.pk).update(archived_at=timezone.now())
    assert client.get(at_page).status_code == 404
    Article.objects.filter(pk=article.pk).update(archived_at=None)
    article.urgents.create(kind="withdraw", words="x", review_until=timezone.localdate())
    assert client.get(at_page).status_code == 404
    assert sign_in(world.ruth).get(at_page).status_code == 404
    assert sign_in(world.editor).get(f"/write/{article.ref}/files/{file.ref}").status_code == 200


def test_drafts_give_it_to_those_who_write_and_check_alone(
    world: World, sign_in: Any, client: Any
) -> None:
    article, _address = with_file(world, sign_in)
    file = KeptFile.objects.get()
    at_desk = f"/write/{article.ref}/files/{file.ref}"
    for persona in (world.editor, world.reviewer):
        browser = sign_in(persona)
        assert browser.get(at_desk).getvalue() == PDF
        assert at_desk in browser.get(f"/write/{article.ref}/preview").content.decode()
    assert sign_in(world.ruth).get(at_desk).status_code == 403
    assert client.get(at_desk).status_code == 302, "to the sign-in"
    other = written(world, "Another page")
    assert sign_in(world.editor).get(f"/write/{other.ref}/files/{file.ref}").status_code == 404


def test_an_older_text_keeps_its_file_and_what_no_text_names_goes(
    world: World, sign_in: Any, client: Any
) -> None:
    article, address = with_file(world, sign_in)
    sent(world, article)
    checked(world, article)
    first = KeptFile.objects.get()
    editor = sign_in(world.editor)
    editor.post(f"/write/{article.ref}/draft")
    editor.post(address, filled(b"%PDF-1.4 never seen\n%%EOF"))
    unseen = KeptFile.objects.exclude(pk=first.pk).get()
    editor.post(address, filled(b"%PDF-1.4 second\n%%EOF"))
    second = KeptFile.objects.latest("pk")
    compared = editor.get(f"/write/{article.ref}/compare/1/2").content.decode()
    assert str(second.ref)[:8] in compared and str(first.ref)[:8] in compared
    sent(world, article)
    checked(world, article)
    page = f"/learn/{article.slug}/files"
    assert client.get(f"{page}/{second.ref}").status_code == 200
    assert client.get(f"{page}/{first.ref}").status_code == 404, "no live text names it"
    assert editor.get(f"/write/{article.ref}/files/{first.ref}").status_code == 200
    assert forget_unnamed() == 0, "a file is there a day before anybody asks who names it"
    KeptFile.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert forget_unnamed() == 1
    assert set(KeptFile.objects.all()) == {first, second}
    assert editor.get(f"/write/{article.ref}/files/{unseen.ref}").status_code == 404


def test_saving_again_keeps_it_a_tick_takes_it_off_and_what_is_saved_by_itself_changes_nothing(
    world: World, sign_in: Any
) -> None:
    article, address = with_file(world, sign_in)
    editor = sign_in(world.editor)
    words = {"heading": "Other words", "instead": "Call us."}
    form = editor.get(address).content.decode()
    assert "Kept here now: a sheet.exe.pdf (PDF, 352 KB)." in form
    assert 'enctype="multipart/form-data"' in form
    editor.post(address, words)
    ref = str(KeptFile.objects.get().ref)
    assert last(article)["kept"] == ref
    editor.post(address, {**words, "away": "on"}, headers={"x-autosave": "1"})
    assert last(article)["kept"] == ref
    moved = {**words, "away": "on", "url": "https://example.org/a.pdf"}
    editor.post(address, moved, headers={"x-autosave": "1"})
    assert last(article)["kept"] == ref and "url" not in last(article), "readers find one thing"
    editor.post(address, moved)
    assert last(article)["url"] == moved["url"] and "kept" not in last(article)
    editor.post(address, filled(PDF))
    ref = str(KeptFile.objects.latest("pk").ref)
    assert last(article)["kept"] == ref and "url" not in last(article)
    both = editor.post(address, {**words, "url": "https://example.org/a.pdf"})
    assert both.status_code == 422
    assert "Give either an address or a file" in both.content.decode()
    editor.post(address, {**words, "away": "on"})
    assert not {"kept", "kept_name", "kept_size"} & set(last(article))
    assert "A section is not finished" in " ".join(missing(article))
    editor.post(address, {**words, "kept": ref, "kept_name": "x.pdf", "kept_size": "1"})
    assert "kept" not in last(article), "a form names no file"


def last(article: Article) -> dict[str, Any]:
    found: dict[str, Any] = Revision.objects.filter(article=article).latest("pk").body[-1]
    return found


def missing(article: Article) -> list[str]:
    return [str(one) for one in faults(Revision.objects.get(article=article).body, symptoms=False)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90\0" * 50, "Choose one of these"),
        (b"<html><script>alert(1)</script>", "Choose one of these"),
        (b"", "Choose a file with content"),
        (b"%PDF-" + b"x" * (5 * 1024 * 1024), "Choose a file of up to 5 MB"),
        (
            office("wordprocessingml.document", "word/document.xml", photo="x" * 16_000_000),
            "Choose a file of up to 5 MB",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_typed_is_lost(
    world: World, sign_in: Any, store: Path, content: bytes, says: str
) -> None:
    article = written(world)
    editor = sign_in(world.editor)
    address = editor.post(f"/write/{article.ref}/sections", {"kind": "download"})["Location"]
    answer = editor.post(address, filled(content, "sheet.pdf"))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Call us, we read it to you." in answer.content.decode()
    assert not KeptFile.objects.exists()
    assert not [one for one in store.rglob("*") if one.is_file()]


def test_a_program_of_the_host_may_refuse_it_and_nobody_but_an_editor_puts_one(
    world: World, sign_in: Any, settings: Any
) -> None:
    article = written(world)
    address = sign_in(world.editor).post(f"/write/{article.ref}/sections", {"kind": "download"})[
        "Location"
    ]
    for persona in (world.reviewer, world.ruth):
        assert sign_in(persona).post(address, filled(PDF)).status_code == 403
    settings.FILE_CHECK = "false"
    answer = sign_in(world.editor).post(address, filled(PDF))
    assert answer.status_code == 422
    assert "Our check of files did not let this one pass" in answer.content.decode()
    settings.FILE_CHECK = "true"
    sign_in(world.editor).get(address)
    locked = sign_in(world.publisher).post(address, filled(PDF))
    assert locked.status_code == 403, "somebody else has the draft in hand"
    assert not KeptFile.objects.exists()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\n00:01.000 --> 00:04.000\nHello.", 1),
        ("WEBVTTX\n\n00:01.000 --> 00:04.000\nHello.", 1),
        ("WEBVTT\n\n00:01,000 --> 00:04,000\nHello.", 3),
        ("WEBVTT\n\n1\n00:04.000 --> 00:01.000\nHello.", 4),
        ("WEBVTT\n\n00:04.000 --> 00:05.000\nA\n\n00:01.000 --> 00:02.000\nB", 6),
        ("WEBVTT\n\n00:01.000 --> 00:04.000", 3),
        ("WEBVTT\n\nNOTE nothing else\n", 4),
        ("WEBVTT\n\nWords without times", 3),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nA\n00:05.000 --> 00:06.000\nB", 5),
        ("WEBVTT\n\n00:61.000 --> 00:64.000\nA", 3),
        ("WEBVTT\n00:01.000 --> 00:04.000\nA", 2),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nA\0B", 4),
    ],
)
def test_broken_captions_are_refused_with_their_line(text: str, line: int) -> None:
    with pytest.raises(BrokenCaptions) as broken:
        read_captions(text.encode())
    assert broken.value.line == line


@pytest.mark.parametrize(
    "text",
    [VTT, VTT.replace("\n", "\r\n"), "\ufeff" + VTT, "WEBVTT - a film\nKind: captions\n\nNOTE\nx\n\n01:00:00.000 --> 01:00:01.000\n<v Ann>Hi\nyou"],
)  # fmt: skip
def test_whole_captions_are_read(text: str) -> None:
    assert read_captions(text.encode()) > 0
    with pytest.raises(BrokenCaptions) as broken:
        read_captions(text.encode() + b"\n\n\xff\xfe")
    assert broken.value.line > 5


def test_a_film_keeps_its_captions_for_readers(world: World, sign_in: Any, client: Any) -> None:
    article = written(world)
    editor = sign_in(world.editor)
    address = editor.post(f"/write/{article.ref}/sections", {"kind": "video"})["Location"]
    words = {"heading": "A film", "url": "https://example.org/f", "captions": "on",
             "transcript": "Hello."}  # fmt: skip
    broken = SimpleUploadedFile("a.vtt", VTT.replace("Tea.", "").encode())
    answer = editor.post(address, {**words, "upload": broken})
    assert answer.status_code == 422
    assert "Line 7 of the caption file: there are no words" in answer.content.decode()
    assert (
        editor.post(address, {**words, "upload": SimpleUploadedFile("a", PDF)}).status_code == 422
    )
    upload = SimpleUploadedFile("film.srt", VTT.encode())
    assert editor.post(address, {**words, "upload": upload}).status_code == 302
    sent(world, article)
    checked(world, article)
    file = KeptFile.objects.get()
    page = client.get(f"/learn/{article.slug}").content.decode()
    assert "Fetch its captions: A film" in page
    assert "(VTT, 1 KB)" in page
    answer = client.get(f"/learn/{article.slug}/files/{file.ref}")
    assert (answer.headers["Content-Type"], answer.getvalue()) == ("text/vtt", VTT.encode())


def test_what_tells_a_page_again_gives_its_file_too_and_by_itself(
    world: World, sign_in: Any, client: Any
) -> None:
    article, _address = with_file(world, sign_in)
    sent(world, article)
    checked(world, article)
    file = KeptFile.objects.get()
    with acting_as(world.editor.actor()) as actor:
        made = begin_variant(
            actor=actor, ref=article.ref, title="Müdigkeit", easy=False, language="de"
        )
        easy = begin_variant(actor=actor, ref=article.ref, title="Tired", easy=True)
    for one in (made, easy):
        assert client.get(f"/learn/{one.slug}/files/{file.ref}").status_code == 404
        at_desk = sign_in(world.editor).get(f"/write/{one.ref}/files/{file.ref}")
        assert at_desk.getvalue() == PDF
        one.live = one.revisions.get()
        one.save()
        assert client.get(f"/learn/{one.slug}/files/{file.ref}").getvalue() == PDF
    assert "352 KB" in client.get(f"/learn/{made.slug}").content.decode()


def exported(*, history: bool = False) -> dict[str, Any]:
    with acting_as(System(Purpose.OPERATE)) as actor:
        told = everything(actor=actor, history=history)
    made: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return made


def test_who_reads_a_draft_by_link_fetches_its_file_while_the_link_opens_it(
    world: World, sign_in: Any, client: Any
) -> None:
    article, _address = with_file(world, sign_in)
    file = KeptFile.objects.get()
    path = asked_for_lay(sign_in(world.editor), article)
    assert f'href="{path}/files/{file.ref}"' in client.get(path).content.decode()
    assert client.get(f"{path}/files/{file.ref}").getvalue() == PDF
    assert client.get(f"{path}/files/{uuid4()}").status_code == 404
    assert client.get(f"/learn/text/wrong/files/{file.ref}").status_code == 404
    client.post(path, ANSWERS)
    assert client.get(f"{path}/files/{file.ref}").status_code == 404, "it opens nothing any more"


def test_a_member_who_reads_a_draft_fetches_its_file_while_it_waits_for_readers(
    world: World, sign_in: Any, client: Any
) -> None:
    article, _address = with_file(world, sign_in)
    file = KeptFile.objects.get()
    with acting_as(world.editor.actor()) as actor:
        call = offer_draft(actor=actor, ref=article.ref, wanted=1)
    at_draft = f"/take-part/drafts/{call.ref}"
    ruth = sign_in(world.ruth)
    assert f'href="{at_draft}/files/{file.ref}"' in ruth.get(at_draft).content.decode()
    assert ruth.get(f"{at_draft}/files/{file.ref}").getvalue() == PDF
    assert ruth.get(f"{at_draft}/files/{uuid4()}").status_code == 404
    assert client.get(f"{at_draft}/files/{file.ref}").status_code == 302
    ruth.post(at_draft, ANSWERS)
    assert ruth.get(f"{at_draft}/files/{file.ref}").status_code == 404, "she answered"


def test_files_leave_with_the_export_once_and_come_back_the_same(
    world: World, sign_in: Any, tmp_path: Path
) -> None:
    with_file(world, sign_in)
    first = KeptFile.objects.get()
    told = exported()
    assert b64decode(told["files"][str(first.ref)]["content"]) == PDF
    assert set(exported(history=True)["files"]) == {str(first.ref)}
    assert run(put_file(tmp_path, told))[0]["errors"] == []
    assert KeptFile.objects.count() == 1, "it is here already"
    for model in (Citation, Revision, Article, Source, Term, KeptFile):
        model.objects.all().delete()
    report, _code = run(put_file(tmp_path, told))
    assert (report["counts"]["made"], report["notes"], report["errors"]) == (1, [], [])
    back = exported()
    assert back["files"] == told["files"]
    assert back["articles"][0]["body"] == told["articles"][0]["body"]
    assert path_of(KeptFile.objects.get().place).read_bytes() == PDF
    assert run(put_file(tmp_path, told))[0]["counts"]["unchanged"] == 1


@pytest.mark.parametrize(
    "file",
    [
        None, {}, "x", {"name": "a.pdf"}, {"name": "a.pdf", "content": "%%%"},
        {"name": "a.pdf", "content": b64encode(b"MZ a program").decode()},
        {"name": ["a"], "content": 7},
    ],
)  # fmt: skip
def test_a_file_that_is_missing_or_another_kind_stays_behind_with_a_note(
    world: World, sign_in: Any, tmp_path: Path, file: Any
) -> None:
    with_file(world, sign_in)
    told = exported()
    told["files"] = {str(KeptFile.objects.get().ref): file}
    for model in (Citation, Revision, Article, Source, KeptFile):
        model.objects.all().delete()
    report, _code = run(put_file(tmp_path, told))
    assert "A file was left out" in str(report["notes"])
    section = Revision.objects.get().body[-1]
    assert section["instead"] == "Call us, we read it to you."
    assert not {"kept", "kept_name", "kept_size"} & set(section)
    assert not KeptFile.objects.exists()


def test_another_file_under_the_id_of_ours_takes_its_place_nowhere(
    world: World, sign_in: Any, tmp_path: Path
) -> None:
    article, _address = with_file(world, sign_in)
    ours, told = KeptFile.objects.get(), exported()
    other = b"%PDF-1.4 of somebody else\n%%EOF"
    told["files"][str(ours.ref)]["content"] = b64encode(other).decode()
    told["articles"][0] |= {"origin": "page-of-others", "slug": "of-others"}
    run(put_file(tmp_path, told))
    taken = Revision.objects.get(article__origin="page-of-others").body[-1]["kept"]
    assert taken != str(ours.ref)
    assert path_of(KeptFile.objects.get(ref=taken).place).read_bytes() == other
    assert last(article)["kept"] == str(ours.ref)
    assert path_of(ours.place).read_bytes() == PDF


def test_bytes_this_disk_lost_come_back_with_an_export_that_has_them(
    world: World, sign_in: Any, tmp_path: Path
) -> None:
    article, _address = with_file(world, sign_in)
    row, told = KeptFile.objects.get(), exported()
    path_of(row.place).unlink()
    KeptFile.objects.update(made_at=timezone.now() - timedelta(days=2))
    told["articles"][0] |= {"origin": "page-of-others", "slug": "of-others"}
    assert run(put_file(tmp_path, told))[0]["notes"] == []
    editor = sign_in(world.editor)
    for one in (article, Article.objects.get(origin="page-of-others")):
        assert editor.get(f"/write/{one.ref}/files/{row.ref}").getvalue() == PDF
    row.refresh_from_db()
    assert row.made_at > timezone.now() - timedelta(minutes=1), "named again just now"


def by_command(folder: Path, name: str, *options: str) -> tuple[Path, str]:
    """(the file the command wrote, what it said beside it)"""
    out, said = io.StringIO(), io.StringIO()
    call_command("export_articles", *options, stdout=out, stderr=said)
    path = folder / name
    path.write_text(out.getvalue())
    return path, said.getvalue()


def test_an_export_too_large_to_be_read_again_says_so_and_comes_back_in_parts(
    world: World, sign_in: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [with_file(world, sign_in, title=title)[0] for title in ("One page", "Two pages")]
    before = exported()
    bodies = {one["slug"]: one["body"] for one in before["articles"]}
    whole, _said = by_command(tmp_path, "whole.json")
    most = whole.stat().st_size - 1000
    monkeypatch.setattr("education.reading_in.files.MOST_LARGE", most)
    assert "export again with --page" in by_command(tmp_path, "whole.json")[1]
    assert run(whole)[1] == 1, "nothing of it can be read"
    parts = [by_command(tmp_path, f"{one.slug}.json", "--page", one.slug) for one in pages]
    words, said = by_command(tmp_path, "words.json", "--without-files")
    assert [said, *(beside for _path, beside in parts)] == ["", "", ""]
    with pytest.raises(CommandError, match="No page of this name: three"):
        by_command(tmp_path, "none.json", "--page", pages[0].slug, "--page", "three")
    for model in (Citation, Revision, Article, Source, Term, KeptFile):
        model.objects.all().delete()
    for path, _beside in parts:
        assert run(path)[0]["errors"] == []
    back = exported()
    assert {one["slug"]: one["body"] for one in back["articles"]} == bodies
    assert back["files"] == before["files"]
    for model in (Citation, Revision, Article, Source, Term, KeptFile):
        model.objects.all().delete()
    report, _code = run(words)
    assert report["counts"]["made"] == 2 and "A file was left out" in str(report["notes"])
    assert not KeptFile.objects.exists()


def put_file(folder: Path, told: dict[str, Any]) -> Path:
    path = folder / "all.json"
    path.write_text(json.dumps(told))
    return path


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_the_bytes_of_a_file_no_text_names_and_of_no_other(
    world: World, sign_in: Any, store: Path
) -> None:
    _article, address = with_file(world, sign_in)
    sign_in(world.editor).post(address, filled(b"%PDF-1.4 second\n%%EOF"))
    gone, kept = KeptFile.objects.order_by("pk")
    for path in store.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    assert sweep() == 0
    KeptFile.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert forget_unnamed() == 1
    assert sweep() == 1
    assert not path_of(gone.place).exists()
    assert path_of(kept.place).exists()
