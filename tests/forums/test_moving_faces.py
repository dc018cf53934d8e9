"""Pictures people of a phpBB forum chose: kept for who comes back, seen by her alone, used if she says so."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from audit.models import Event
from audit.retention import clear_outlived
from files.places import path_of
from forums.models import Brought, FormerAuthor, FormerPicture, OwnPicture, Post
from tests.forums.old_forums import PHPBB, categories, discourse_topic, written
from tests.forums.talking import a_board, begin
from tests.forums.test_files import SECRET, bomb, everything_under, photograph
from tests.forums.test_moving import moved
from tests.personas import World

pytestmark = pytest.mark.django_db
SALT = "5a17c0ffee"
USERS = "INSERT INTO `old_users` (`user_id`,`username`,`user_email`,`user_password`) VALUES (50,'Old Friend','friend@old.example','$H$secret'),(51,'Other','',NULL);"
ELSEWHERE = "pictures of people from elsewhere, a gallery or a group"
NOT_THERE = "pictures of people that are not in the folder"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """As a host downloads it, with the picture of user 50."""
    folder = tmp_path / "old"
    (folder / "images/avatars/upload").mkdir(parents=True)
    (folder / "files").mkdir()
    at(folder, f"{SALT}_50.jpg").write_bytes(photograph((90, 120)))
    return folder


def at(uploads: Path, name: str) -> Path:
    return uploads / "images/avatars/upload" / name


def dump(
    folder: Path, first: tuple[str, str] = ("50_1236000000.jpg", "avatar.driver.upload"),
    second: tuple[str, str] = ("", ""), *, salt: str = SALT,
) -> Path:  # fmt: skip
    """Avatar and its kind of the two users who wrote."""
    assert USERS in PHPBB
    rows = [(50, "Old Friend", "friend@old.example", *first), (51, "Other", "", *second)]
    users = (
        "INSERT INTO `old_users` (`user_id`,`username`,`user_email`,`user_avatar`,`user_avatar_type`)"
        f" VALUES {','.join(map(str, rows))};\n"
    )
    config = (
        "INSERT INTO `old_config` (`config_name`,`config_value`) VALUES"
        f" ('smtp_password','canary-secret'),('avatar_salt','{salt}');\n"
    )
    return written(folder, "dump.sql", PHPBB.replace(USERS, users) + config)


def the_picture() -> str:
    return f"/talk/former/{FormerAuthor.objects.get(picture__isnull=False).ref}/picture"


def test_nobody_sees_it_before_its_owner_came_and_afterwards_she_alone(
    world: World, tmp_path: Path, uploads: Path, sign_in: Any, client: Any
) -> None:
    moved("phpbb", dump(tmp_path), "--files", str(uploads))
    where, topic = the_picture(), f"/talk/topics/{Post.objects.get(no=1).topic.ref}"
    FormerAuthor.objects.update(offered_to=world.ruth.person)
    for who in (world.ruth, world.gerd, world.moderator, world.administrator):
        assert sign_in(who).get(where).status_code == 404
        assert sign_in(who).post(f"{where}/answer", {"use": "yes"}).status_code in (403, 404)
        assert "/talk/pictures/" not in sign_in(who).get(topic).content.decode()
    assert where not in sign_in(world.ruth).get("/talk/former").content.decode()
    FormerAuthor.objects.filter(picture__isnull=False).update(person=world.ruth.person)
    assert sign_in(world.ruth).get(where).status_code == 200
    for who in (world.gerd, world.moderator, world.administrator):
        assert sign_in(who).get(where).status_code == 404
        assert sign_in(who).post(f"{where}/answer", {"use": "yes"}).status_code in (403, 404)
    assert "sign-in" in client.get(where)["Location"]
    assert FormerPicture.objects.exists() and not OwnPicture.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("use", ["yes", "no"])
def test_she_is_asked_once_and_says_yes_or_no(
    world: World, tmp_path: Path, uploads: Path, sign_in: Any, use: str
) -> None:
    file = dump(tmp_path)
    moved("phpbb", file, "--files", str(uploads))
    where, author = the_picture(), FormerAuthor.objects.get(picture__isnull=False)
    place = FormerPicture.objects.get().place
    FormerAuthor.objects.filter(pk=author.pk).update(offered_to=world.ruth.person)
    ruth, gerd = sign_in(world.ruth), sign_in(world.gerd)
    page = ruth.post(f"/talk/former/{author.ref}", {"mine": "yes"}, follow=True).content.decode()
    assert where in page and "Old Friend" in page and "Only you see it now" in page
    topic = f"/talk/topics/{Post.objects.get(no=1).topic.ref}"
    assert "/talk/pictures/" not in gerd.get(topic).content.decode()  # not by itself
    said = ruth.post(f"{where}/answer", {"use": use}, follow=True).content.decode()
    assert where not in said and where not in ruth.get("/talk/former").content.decode()
    assert ruth.post(f"{where}/answer", {"use": "yes"}).status_code == 404
    shown = gerd.get(topic).content.decode()
    assert ("/talk/pictures/" in shown) == path_of(place).exists() == (use == "yes")
    assert not FormerPicture.objects.exists()
    assert moved("phpbb", file, "--files", str(uploads))["counts"]["avatars"] == 0
    assert not FormerPicture.objects.exists()


def test_a_dry_run_counts_them_and_the_same_file_again_changes_nothing(
    world: World, tmp_path: Path, uploads: Path, store: Path
) -> None:
    file = dump(tmp_path)
    tried = moved("phpbb", file, "--files", str(uploads), "--dry-run")
    assert tried["counts"]["avatars"] == 1 and everything_under(store) == []
    assert not FormerPicture.objects.exists()
    assert moved("phpbb", file, "--files", str(uploads))["counts"] == tried["counts"]
    again = moved("phpbb", file, "--files", str(uploads))
    assert (again["counts"]["avatars"], again["counts"]["unchanged"]) == (0, 4)
    (row,) = FormerPicture.objects.all()
    shown = Image.open(BytesIO(path_of(row.place).read_bytes()))
    assert (shown.size, shown.format) == ((192, 192), "JPEG")
    assert SECRET not in b"".join(everything_under(store))
    (event,) = Event.objects.filter(verb="forums.avatars.brought_in")
    assert event.detail["pictures"] == 1
    assert "50_" not in str(list(Brought.objects.values()))


def test_without_a_folder_they_are_counted_and_a_later_run_takes_them(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    file = dump(tmp_path)
    told = moved("phpbb", file)
    assert told["left_out"]["pictures of people: no folder with them was named (--files)"] == 1
    assert moved("phpbb", file, "--files", str(uploads))["counts"]["avatars"] == 1


@pytest.mark.parametrize(
    ("first", "salt", "why"),
    [
        (("https://old.example/me.jpg", "avatar.driver.remote"), SALT, ELSEWHERE),
        (("2", "2"), SALT, ELSEWHERE),
        (("gallery/cat.jpg", "3"), SALT, ELSEWHERE),
        (("me@old.example", "avatar.driver.gravatar"), SALT, ELSEWHERE),
        (("g5_1236000000.jpg", "avatar.driver.upload"), SALT, ELSEWHERE),  # of her group
        (("50_1236000000.png", "1"), SALT, NOT_THERE),
        (("50_1236000000.jpg", "1"), "", NOT_THERE),
        (("50_1.jpg", "1"), "../../../secret", NOT_THERE),
        (("50_1.jpg/../../../secret", "1"), SALT, NOT_THERE),
    ],
)
def test_what_lies_elsewhere_or_is_not_there_stays_behind(
    world: World, tmp_path: Path, uploads: Path, first: tuple[str, str], salt: str, why: str
) -> None:
    (tmp_path / "secret_50.jpg").write_bytes(photograph((40, 40)))
    told = moved("phpbb", dump(tmp_path, first, salt=salt), "--files", str(uploads))
    assert told["left_out"][why] == 1 and not FormerPicture.objects.exists()
    assert "canary-secret" not in str(told)


def test_what_cannot_be_opened_is_told(
    world: World, tmp_path: Path, uploads: Path, settings: Any
) -> None:
    at(uploads, f"{SALT}_50.jpg").write_bytes(b"<svg onload=alert(1)></svg>")
    at(uploads, f"{SALT}_51.gif").write_bytes(bomb(30_000, 30_000))
    file = dump(tmp_path, second=("51_2.gif", "1"))
    told = moved("phpbb", file, "--files", str(uploads))
    assert told["left_out"]["pictures of people that cannot be opened"] == 2
    settings.FILE_CHECK = "false"
    told = moved("phpbb", file, "--files", str(uploads))
    assert told["left_out"]["pictures of people the check of files did not let pass"] == 2
    assert not FormerPicture.objects.exists()


def test_of_people_of_whom_nothing_came_none_is_kept(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    at(uploads, f"{SALT}_60.jpg").write_bytes(photograph((40, 40)))
    lurker = (
        "INSERT INTO `old_users` (`user_id`,`username`,`user_avatar`,`user_avatar_type`)"
        " VALUES (60,'Reader','60_1.jpg','1');\n"
    )
    file = dump(tmp_path)
    file.write_text(file.read_text("utf-8") + lurker, "utf-8")
    told = moved("phpbb", file, "--files", str(uploads))
    assert told["left_out"]["pictures of people of whom nothing is here"] == 1
    assert told["counts"]["avatars"] == 1


@pytest.mark.django_db(transaction=True)
def test_one_nobody_came_for_goes_after_two_years_and_does_not_come_back(
    world: World, tmp_path: Path, uploads: Path
) -> None:
    file = dump(tmp_path)
    moved("phpbb", file, "--files", str(uploads))
    FormerPicture.objects.update(brought_at=timezone.now() - timedelta(days=729))
    assert "forums_formerpicture" not in clear_outlived()
    FormerPicture.objects.update(brought_at=timezone.now() - timedelta(days=731))
    assert clear_outlived()["forums_formerpicture"] == 1
    assert FormerAuthor.objects.filter(mark__isnull=False).count() == 2
    moved("phpbb", file, "--files", str(uploads))
    assert not FormerPicture.objects.exists()


def test_discourse_gives_none(world: World, tmp_path: Path) -> None:
    told = moved("discourse", written(tmp_path, "t.json", [discourse_topic(12), categories(5)]))
    assert told["counts"]["avatars"] == 0 and not FormerPicture.objects.exists()


def test_who_has_one_here_may_take_the_old_one_instead(
    world: World, tmp_path: Path, uploads: Path, sign_in: Any
) -> None:
    begin(world.ruth, a_board())
    moved("phpbb", dump(tmp_path), "--files", str(uploads))
    where = the_picture()
    FormerAuthor.objects.filter(picture__isnull=False).update(person=world.ruth.person)
    place, ruth = FormerPicture.objects.get().place, sign_in(world.ruth)
    OwnPicture.objects.create(person=world.ruth.person, place="", why="off")
    assert where in ruth.get("/talk/picture").content.decode()
    ruth.post(f"{where}/answer", {"use": "yes"})
    row = OwnPicture.objects.get()
    assert (row.place, row.why) == (place, "")
