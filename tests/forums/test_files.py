"""Pictures and documents in posts: put, drawn anew, seen by whoever reads the post, and gone with it."""

from __future__ import annotations

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from audit.models import Event
from files import places
from files.actions.sweeping import sweep
from forums.actions.changing import take_back_post
from forums.actions.telling import forget_taken_back
from forums.models import Draft, DraftFile, Post, PostFile
from forums.models.boards import Board
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin
from tests.personas import World

pytestmark = pytest.mark.django_db
SECRET = b"taken in Canary Lane 7"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    return tmp_path / "store"


def photograph(size: tuple[int, int] = (2400, 1200)) -> bytes:
    """With a place, a camera and a comment in it, lying on its side."""
    picture, out = Image.new("RGB", size, "teal"), BytesIO()
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SECRET.decode(), 6
    exif.get_ifd(0x8825)[1] = "N"
    picture.save(out, "JPEG", exif=exif, comment=SECRET)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def put(client: Client, address: str, content: bytes, *, name: str = "IMG.jpg", **more: Any) -> Any:
    sent = {
        "act": "attach",
        "shows": "A hand on a pillow",
        "text": "",
        "audience": "members",
        **more,
    }
    return client.post(address, {**sent, "file": SimpleUploadedFile(name, content)})


def everything_under(store: Path) -> list[bytes]:
    return [path.read_bytes() for path in store.rglob("*") if path.is_file()]


def a_post_with(world: World, client: Client, content: bytes, **topic: Any) -> PostFile:
    """Ruth answers in a topic of hers, with this file."""
    topic_of = begin(world.ruth, topic.pop("board", None) or a_board(), **topic).topic
    address = f"/talk/topics/{topic_of.ref}/reply"
    assert put(client, address, content).status_code == 302
    sent = {"act": "send", "text": "Look", "client_ref": str(uuid4())}
    assert client.post(address, sent).status_code == 302
    return PostFile.objects.get()


def test_a_picture_is_put_beside_a_draft_and_goes_out_with_the_post(
    world: World, sign_in: Any, store: Path
) -> None:
    ruth, gerd = sign_in(world.ruth), sign_in(world.gerd)
    address = f"/talk/boards/{a_board().ref}/begin"
    back = put(ruth, address, photograph(), title="Pillows", text="With a **picture**")
    assert back.status_code == 302
    page = ruth.get(back.url).content.decode()
    assert 'alt="A hand on a pillow"' in page
    assert "With a **picture**" in page
    with acting_as(world.ruth.actor()) as actor:
        draft = DraftFile.objects.visible_to(actor).get()
    small = f"/talk/files/{draft.ref}/small"
    assert ruth.get(small).status_code == 200
    assert gerd.get(small).status_code == 404
    assert Client().get(small).status_code == 404
    sent = {"act": "send", "title": "Pillows", "text": "With a picture", "audience": "members"}
    page = ruth.post(address, {**sent, "client_ref": str(uuid4())}, follow=True).content.decode()
    assert 'alt="A hand on a pillow"' in page
    with acting_as(world.ruth.actor()) as actor:
        assert not DraftFile.objects.visible_to(actor).exists()
    answered = gerd.get(f"/talk/files/{PostFile.objects.get().ref}/whole")
    shown = Image.open(BytesIO(answered.getvalue()))
    assert (shown.size, shown.format) == ((800, 1600), "JPEG"), "upright, and no larger than needed"
    assert not shown.getexif()
    assert SECRET not in b"".join(everything_under(store))
    assert answered.headers["Content-Disposition"].startswith("attachment")
    assert answered.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        "A hand on a pillow"
        in gerd.get(f"/talk/files/{PostFile.objects.get().ref}").content.decode()
    )


