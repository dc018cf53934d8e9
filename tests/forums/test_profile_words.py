"""A word in the profile of the former forum: she puts it there, a moderator looks, she says yes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from audit.retention import clear_outlived
from forums.actions.profile_words import ask_for_word, confirm_word, say_it_stands
from forums.bringing import opened_profile, sealed_name, sealed_profile
from forums.models import FormerAuthor, Post, ProfileWord
from forums.moving.discourse import DiscourseForum
from forums.moving.shape import Report, web_address
from forums.moving.table import TableForum
from members.models import Person
from members.share_codes import in_groups
from po_platform.access.actor import acting_as
from tests.forums.old_forums import PHPBB, discourse_post, discourse_topic, written
from tests.forums.test_moving import moved
from tests.forums.test_moving_tables import FIRST, HEAD
from tests.personas import World

pytestmark = pytest.mark.django_db
SITE = "https://forum.old.example/board"
PAGE = "/office/boards/former"


@pytest.fixture
def phpbb(world: World, tmp_path: Path) -> Path:
    file = written(tmp_path, "dump.sql", PHPBB)
    moved("phpbb", file, "--site", f"{SITE}/index.php")
    return file


def placed(world: World, name: str = "old friend") -> ProfileWord:
    with acting_as(world.ruth.actor()) as ruth:
        row = ask_for_word(actor=ruth, name=name)
        say_it_stands(actor=ruth, ref=row.ref)
    row.refresh_from_db()
    return row


def friend() -> FormerAuthor:
    return FormerAuthor.objects.exclude(address_mark="").get()


def test_her_word_a_look_and_her_yes_give_her_posts_back(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    member, team = sign_in(world.ruth), sign_in(world.moderator)
    assert "/talk/former/word" in member.get("/talk/former").content.decode()
    assert member.post("/talk/former/word", {"name": "Old Friend"}).status_code == 302
    row = ProfileWord.objects.get()
    shown = in_groups(row.word)
    assert shown in member.get("/talk/former/word").content.decode()
    assert shown not in team.get(PAGE).content.decode()  # not there yet
    member.post(f"/talk/former/word/{row.ref}")
    page = team.get(PAGE).content.decode()
    assert shown in page and "Old Friend" in page and "Ruth" not in page
    assert f'href="{SITE}/memberlist.php?mode=viewprofile&amp;u=50"' in page
    assert "A word stands in a profile" in team.get("/start").content.decode()
    given = team.post(f"{PAGE}/{row.ref}", {"seen": str(friend().ref)})
    assert given.status_code == 302
    assert not ProfileWord.objects.exists() and not Post.objects.filter(author=world.ruth.person)
    assert shown not in team.get(PAGE).content.decode()
    assert "you were “Old Friend”" in member.get("/talk/former").content.decode()
    member.post(f"/talk/former/{friend().ref}", {"mine": "yes"})
    assert Post.objects.filter(author=world.ruth.person).count() == 1
    assert friend().sealed_profile == ""
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert verbs >= {
        "forums.profile_word.asked", "forums.profile_word.placed",
        "forums.former_author.word_seen", "forums.former_author.claimed",
    }  # fmt: skip


def test_an_old_profile_that_does_not_open_hides_no_word(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    row = placed(world)
    member, team = sign_in(world.ruth), sign_in(world.moderator)
    broken = sealed_name("other", "x")
    FormerAuthor.objects.update(sealed_profile=broken, sealed_name=broken)
    ProfileWord.objects.update(sealed_name=broken)
    page = team.get(PAGE).content.decode()
    assert in_groups(row.word) in page and "cannot be read any more" in page
    assert "Open the old profile" not in page
    assert "It does not" not in page, "who cannot look refuses no claim"
    assert in_groups(row.word) in member.get("/talk/former/word").content.decode()


def test_a_moderator_who_does_not_find_it_says_so_and_she_tries_again(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    member, team, row = sign_in(world.ruth), sign_in(world.moderator), placed(world)
    team.post(f"{PAGE}/{row.ref}", {"seen": "no"})
    assert "looked and did not find it" in member.get("/talk/former/word").content.decode()
    assert in_groups(row.word) not in team.get(PAGE).content.decode()
    assert team.post(f"{PAGE}/{row.ref}", {"seen": str(friend().ref)}).status_code == 404
    member.post(f"/talk/former/word/{row.ref}")
    assert in_groups(row.word) in team.get(PAGE).content.decode()


def test_nobody_learns_by_asking_whether_a_name_wrote_there(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    member, team = sign_in(world.ruth), sign_in(world.moderator)
    pages: list[int] = []
    for name in ("Old Friend", "Never There"):
        member.post("/talk/former/word", {"name": name})
        row = ProfileWord.objects.latest("pk")
        member.post(f"/talk/former/word/{row.ref}", follow=True)
        page = member.get("/talk/former/word").content.decode()
        pages.append(page.count("Leave the word there") - len(pages))
    assert pages == [1, 1]
    assert "Never There" not in team.get(PAGE).content.decode()
    assert "friend" not in str(list(ProfileWord.objects.values())).lower()


def test_only_moderators_look_and_nobody_at_her_own(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    row = placed(world)
    for persona in (world.ruth, world.gerd):
        page = sign_in(persona).post(f"{PAGE}/{row.ref}", {"seen": str(friend().ref)})
        assert page.status_code == 403
    with acting_as(world.moderator.actor()) as team:
        own = ask_for_word(actor=team, name="Old Friend")
        say_it_stands(actor=team, ref=own.ref)
        with pytest.raises(PermissionDenied):
            confirm_word(actor=team, ref=own.ref, author=friend().ref)
    page = sign_in(world.moderator).get(PAGE).content.decode()
    assert in_groups(own.word) not in page and in_groups(row.word) in page
    assert friend().offered_to is None


def test_a_word_is_for_one_name_one_member_and_fourteen_days(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    row = placed(world)
    other = FormerAuthor.objects.get(address_mark="")  # of another name
    gerd, team = sign_in(world.gerd), sign_in(world.moderator)
    assert gerd.post(f"/talk/former/word/{row.ref}").status_code == 404
    for seen in (str(other.ref), "x", ""):
        assert team.post(f"{PAGE}/{row.ref}", {"seen": seen}).status_code == 404
    ProfileWord.objects.update(asked_at=timezone.now() - timedelta(days=14))
    assert in_groups(row.word) not in team.get(PAGE).content.decode()
    assert team.post(f"{PAGE}/{row.ref}", {"seen": str(friend().ref)}).status_code == 404
    assert sign_in(world.ruth).post(f"/talk/former/word/{row.ref}").status_code == 404
    with acting_as(world.ruth.actor()) as ruth:
        assert ask_for_word(actor=ruth, name="Old Friend").word != row.word
    assert ProfileWord.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_words_nobody_used_are_cleared(phpbb: Path, world: World) -> None:
    placed(world)
    ProfileWord.objects.update(asked_at=timezone.now() - timedelta(days=15))
    clear_outlived()
    assert not ProfileWord.objects.exists()


def test_what_somebody_has_back_is_no_more_to_be_had(phpbb: Path, world: World) -> None:
    row, account = placed(world), friend()
    FormerAuthor.objects.filter(pk=account.pk).update(person=world.gerd.person)
    with acting_as(world.moderator.actor()) as team, pytest.raises(Http404):
        confirm_word(actor=team, ref=row.ref, author=account.ref)
    FormerAuthor.objects.filter(pk=account.pk).update(person=None)
    Person.objects.filter(pk=world.ruth.person.pk).update(state=Person.State.LEFT)
    with acting_as(world.moderator.actor()) as team, pytest.raises(Http404):
        confirm_word(actor=team, ref=row.ref, author=account.ref)


def test_the_same_name_gives_the_same_word_and_five_names_a_day_are_the_most(
    phpbb: Path, world: World
) -> None:
    with acting_as(world.ruth.actor()) as ruth:
        first = ask_for_word(actor=ruth, name="Name 0")
        for number in range(1, 5):
            ask_for_word(actor=ruth, name=f"Name {number}")
        assert ask_for_word(actor=ruth, name=" name 0").word == first.word
        with pytest.raises(PermissionDenied):
            ask_for_word(actor=ruth, name="Name 6")


def test_a_later_run_learns_where_the_profiles_are(world: World, tmp_path: Path) -> None:
    file = written(tmp_path, "dump.sql", PHPBB)
    moved("phpbb", file)
    assert not FormerAuthor.objects.exclude(sealed_profile="").exists()
    moved("phpbb", file, "--site", SITE)
    row = friend()
    assert opened_profile(row.mark, row.sealed_profile).startswith(SITE)
    assert "old.example" not in row.sealed_profile


def test_where_no_profile_is_known_this_way_is_not_open(
    world: World, tmp_path: Path, sign_in: Any
) -> None:
    moved("phpbb", written(tmp_path, "dump.sql", PHPBB))
    member = sign_in(world.ruth)
    assert "/talk/former/word" not in member.get("/talk/former").content.decode()
    page = member.get("/talk/former/word").content.decode()
    assert "not open here" in page and "Give me a word" not in page


@pytest.mark.parametrize(
    "site", ["javascript:alert(1)", "forum.old.example", "https://a b.example", "https://x.example/?a=1",
             "https://me:secret@x.example", 'https://x.example/"><script>', "ftp://x.example"],
)  # fmt: skip
def test_no_other_address_becomes_a_link(world: World, tmp_path: Path, site: str) -> None:
    with pytest.raises(CommandError):
        moved("phpbb", written(tmp_path, "dump.sql", PHPBB), "--site", site)


def test_discourse_and_tables_know_profiles_too(tmp_path: Path) -> None:
    row = discourse_post(1, username="a/../b c")
    forum = DiscourseForum(written(tmp_path, "t.json", discourse_topic(12, row)), SITE)
    (post,) = forum.posts(Report("x"))
    assert post.author is not None and post.author.profile == f"{SITE}/u/a%2F..%2Fb%20c"
    head, line = f"{HEAD};author profile", f"{FIRST};{SITE}/anna"
    table = TableForum(written(tmp_path, "t.csv", f"{head}\n{line}\n"))
    (old,) = table.posts(Report("x"))
    assert old.author is not None and old.author.profile == f"{SITE}/anna"
    assert web_address("https://x.example:8080/a?b=c") and not web_address("//x.example")


def test_words_for_names_nobody_had_hide_no_other(phpbb: Path, world: World, sign_in: Any) -> None:
    asked = [
        ProfileWord(
            person=world.gerd.person, name_mark=f"nobody {number}", sealed_name="", word="abcd",
            placed_at=timezone.now() - timedelta(days=1),
        )
        for number in range(25)
    ]  # fmt: skip
    ProfileWord.objects.bulk_create(asked)
    team = sign_in(world.moderator)
    assert "A word stands in a profile" not in team.get("/start").content.decode()
    row = placed(world)
    assert in_groups(row.word) in team.get(PAGE).content.decode()
    Person.objects.filter(pk=world.ruth.person.pk).update(state=Person.State.LEFT)
    assert in_groups(row.word) not in team.get(PAGE).content.decode()
    assert "A word stands in a profile" not in team.get("/start").content.decode()


def test_two_accounts_of_one_name_are_looked_at_before_the_word_is_not_found(
    phpbb: Path, world: World, sign_in: Any
) -> None:
    row, first, team = placed(world), friend(), sign_in(world.moderator)
    assert "It does not" in team.get(PAGE).content.decode()
    second = FormerAuthor.objects.create(
        source="another", mark="m2", name_mark=first.name_mark,
        sealed_name=sealed_name("m2", "OLD FRIEND"),
        sealed_profile=sealed_profile("m2", "https://second.example/u/1"),
    )  # fmt: skip
    page = team.get(PAGE).content.decode()
    assert page.count(in_groups(row.word) + "</b>") == 1
    assert "It does not" not in page and page.count("It stands in none of them") == 1
    for one in (first, second):
        assert page.count(f'value="{one.ref}"') == 1
    assert page.count('href="https://second.example/u/1"') == 1
    team.post(f"{PAGE}/{row.ref}", {"seen": str(second.ref)})
    second.refresh_from_db()
    assert second.offered_to_id == world.ruth.person.pk and friend().offered_to is None
