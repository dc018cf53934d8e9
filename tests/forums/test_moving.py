"""A forum moves in: once, for members only, under nobody's name until its authors come back."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from forums.actions.claiming import _give, answer_offer, ask_to_claim, offer
from forums.actions.deciding import decide_post
from forums.actions.telling import tell_readers
from forums.models import Board, Brought, FormerAuthor, Post, Topic, Writer
from forums.queries.topics import topics_alike
from forums.sight import sight_of
from members.actions.erase_person import erase_person
from members.member_number import member_number
from po_platform.access.actor import Purpose, System, acting_as
from tests.forums.old_forums import (
    ARCHIVE,
    PHPBB,
    categories,
    discourse_post,
    discourse_topic,
    written,
)
from tests.forums.talking import a_board, a_group_board, answer, begin
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import World

pytestmark = pytest.mark.django_db


def moved(kind: str, path: Path, *options: str, refused: bool = False) -> dict[str, Any]:
    told = StringIO()
    try:
        call_command(f"import_{kind}", str(path), "--json", *options, stdout=told)
        assert not refused
    except SystemExit as left:
        assert refused and left.code == 1
    found: dict[str, Any] = json.loads(told.getvalue())
    return found


@pytest.fixture
def phpbb(world: World, tmp_path: Path) -> Path:
    return written(tmp_path, "dump.sql", PHPBB)


def test_a_dry_run_says_the_same_and_leaves_nothing(phpbb: Path) -> None:
    tried = moved("phpbb", phpbb, "--dry-run")
    assert (tried["status"], tried["dry_run"]) == ("tried", True)
    assert not (Board.objects.exists() or Post.objects.exists() or Brought.objects.exists())
    taken = moved("phpbb", phpbb)
    assert taken["counts"] == tried["counts"] == {
        "boards": 1, "topics": 1, "posts": 3, "authors": 2, "files": 0, "avatars": 0, "unchanged": 0,
        "shortened": 0,
    }  # fmt: skip
    assert taken["left_out"]["posts of boards that were not for everybody"] == 1
    assert Board.objects.get().closed_at is not None


def test_the_same_file_again_changes_nothing_and_a_longer_one_adds(
    phpbb: Path, world: World
) -> None:
    moved("phpbb", phpbb)
    before = list(Post.objects.values_list("pk", "no", "text").order_by("pk"))
    again = moved("phpbb", phpbb)
    assert (again["counts"]["posts"], again["counts"]["unchanged"]) == (0, 3)
    assert list(Post.objects.values_list("pk", "no", "text").order_by("pk")) == before
    more = "INSERT INTO `old_posts` VALUES (20,10,2,51,1236009999,'One more','',1);"
    phpbb.write_text(PHPBB + more)
    assert moved("phpbb", phpbb)["counts"]["posts"] == 1
    assert Post.objects.get(text="One more").no == 4
    assert moved("phpbb", phpbb, "--source", "another")["counts"]["posts"] == 4


def test_what_moved_in_is_for_members_and_tells_nobody_by_mail(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    moved("phpbb", phpbb)
    topic = Topic.objects.get()
    assert (topic.audience, topic.posts, topic.locked, topic.pinned) == ("members", 3, True, True)
    page = sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content.decode()
    assert page.count("A former member") == 3 and "Old Friend" not in page
    assert "<strong>Warm</strong>" in page
    tell_readers()
    assert deliver() == []
    with acting_as(world.ruth.actor()) as ruth:
        assert topics_alike(sight=sight_of(ruth), title="Buttons") == []
        Post.objects.update(findable_at=timezone.now())
        assert topics_alike(sight=sight_of(ruth), title="Buttons") == [topic]
    everything = json.dumps(
        [list(m.objects.values()) for m in (FormerAuthor, Brought)], default=str
    )
    assert "friend" not in everything.lower() and "secret" not in everything


def test_a_board_not_for_everybody_goes_to_the_group_it_is_named_for(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    group = a_group_board(world.ruth)
    moved("phpbb", phpbb, "--into", f"f3={group.ref}", "--into", str(a_board().ref))
    topic = Topic.objects.get(board=group)
    assert topic.audience == "group"
    assert sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").status_code == 200
    assert sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").status_code == 404


@pytest.mark.parametrize("said", [None, {"restricted": None}])
def test_a_category_of_which_nobody_says_who_read_it_waits_for_a_board_to_be_named(
    world: World, tmp_path: Path, said: dict[str, Any] | None
) -> None:
    listed = [] if said is None else [categories(5, **said)]
    file = written(tmp_path, "t.json", [discourse_topic(12), *listed])
    told = moved("discourse", file, "--into", str(a_board().ref))
    assert told["counts"]["posts"] == 0 and not Topic.objects.exists()
    why = "posts of boards of which the files do not say who could read them"
    assert told["left_out"] == {why: 2}
    assert any(
        "who could read board c5" in note and "--into c5=…" in note for note in told["notes"]
    )
    named = a_group_board(world.ruth)
    assert moved("discourse", file, "--into", f"c5={named.ref}")["counts"]["posts"] == 2
    assert Topic.objects.get().board == named


def test_a_dump_without_its_tables_of_rights_opens_no_board(world: World, tmp_path: Path) -> None:
    lines = [line for line in PHPBB.splitlines() if "old_acl_groups" not in line]
    file = written(tmp_path, "dump.sql", "\n".join(lines))
    told = moved("phpbb", file)
    assert told["counts"]["posts"] == 0 and not Board.objects.exists()
    assert any("who could read board f2" in note for note in told["notes"])
    assert moved("phpbb", file, "--into", f"f2={a_board().ref}")["counts"]["posts"] == 3


@pytest.mark.parametrize(
    "option",
    [["--into", "x"], ["--into", "f3=00000000-0000-4000-8000-000000000000"], ["--source", "a b"],
     ["--findable-after", "-1"], ["--as", "nobody@example.org"]],
)  # fmt: skip
def test_options_that_mean_nothing_are_refused(phpbb: Path, option: list[str]) -> None:
    with pytest.raises(CommandError):
        moved("phpbb", phpbb, *option)
    assert not Brought.objects.exists()


def test_only_the_operator_the_office_and_moderators_move_a_forum(
    phpbb: Path, world: World
) -> None:
    told = moved("phpbb", phpbb, "--as", "ruth@example.org", refused=True)
    assert "task you do not hold" in told["error"] and not Brought.objects.exists()
    assert moved("phpbb", phpbb, "--as", "moderator@example.org")["status"] == "taken"


def test_what_is_no_such_file_is_refused_in_words(world: World, tmp_path: Path) -> None:
    for kind in ("phpbb", "mbox", "discourse"):
        told = moved(kind, written(tmp_path, "x", "nothing"), refused=True)
        assert told["status"] == "refused" and told["error"]
        assert "cannot be read" in moved(kind, tmp_path / "gone", refused=True)["error"]


def test_discourse_and_archives_move_in_too(world: World, tmp_path: Path) -> None:
    evil = discourse_post(3, "<p>x<script>alert(1)</script><img src=x onerror=y></p>")
    long = discourse_post(4, "<p>" + "word " * 9000 + "</p>")
    topic = discourse_topic(12, discourse_post(1), discourse_post(2), evil, long)
    told = moved("discourse", written(tmp_path, "t.json", [topic, categories(5)]))
    assert told["counts"]["posts"] == 6 and told["counts"]["shortened"] == 1
    assert not Post.objects.filter(html__contains="script").exists()
    told = moved("mbox", written(tmp_path, "list.mbox", ARCHIVE))
    assert (told["counts"]["topics"], told["counts"]["posts"]) == (3, 6)
    assert not Post.objects.filter(text__contains="old.example").exists()


def test_old_addresses_lead_to_where_it_stands_today(
    phpbb: Path, world: World, sign_in: Any, tmp_path: Path
) -> None:
    moved("phpbb", phpbb)
    moved("discourse", written(tmp_path, "t.json", [discourse_topic(12), categories(5)]))
    client = sign_in(world.ruth)
    old, new = Topic.objects.order_by("pk")
    for address, place in {
        "/viewforum.php?f=2": f"/talk/boards/{old.board.ref}",
        "/c/daily-life/5": f"/talk/boards/{new.board.ref}",
        "/c/life/daily-life/5": f"/talk/boards/{new.board.ref}",
        "/viewtopic.php?f=2&t=10": f"/talk/topics/{old.ref}",
        "/viewtopic.php?p=2": f"/talk/topics/{old.ref}#p2",
        "/t/12": f"/talk/topics/{new.ref}",
        "/t/buttons/12/2": f"/talk/topics/{new.ref}#p2",
    }.items():
        assert client.get(address).headers["Location"] == place
        guest = client.__class__().get(address)
        assert guest.headers["Location"].startswith("/sign-in?next=")
    assert client.get("/index.php")["Location"] == "/talk"
    assert client.get("/t/12/999999").status_code == 404
    assert client.get("/viewforum.php?f=99").status_code == 404
    assert client.get("/c/daily-life/99").status_code == 404
    assert client.get("/viewtopic.php?t=x").status_code == 404


def test_whoever_reads_the_old_mailbox_has_her_posts_back(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    moved("phpbb", phpbb)
    client, gerd = sign_in(world.ruth), sign_in(world.gerd)
    same = [client.post("/talk/former", {"address": one}, follow=True).content
            for one in ("Friend@OLD.example", "nobody@old.example")]  # fmt: skip
    assert [b"If somebody wrote with this address" in page for page in same] == [True, True]
    (mail,) = deliver()
    assert mail.to == ["Friend@OLD.example"]
    assert_neutral(mail, also=["Old Friend", "Ruth"])
    link = re.search(r"/talk/former/\S+", str(mail.body))
    assert link
    assert gerd.get(link[0]).status_code == 404
    assert gerd.post(link[0]).status_code == 404
    assert "Old Friend" in client.get(link[0]).content.decode()
    assert not Post.objects.filter(author=world.ruth.person).exists()  # a look changes nothing
    assert "1 post is yours again" in client.post(link[0], follow=True).content.decode()
    assert client.get(link[0]).status_code == 404
    post = Post.objects.get(author=world.ruth.person)
    assert (post.no, post.findable_at, post.topic.starter_id) == (1, None, world.ruth.person.pk)
    assert Writer.objects.get(person=world.ruth.person).published == 1
    more = "INSERT INTO `old_posts` VALUES (21,10,2,50,1236009999,'Hers at once','',1);"
    phpbb.write_text(PHPBB + more)
    moved("phpbb", phpbb)
    assert Post.objects.get(text="Hers at once").author_id == world.ruth.person.pk


def test_of_two_accounts_each_is_noted_with_its_posts_and_what_was_taken_off_counts_for_nothing(
    phpbb: Path, world: World
) -> None:
    moved("phpbb", phpbb)
    with acting_as(world.moderator.actor()) as team:
        ref = Post.objects.get(no=2).ref
        decide_post(actor=team, ref=ref, version=1, state="removed", why="because")
    FormerAuthor.objects.update(offered_to=world.ruth.person)
    authors = list(FormerAuthor.objects.order_by("pk"))
    with acting_as(world.ruth.actor()) as ruth:
        _give(ruth, world.ruth.person.pk, [row.pk for row in authors])
    events = Event.objects.filter(verb="forums.former_author.claimed")
    assert [event.detail["posts"] for event in events.order_by("pk")] == [1, 1]
    assert Writer.objects.get(person=world.ruth.person).published == 1


def test_five_addresses_a_day(world: World) -> None:
    with acting_as(world.ruth.actor()) as ruth:
        for number in range(5):
            ask_to_claim(actor=ruth, address=f"a{number}@b.example")
        with pytest.raises(PermissionDenied):
            ask_to_claim(actor=ruth, address="a6@b.example")


def test_a_moderator_vouches_and_the_member_says_yes_or_no(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    moved("phpbb", phpbb)
    team, client = sign_in(world.moderator), sign_in(world.ruth)
    assert "Old Friend" not in team.get("/office/boards/former?name=Old").content.decode()
    page = "/office/boards/former?name=old+friend"
    assert "Old Friend" in team.get(page).content.decode()
    row = FormerAuthor.objects.exclude(address_mark="").get()
    wrong = team.post(page, {"who": row.ref, "member": "1-2"})
    assert "no member has it" in wrong.content.decode()
    given = {"who": row.ref, "member": member_number(world.ruth.person.pk)}
    for answered, posts in (("no", 0), ("yes", 1)):
        assert team.post(page, given).status_code == 302
        assert "Old Friend" in client.get("/talk/former").content.decode()
        assert (
            sign_in(world.gerd).post(f"/talk/former/{row.ref}", {"mine": "yes"}).status_code == 404
        )
        client.post(f"/talk/former/{row.ref}", {"mine": answered})
        assert Post.objects.filter(author=world.ruth.person).count() == posts
    assert client.get("/office/boards/former?name=x").status_code == 403


def test_nobody_vouches_for_herself_and_no_member_vouches(phpbb: Path, world: World) -> None:
    moved("phpbb", phpbb)
    ref = FormerAuthor.objects.first().ref  # type: ignore[union-attr]
    for who, person in ((world.moderator, world.moderator), (world.gerd, world.ruth)):
        with acting_as(who.actor()) as actor, pytest.raises(PermissionDenied):
            offer(actor=actor, ref=ref, person=person.person)
    with acting_as(world.ruth.actor()) as actor, pytest.raises(Http404):
        answer_offer(actor=actor, ref=ref, mine=True)


@pytest.mark.django_db(transaction=True)
def test_what_was_erased_or_taken_off_does_not_come_back(
    phpbb: Path, world: World, settings: Any, tmp_path: Path
) -> None:
    settings.STORED_FILES_DIR, settings.ERASURE_LIST = tmp_path / "f", tmp_path / "erasures.jsonl"
    moved("phpbb", phpbb)
    row = FormerAuthor.objects.exclude(address_mark="").get()
    with acting_as(world.moderator.actor()) as team:
        offer(actor=team, ref=row.ref, person=world.ruth.person)
        other = Post.objects.get(no=2)
        decide_post(actor=team, ref=other.ref, version=1, state="removed", why="because")
    with acting_as(world.ruth.actor()) as ruth:
        answer_offer(actor=ruth, ref=row.ref, mine=True)
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    assert moved("phpbb", phpbb)["counts"]["posts"] == 0
    assert list(Post.objects.values_list("no", "state").order_by("no")) == [
        (2, "removed"), (3, "published"),
    ]  # fmt: skip


def test_the_whole_forum_goes_along_in_one_file(world: World, tmp_path: Path) -> None:
    board = a_board(holds_links=True)
    topic = begin(world.ruth, board, "Hello there").topic
    answer(world.gerd, topic, "Warm water", answers_no=1, quoted="Hello there")
    answer(world.gerd, topic, "waits https://example.org")
    file, told = tmp_path / "forum.json", StringIO()
    call_command("export_forum", str(file), "--json", stdout=told)
    assert json.loads(told.getvalue()) == {
        "status": "written",
        "boards": 1,
        "topics": 1,
        "posts": 2,
    }
    assert file.stat().st_mode & 0o077 == 0
    found = json.loads(file.read_text("utf-8"))
    assert [post["text"] for post in found["posts"]] == ["Hello there", "Warm water"]
    assert found["posts"][1]["quoted"] == "Hello there"
    assert found["topics"][0]["starter"]["name"] == "Ruth E."
    with pytest.raises(CommandError):
        call_command("export_forum", str(file), "--as", "ruth@example.org")


def test_where_no_forum_was_taken_over_its_first_page_leads_nowhere(
    world: World, client: Any
) -> None:
    assert client.get("/index.php").status_code == 404