REFUSED = {
    "a program": (b"MZ\x90\0" * 50, "Choose one of these"),
    "a page": (b"<svg onload=alert(1)></svg>", "Choose one of these"),
    "nothing": (b"", "Choose"),
    "half a picture": (photograph()[:400], "Choose one of these"),
    "a bomb": (bomb(60_000, 60_000), "Choose one of these"),
    "a liar": (bomb(100, 2_000_000_000), "Choose one of these"),
    "a large document": (PDF + b"x" * 5 * 1024 * 1024, "larger than 5 MB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_kept_is_refused_kindly(
    world: World, sign_in: Any, store: Path, what: str
) -> None:
    content, words = REFUSED[what]
    ruth, topic = sign_in(world.ruth), begin(world.ruth, a_board()).topic
    address = f"/talk/topics/{topic.ref}/reply"
    page = put(ruth, address, content, text="Already typed")
    assert page.status_code == 422
    assert words in page.content.decode()
    assert "Already typed" in page.content.decode()
    sent = {"act": "send", "text": "x", "client_ref": str(uuid4()), "shows": "y"}
    page = ruth.post(address, {**sent, "file": SimpleUploadedFile("a.jpg", content)})
    if content:
        assert page.status_code == 422, "nothing is sent without what was to go with it"
        assert Post.objects.count() == 1
    assert everything_under(store) == []


@pytest.mark.parametrize(
    ("program", "taken"),
    [("", True), ("true", True), ("grep -q JFIF", True), ("false", False),
     ("grep -q %PDF", False), ("/no/such/program", False)],
)  # fmt: skip
def test_a_program_of_the_host_may_refuse_a_file(
    world: World, sign_in: Any, store: Path, settings: Any, program: str, taken: bool
) -> None:
    settings.FILE_CHECK = program
    ruth, topic = sign_in(world.ruth), begin(world.ruth, a_board()).topic
    page = put(ruth, f"/talk/topics/{topic.ref}/reply", photograph(), text="Already typed")
    assert page.status_code == (302 if taken else 422)
    assert bool(everything_under(store)) is taken
    if not taken:
        assert "did not let this one pass" in page.content.decode()
        assert "Already typed" in page.content.decode()


def test_what_is_to_be_seen_is_asked_for(world: World, sign_in: Any) -> None:
    ruth, topic = sign_in(world.ruth), begin(world.ruth, a_board()).topic
    page = put(ruth, f"/talk/topics/{topic.ref}/reply", photograph(), shows=" ")
    assert page.status_code == 422
    assert "Say in a few words what is to be seen" in page.content.decode()
    page = ruth.post(f"/talk/topics/{topic.ref}/reply", {"act": "attach", "shows": "a hand"})
    assert "Choose a picture or PDF document first" in page.content.decode()


def test_four_files_and_the_room_of_a_person_are_the_most(
    world: World, sign_in: Any, settings: Any
) -> None:
    ruth, topic = sign_in(world.ruth), begin(world.ruth, a_board()).topic
    address = f"/talk/topics/{topic.ref}/reply"
    for _time in range(4):
        assert put(ruth, address, PDF, name="letter.pdf").status_code == 302
    page = put(ruth, address, PDF).content.decode()
    assert "Four files are the most" in page
    with acting_as(world.ruth.actor()) as actor:
        first = DraftFile.objects.visible_to(actor).first()
        assert first is not None
        assert first.name == "letter.pdf"
    assert ruth.post(address, {"act": f"off:{first.ref}"}).status_code == 302
    assert Event.objects.filter(verb="forums.file.taken_off").count() == 1
    assert ruth.post(address, {"act": "off:nonsense"}).status_code == 302
    settings.STORED_FILES_PER_PERSON = 3 * len(PDF)
    assert "no room" in put(ruth, address, PDF).content.decode()
    settings.STORED_FILES_PER_PERSON = 4 * len(PDF)
    assert put(ruth, address, PDF).status_code == 302


def test_who_sees_a_file_is_who_reads_its_post(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    file = a_post_with(
        world, ruth, photograph((40, 40)), board=a_group_board(world.ruth), audience="group"
    )
    addresses = [f"/talk/files/{file.ref}{way}" for way in ("", "/whole", "/small")]
    browsers = {
        "ruth": (ruth, 200), "gerd": (sign_in(world.gerd), 404), "guest": (Client(), 404),
        "moderator": (sign_in(world.moderator), 200), "nasser": (sign_in(world.nasser), 404),
    }  # fmt: skip
    for who, (browser, status) in browsers.items():
        for address in addresses:
            assert browser.get(address).status_code == status, (who, address)
    assert sign_in(world.gerd).post(f"/talk/files/{file.ref}/away").status_code == 404
    Post.objects.filter(pk=file.post_id).update(state="removed")
    assert ruth.get(addresses[1]).status_code == 200, "its author still sees what was taken off"
    look = f"/moderation/look/post/{file.post.ref}"
    case = sign_in(world.moderator).post(look, follow=True).content.decode()
    assert f"/talk/files/{file.ref}/small" in case, "and so does who decides"
    assert "Pictures and documents" in case
    PostFile.objects.filter(pk=file.pk).delete()
    case = sign_in(world.moderator).post(look, follow=True).content.decode()
    assert "What becomes of it" in case and "Pictures and documents" not in case, "nothing to open"


def test_a_document_has_a_page_and_is_saved_never_shown(world: World, sign_in: Any) -> None:
    file = a_post_with(world, sign_in(world.ruth), PDF)
    gerd = sign_in(world.gerd)
    assert "nobody here has opened it" in gerd.get(f"/talk/files/{file.ref}").content.decode()
    answered = gerd.get(f"/talk/files/{file.ref}/whole")
    assert answered.getvalue() == PDF
    assert answered.headers["Content-Type"] == "application/pdf"
    assert answered.headers["Content-Disposition"].startswith("attachment")
    assert gerd.get(f"/talk/files/{file.ref}/small").status_code == 404


def test_a_board_may_let_pictures_wait(world: World, sign_in: Any) -> None:
    file = a_post_with(world, sign_in(world.ruth), PDF, board=a_board(holds_pictures=True))
    assert (file.post.state, file.post.reasons) == ("held", ["pictures"])
    assert sign_in(world.gerd).get(f"/talk/files/{file.ref}/whole").status_code == 404
    assert Board.objects.get().holds_pictures


def test_a_mailed_answer_takes_nothing_along(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    put(sign_in(world.ruth), f"/talk/topics/{topic.ref}/reply", PDF)
    answer(world.ruth, topic)
    assert not PostFile.objects.exists()


def test_a_file_is_taken_off_a_post_by_who_put_it_there(
    world: World, sign_in: Any, store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    ruth = sign_in(world.ruth)
    file = a_post_with(world, ruth, photograph((40, 40)))
    assert len(everything_under(store)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert ruth.post(f"/talk/files/{file.ref}/away").status_code == 302
    assert ruth.post(f"/talk/files/{file.ref}/away").status_code == 404
    assert not PostFile.objects.exists()
    assert Post.objects.get(pk=file.post_id).version == 2
    assert everything_under(store) == []


def test_a_draft_thrown_away_takes_its_files_along(
    world: World, sign_in: Any, store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    ruth, topic = sign_in(world.ruth), begin(world.ruth, a_board()).topic
    put(ruth, f"/talk/topics/{topic.ref}/reply", PDF, text="begun")
    with acting_as(world.ruth.actor()) as actor:
        draft = Draft.objects.visible_to(actor).get()
    with django_capture_on_commit_callbacks(execute=True):
        ruth.post(f"/talk/drafts/{draft.pk}/away")
    assert Event.objects.filter(verb="forums.draft.thrown_away").count() == 1
    with acting_as(world.ruth.actor()) as actor:
        assert not DraftFile.objects.visible_to(actor).exists()
    assert everything_under(store) == []


def test_words_taken_back_long_ago_take_their_files_along(
    world: World, sign_in: Any, monkeypatch: Any
) -> None:
    file = a_post_with(world, sign_in(world.ruth), PDF)
    with acting_as(world.ruth.actor()) as actor:
        take_back_post(actor=actor, ref=file.post.ref)
    assert sign_in(world.gerd).get(f"/talk/files/{file.ref}/whole").status_code == 404
    forget_taken_back()
    assert PostFile.objects.exists()
    Post.objects.update(changed_at="2020-01-01T00:00Z")
    forget_taken_back()
    assert not PostFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_sweep_knows_what_lies_beside_drafts_and_in_posts(
    world: World, sign_in: Any, store: Path
) -> None:
    ruth = sign_in(world.ruth)
    file = a_post_with(world, ruth, photograph((40, 40)))
    put(ruth, f"/talk/topics/{file.post.topic.ref}/reply", PDF)
    stranger = places.path_of(places.keep_bytes(b"nobody knows me"))
    for path in store.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    assert sweep() == 1
    assert not stranger.exists()
    assert len(everything_under(store)) == 3
