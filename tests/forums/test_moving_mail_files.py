"""Pictures and documents of a mailing list's archive come beside its posts, under the same limits."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from files.places import path_of
from forums.models import Post, PostFile
from tests.forums.old_forums import written
from tests.forums.test_files import SECRET, photograph
from tests.forums.test_moving import moved
from tests.personas import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    return tmp_path / "store"


def a_mail(number: int, text: str, *files: tuple[str, str, bytes], **heads: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Person <p{number}@old.example>"
    mail["Date"] = f"{number} Mar 2009 10:00:00 +0100"
    mail["Subject"] = f"Subject {number}"
    mail["Message-ID"] = f"<m{number}@old.example>"
    for name, value in heads.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return (
        f"From p{number}@old.example Sun Mar {number:2d} 10:00:00 2009\n".encode()
        + bytes(mail)
        + b"\n\n"
    )


def archive(folder: Path, *mails: bytes) -> Path:
    return written(folder, "list.mbox", b"".join(mails))


def logo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, "PNG")
    return out.getvalue()


LETTER = b"%PDF-1.4 " + b"a letter " * 1000


def test_pictures_and_documents_come_beside_their_post_once(world: World, tmp_path: Path) -> None:
    file = archive(
        tmp_path,
        a_mail(1, "See both.", ("anna in lane 7.jpg", "image/jpeg", photograph()),
               ("letter.pdf", "application/octet-stream", LETTER)),
        a_mail(2, "Nothing with it."),
    )  # fmt: skip
    tried = moved("mbox", file, "--dry-run")
    assert tried["counts"]["files"] == 2 and not PostFile.objects.exists()
    told = moved("mbox", file)
    assert told["counts"] == tried["counts"]
    picture, letter = PostFile.objects.all()
    assert picture.post == letter.post == Post.objects.get(text__startswith="See both.")
    assert (picture.name, picture.shows) == ("picture.jpg", "Picture 1, not described")
    assert SECRET not in path_of(picture.place).read_bytes()
    assert (letter.name, letter.content_type) == ("letter.pdf", "application/pdf")
    assert moved("mbox", file)["counts"]["files"] == 0
    assert PostFile.objects.count() == 2


def test_a_message_of_nothing_but_a_picture_becomes_a_post(world: World, tmp_path: Path) -> None:
    file = archive(tmp_path, a_mail(1, "", ("a.jpg", "image/jpeg", photograph())))
    assert moved("mbox", file)["counts"]["posts"] == 1
    assert Post.objects.get().text == "(picture 1 below)"
    assert PostFile.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "file", "text"),
    [
        ("", ("a.pdf", "application/pdf", LETTER), "(file 1 below)"),
        ("", ("scan.pdf", "application/octet-stream", LETTER), "(file 1 below)"),
        (":-)", ("a.jpg", "image/jpeg", photograph()), " (picture 1 below)"),
    ],
)
def test_a_message_without_a_letter_becomes_a_post_that_names_what_came_with_it(
    world: World, tmp_path: Path, said: str, file: tuple[str, str, bytes], text: str
) -> None:
    assert moved("mbox", archive(tmp_path, a_mail(1, said, file)))["counts"]["posts"] == 1
    assert Post.objects.get().text.endswith(text)
    assert PostFile.objects.count() == 1


def test_what_is_not_kept_is_counted(world: World, tmp_path: Path) -> None:
    file = archive(
        tmp_path,
        a_mail(1, "One.", ("logo.png", "image/png", logo()), ("a.docx", "application/zip", b"PK" * 9000)),
        a_mail(2, "Two.", ("a.jpg", "image/jpeg", b"<svg onload=alert(1)>" * 500)),
        a_mail(3, "Three.", ("../../a.jpg", "image/jpeg", photograph()[:5000])),
        a_mail(4, "Four.", ("a.jpg", "image/jpeg", photograph()), X_No_Archive="yes"),
    )  # fmt: skip
    told = moved("mbox", file)
    assert told["counts"]["posts"] == 3 and told["counts"]["files"] == 0
    assert told["left_out"]["files that were attached"] == 2
    assert told["left_out"]["attached files of kinds that are not kept"] == 2
    assert not PostFile.objects.exists()
