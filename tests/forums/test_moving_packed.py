"""Old forums as their programs pack them: months of an archive as one, unpacked up to a limit."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from forums.models import Board, Brought, Post
from forums.moving import archive_parts, packed
from forums.moving.mbox import MboxForum
from forums.moving.phpbb import PhpbbForum
from forums.moving.shape import Report, Unreadable
from tests.forums.old_forums import ARCHIVE, PHPBB, message, written
from tests.forums.test_moving import moved
from tests.personas import World

BOMB = gzip.compress(b"\0" * 20_000_000)
MARCH = message(1, "Buttons", "How do you close them?")
APRIL = message(2, "Re: Buttons", "Warm water.", "In-Reply-To: <m1@old.example>")
ZIPPERS = message(3, "Zippers", "Another question.")


def zipped(*files: tuple[str, str], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", kind) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return raw.getvalue()


def with_a_password(raw: bytes) -> bytes:
    """The same ZIP, saying that one is needed."""
    changed = bytearray(raw)
    changed[raw.index(b"PK\x01\x02") + 8] |= 1
    changed[6] |= 1
    return bytes(changed)


def months(folder: Path, **files: str | bytes) -> Path:
    """A folder; `march_txt_gz` is the file march.txt.gz."""
    place = folder / "our-list"
    place.mkdir()
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        name = name.replace("_", ".")
        packed_one = isinstance(content, str) and name.endswith(".gz")
        written(place, name, gzip.compress(raw) if packed_one else raw)
    return place


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_archive_is_read_like_a_plain_one(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    plain = MboxForum(written(tmp_path, "list.mbox", ARCHIVE))
    small = MboxForum(written(tmp_path, "list.mbox.gz", pack(ARCHIVE.encode())))
    assert list(small.posts(Report("x"))) == list(plain.posts(Report("x"))) != []
    assert small.topics == plain.topics and small.boards == plain.boards
    assert small.boards["list"].title == "list"


@pytest.mark.django_db
def test_months_of_a_folder_are_one_archive(world: World, tmp_path: Path) -> None:
    """The answer stands in a file whose name comes first, and no line ends the file before it."""
    files: dict[str, str | bytes] = {
        "2009-April_txt_gz": APRIL, "2009-March_txt": MARCH.rstrip("\n"),
        "2009-May_mbox_bz2": bz2.compress(ZIPPERS.encode()), "index_html": "<p>An index</p>",
    }  # fmt: skip
    place = months(tmp_path, **files)
    (place / ".hidden").write_text(message(9, "Hidden", "Not meant"))
    (place / "attachments").mkdir()
    told = moved("mbox", place)
    assert told["counts"]["posts"] == 3 and told["counts"]["topics"] == 2
    assert [post.text for post in Post.objects.filter(topic__title="Buttons").order_by("no")] == [
        "How do you close them?", "Warm water.",
    ]  # fmt: skip
    assert Board.objects.get().title["en"] == "our-list"
    assert told["notes"] == ["index.html: no archive of messages, so it is not read."]
    again = moved("mbox", place)
    assert again["counts"]["posts"] == 0 and again["counts"]["unchanged"] == 3


@pytest.mark.django_db
def test_a_month_that_is_there_packed_and_plain_is_taken_once(world: World, tmp_path: Path) -> None:
    told = moved("mbox", months(tmp_path, march_txt=MARCH, march_txt_gz=MARCH))
    assert told["counts"]["posts"] == 1
    assert told["left_out"] == {"messages that stand there twice": 1}


@pytest.mark.django_db
def test_one_damaged_month_is_named_and_nothing_is_taken(world: World, tmp_path: Path) -> None:
    short = gzip.compress(APRIL.encode())[:-12]
    place = months(
        tmp_path, march_txt=MARCH, april_txt_gz=short, may_gz=BOMB, june_zip=zipped(("a", ZIPPERS))
    )
    told = moved("mbox", place, refused=True)
    assert told["status"] == "refused" and "Nothing was taken" in told["error"]
    assert not Post.objects.exists() and not Brought.objects.exists()
    april, june = told["notes"][:2]
    assert april.startswith("april.txt.gz: The packed file is damaged")
    assert june.startswith("june.zip: This is a ZIP")


@pytest.mark.parametrize("cut", [3, 9, 40, -12, -4])
def test_a_damaged_archive_is_refused_kindly(tmp_path: Path, cut: int) -> None:
    file = written(tmp_path, "list.mbox.gz", gzip.compress(ARCHIVE.encode())[:cut])
    with pytest.raises(Unreadable, match="damaged"):
        MboxForum(file)


def test_a_folder_without_an_archive_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no file in this folder"):
        MboxForum(months(tmp_path))
    written(tmp_path / "our-list", "index.html", "<p>An index</p>")
    with pytest.raises(Unreadable, match="no mbox") as refused:
        MboxForum(tmp_path / "our-list")
    assert refused.value.places == ["index.html: no archive of messages, so it is not read."]


def test_nothing_a_link_leads_to_is_read_from_a_folder(tmp_path: Path) -> None:
    place = months(tmp_path, march_txt=MARCH)
    (place / "april.txt").symlink_to(written(tmp_path, "elsewhere", APRIL))
    assert [post.key for post in MboxForum(place).posts(Report("x"))] == ["m1@old.example"]


def test_what_is_put_together_lies_nowhere_after_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    forum = MboxForum(months(tmp_path, march_txt_gz=MARCH))
    assert list(forum.posts(Report("x"))) and os.listdir(passing) == []


def test_what_unpacks_to_very_much_is_refused_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "ALWAYS", 1_000_000)
    dump = b"-- " + b"\0" * 20_000_000
    bombs = [BOMB, bz2.compress(dump), zipped(("dump.sql", dump.decode()))]
    for number, bomb in enumerate(bombs):
        file = written(tmp_path, f"bomb{number}", bomb)
        with pytest.raises(Unreadable, match="very much more"):
            PhpbbForum(file)
        if number < 2:
            with pytest.raises(Unreadable, match="very much more"):
                MboxForum(file)
    bomb = gzip.compress(MARCH.encode() + b"\0" * 20_000_000)
    place = months(tmp_path, march_txt=MARCH, april_gz=bomb)
    with pytest.raises(Unreadable, match="Nothing was taken") as refused:
        MboxForum(place)
    assert len(refused.value.places) == 1 and "very much more" in refused.value.places[0]


def test_small_files_that_together_are_too_large_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = months(tmp_path, march_txt_gz=MARCH, april_txt_gz=APRIL)
    monkeypatch.setattr(archive_parts, "MOST_UNPACKED", len(MARCH) + 10)
    with pytest.raises(Unreadable, match="larger than 20 GB"):
        MboxForum(place)


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        bz2.compress,
        lambda raw: zipped(("forum.sql", raw.decode()), ("__MACOSX/._forum.sql", "x")),
        lambda raw: zipped(("in/forum.SQL", raw.decode()), kind=zipfile.ZIP_STORED),
    ],
)
def test_a_dump_is_read_however_it_is_packed(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    plain = PhpbbForum(written(tmp_path, "dump.sql", PHPBB))
    small = PhpbbForum(written(tmp_path, "dump", pack(PHPBB.encode())))
    assert list(small.posts(Report("x"))) == list(plain.posts(Report("x"))) != []
    assert small.boards == plain.boards


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (bz2.compress(PHPBB.encode())[:-20], "damaged"),
        (b"BZh91AY" + b"x" * 50, "damaged"),
        (zipped(("dump.sql", PHPBB))[:-30], "damaged"),
        (zipped(("dump.sql", PHPBB)).replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
        (zipped(("readme.txt", "Words")), "in the ZIP: 0"),
        (zipped(("a.sql", PHPBB), ("b.sql", PHPBB)), "in the ZIP: 2"),
        (zipped(("dump.sql", PHPBB), kind=zipfile.ZIP_LZMA), "not read here"),
        (with_a_password(zipped(("dump.sql", PHPBB))), "password"),
    ],
)
def test_a_packed_dump_that_cannot_be_read_says_why(
    tmp_path: Path, content: bytes, why: str
) -> None:
    with pytest.raises(Unreadable, match=why):
        PhpbbForum(written(tmp_path, "dump.zip", content))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["phpbb", "csv"])
def test_a_folder_where_one_file_is_needed_is_refused_in_words(
    world: World, tmp_path: Path, kind: str
) -> None:
    assert "This is a folder" in moved(kind, tmp_path, refused=True)["error"]


@pytest.mark.parametrize(
    ("kind", "says"),
    [("mbox", "or a folder"), ("discourse", "or a folder"), ("phpbb", "bzip2"), ("csv", "XLSX")],
)
def test_the_help_of_each_command_says_what_it_reads(
    kind: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        call_command(f"import_{kind}", "--help")
    shown = " ".join(capsys.readouterr().out.split())
    assert says in shown
    assert ("folder of such files" in shown) == (kind in ("mbox", "discourse"))
