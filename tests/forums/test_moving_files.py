"""What was attached in an older forum comes beside its posts: drawn anew, once, and never from elsewhere."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from audit.models import Event
from files.places import path_of
from forums.actions.attaching import take_off_post
from forums.actions.deciding import decide_post
from forums.models import Brought, Post, PostFile
from po_platform.access.actor import acting_as
from tests.forums.old_forums import PHPBB, UID, written
from tests.forums.talking import a_board
from tests.forums.test_files import SECRET, bomb, photograph
from tests.forums.test_moving import moved
from tests.personas import World

pytestmark = pytest.mark.django_db
COLUMNS = (
    "attach_id, post_msg_id, in_message, is_orphan, physical_filename, real_filename,"
    " attach_comment, extension"
)


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    return tmp_path / "store"


def row(number: int, name: str, real: str, *, post: int = 1, says: str = "", pm: int = 0,
        orphan: int = 0) -> str:  # fmt: skip
    ending = real.rpartition(".")[2]
    return f"({number},{post},{pm},{orphan},'{name}','{real}','{says}','{ending}')"


def dump(folder: Path, *rows: str, text: str = "") -> Path:
    words = PHPBB.replace(f"[b:{UID}]Warm[/b:{UID}]", text or f"[b:{UID}]Warm[/b:{UID}]")
    table = f"INSERT INTO `old_attachments` ({COLUMNS}) VALUES {','.join(rows)};\n" if rows else ""
    return written(folder, "dump.sql", words + table)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """As a host downloads it: the folder of the forum with files/ in it."""
    folder = tmp_path / "old"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "50_aaaa").write_bytes(photograph())
    (folder / "files" / "50_bbbb").write_bytes(b"%PDF-1.4 a letter")
    return folder


def of_first() -> list[PostFile]:
    return list(PostFile.objects.filter(post__no=1))


def test_pictures_and_documents_come_beside_their_post(
    world: World, tmp_path: Path, uploads: Path, sign_in: Any
) -> None:
    file = dump(
        tmp_path,
        row(7, "50_bbbb", "Letter &amp; more.pdf"),
        row(8, "50_aaaa", "kitchen.jpg", says="My &quot;kitchen&quot;, me@old.example"),
    )
    told = moved("phpbb", file, "--files", str(uploads))
    assert told["counts"]["files"] == 2 and not told["left_out"].get("attached files")
    letter, picture = of_first()
    assert (letter.name, letter.content_type) == ("Letter & more.pdf", "application/pdf")
    assert (picture.name, picture.shows) == ("picture.jpg", 'Picture 2: My "kitchen", (…)')
    whole = path_of(picture.place).read_bytes()
    assert SECRET not in whole and b"Exif" not in whole
    assert max(Image.open(BytesIO(whole)).size) == 1600
    page = sign_in(world.ruth).get(f"/talk/topics/{picture.post.topic.ref}").content.decode()
    assert f"/talk/files/{picture.ref}/small" in page and "Letter &amp; more.pdf" in page
    event = Event.objects.get(verb="forums.files.brought_in")
    assert event.detail["files"] == 2


def test_who_may_not_read_the_post_gets_no_byte_of_them(
    world: World, tmp_path: Path, uploads: Path, sign_in: Any, client: Any
) -> None:
    moved("phpbb", dump(tmp_path, row(7, "50_aaaa", "a.jpg")), "--files", str(uploads))
    (picture,) = of_first()
    address = f"/talk/files/{picture.ref}/whole"
    assert sign_in(world.ruth).get(address).status_code == 200
    assert client.get(address).status_code == 404


def test_words_say_where_a_file_was_shown(world: World, tmp_path: Path, uploads: Path) -> None:
    text = (
        f"Look [attachment=1:{UID}]<!-- ia1 -->letter.pdf<!-- ia1 -->[/attachment:{UID}] and"
        f" [attachment=0:{UID}]<!-- ia0 -->a.jpg<!-- ia0 -->[/attachment:{UID}]"
        f" [attachment=5:{UID}]<!-- ia5 -->gone.jpg<!-- ia5 -->[/attachment:{UID}]"
    )
    rows = [row(7, "50_bbbb", "letter.pdf"), row(8, "50_aaaa", "a.jpg")]
    moved("phpbb", dump(tmp_path, *rows, text=text), "--files", str(uploads))
    words = Post.objects.get(no=1).text
    assert words.startswith("Look (file 1 below) and (picture 2 below)")
    assert "gone" not in words and "letter" not in words


def test_newer_words_count_files_from_the_newest_where_two_share_a_name(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    text = (
        '<r><ATTACHMENT filename="a.jpg" index="1"><s>[attachment=1]</s>a.jpg<e>[/attachment]</e>'
        "</ATTACHMENT></r>"
    )
    rows = [row(7, "50_aaaa", "a.jpg", post=20), row(8, "50_aaaa", "a.jpg", post=20)]
    file = dump(tmp_path, *rows)
    file.write_text(
        file.read_text("utf-8")
        + f"INSERT INTO `old_posts` VALUES (20,10,2,51,1236009999,'{text}','',1);"
    )
    moved("phpbb", file, "--files", str(uploads))
    assert Post.objects.get(no=4).text == "(picture 1 below)"  # the older one is number 1 of phpBB


def test_a_dry_run_counts_them_and_writes_no_byte(
    world: World, tmp_path: Path, uploads: Path, store: Path
) -> None:
    file = dump(tmp_path, row(7, "50_aaaa", "a.jpg"), row(8, "50_nope", "b.jpg"))
    tried = moved("phpbb", file, "--files", str(uploads), "--dry-run")
    assert tried["counts"]["files"] == 1
    assert not list(store.rglob("*")) and not PostFile.objects.exists()
    taken = moved("phpbb", file, "--files", str(uploads))
    assert (taken["counts"], taken["left_out"]) == (tried["counts"], tried["left_out"])


def test_the_same_again_adds_nothing_and_what_was_missing_comes_later(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    file = dump(tmp_path, row(7, "50_aaaa", "a.jpg"), row(8, "50_late", "b.png"))
    told = moved("phpbb", file, "--files", str(uploads))
    assert told["left_out"]["attached files that are not in the folder"] == 1
    assert "Attachment 8 is not in the folder." in told["notes"]
    assert moved("phpbb", file, "--files", str(uploads))["counts"]["files"] == 0
    (uploads / "files" / "50_late").write_bytes(photograph())
    assert moved("phpbb", file, "--files", str(uploads))["counts"]["files"] == 1
    assert len(of_first()) == 2


def test_without_a_folder_the_report_counts_them_and_a_later_run_takes_them(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    file = dump(tmp_path, row(7, "50_aaaa", "a.jpg"))
    told = moved("phpbb", file)
    assert told["left_out"]["attached files: no folder with them was named (--files)"] == 1
    assert moved("phpbb", file, "--files", str(uploads / "files"))["counts"]["files"] == 1


def test_nothing_is_read_from_outside_the_folder(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    (tmp_path / "secret.jpg").write_bytes(photograph())
    (uploads / "files" / "50_link").symlink_to(tmp_path / "secret.jpg")
    (uploads / "files" / "folder").mkdir()
    names = ["../../secret.jpg", str(tmp_path / "secret.jpg"), "50_link", "folder", "..", ".", "",
             "50_aaaa/../../../secret.jpg", "x" * 255]  # fmt: skip
    rows = [row(number, name, "a.jpg") for number, name in enumerate(names, start=1)]
    told = moved("phpbb", dump(tmp_path, *rows), "--files", str(uploads))
    assert told["counts"]["files"] == 0 and not PostFile.objects.exists()
    assert told["left_out"]["attached files that are not in the folder"] == len(names)
    told = moved("phpbb", dump(tmp_path), "--files", str(tmp_path / "nowhere"), refused=True)
    assert "is no folder" in told["error"]


def test_what_calls_itself_a_picture_and_is_none_stays_behind(
    world: World, tmp_path: Path, uploads: Path, settings: Any
) -> None:
    for name, content in {
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "exe": b"MZ\x90\x00\x03", "bomb": bomb(30_000, 30_000), "none": b"",
        "page": b"<html><script>alert(1)</script>", "cut": photograph()[:300], "zip": b"PK\x03\x04xx",
    }.items():  # fmt: skip
        (uploads / "files" / name).write_bytes(content)
    rows = [row(number, name, "a.jpg")
            for number, name in enumerate(["svg", "exe", "bomb", "page", "zip"], start=1)]  # fmt: skip
    told = moved("phpbb", dump(tmp_path, *rows, row(9, "none", "b.png")), "--files", str(uploads))
    assert told["left_out"]["attached files of kinds that are not kept"] == 5
    assert told["left_out"]["attached files that are empty"] == 1
    assert not PostFile.objects.exists()
    settings.FILE_CHECK = "false"
    file = dump(tmp_path, row(20, "50_aaaa", "a.jpg"))
    told = moved("phpbb", file, "--files", str(uploads))
    assert told["left_out"]["attached files the check of files did not let pass"] == 1
    assert not PostFile.objects.exists()


def test_a_text_is_kept_to_be_saved_and_a_moving_picture_stands_still(
    world: World, tmp_path: Path, uploads: Path, sign_in: Any
) -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    (uploads / "files" / "gif").write_bytes(out.getvalue())
    (uploads / "files" / "txt").write_bytes(b"Take a warm cloth.")
    file = dump(tmp_path, row(1, "gif", "a.gif"), row(2, "txt", "how.txt"))
    assert moved("phpbb", file, "--files", str(uploads))["counts"]["files"] == 2
    gif, text = of_first()
    assert (gif.content_type, text.content_type) == ("image/jpeg", "text/plain")
    client = sign_in(world.ruth)
    assert "A text file" in client.get(f"/talk/files/{text.ref}").content.decode()
    answer = client.get(f"/talk/files/{text.ref}/whole")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_files_of_messages_drafts_and_of_what_did_not_come_stay_behind(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    rows = [row(1, "50_aaaa", "a.jpg", pm=1), row(2, "50_aaaa", "a.jpg", orphan=1),
            row(3, "50_aaaa", "a.jpg", post=5), row(4, "50_aaaa", "a.jpg", post=4)]  # fmt: skip
    told = moved("phpbb", dump(tmp_path, *rows), "--files", str(uploads))
    assert told["left_out"]["attached files of posts that are not here"] == 2
    assert not PostFile.objects.exists()


def test_twenty_of_a_post_are_the_most(world: World, tmp_path: Path, uploads: Path) -> None:
    rows = [row(number, "50_bbbb", "a.pdf") for number in range(1, 24)]
    told = moved("phpbb", dump(tmp_path, *rows), "--files", str(uploads))
    assert told["counts"]["files"] == 20
    assert told["left_out"]["attached files beyond twenty of a post"] == 3


@pytest.mark.django_db(transaction=True)
def test_what_its_author_or_a_moderator_took_off_does_not_come_back(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    rows = [row(7, "50_aaaa", "a.jpg"), row(8, "50_aaaa", "b.jpg", post=2)]
    moved("phpbb", dump(tmp_path), "--into", str(a_board().ref))
    Post.objects.filter(no=1).update(author=world.ruth.person)
    with acting_as(world.moderator.actor()) as team:
        ref = Post.objects.get(no=2).ref
        decide_post(actor=team, ref=ref, version=1, state="removed", why="because")
    file = dump(tmp_path, *rows)
    told = moved("phpbb", file, "--files", str(uploads))
    assert told["left_out"]["attached files of posts that are not here"] == 1
    (picture,) = PostFile.objects.all()
    with acting_as(world.ruth.actor()) as ruth:
        take_off_post(actor=ruth, ref=picture.ref)
    assert not path_of(picture.place).exists()
    moved("phpbb", file, "--files", str(uploads))
    assert not PostFile.objects.exists()


def test_an_old_address_of_a_file_leads_to_its_post(
    world: World, tmp_path: Path, uploads: Path, sign_in: Any, client: Any
) -> None:
    moved("phpbb", dump(tmp_path, row(7, "50_aaaa", "a.jpg", post=2)), "--files", str(uploads))
    place = f"/talk/topics/{Post.objects.get(no=2).topic.ref}#p2"
    old = "/download/file.php?id=7&mode=view"
    member = sign_in(world.ruth)
    assert member.get(old).headers["Location"] == place
    assert client.get(old).headers["Location"].startswith("/sign-in?next=")
    for nothing in ("/download/file.php?id=8", "/download/file.php", "/download/file.php?id=x'"):
        assert member.get(nothing).status_code == 404


def test_marks_of_files_tell_nothing_of_their_names(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    moved("phpbb", dump(tmp_path, row(7, "50_aaaa", "anna.jpg")), "--files", str(uploads))
    kept = str(list(Brought.objects.values())) + str(list(PostFile.objects.values()))
    assert "anna" not in kept and "50_aaaa" not in kept
