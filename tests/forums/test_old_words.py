"""A member's own posts from elsewhere: read in for her alone, drafts, and nothing is sent."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404

from forums.actions.drafts import save_draft
from forums.actions.old_words import bring_posts, first_words, make_draft, throw_old_words_away
from forums.facebook import MOST_POSTS, NotFacebook, posts_in, repaired
from forums.models import Draft, OldWords, Post
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board
from tests.personas import Persona, World

SAID = "Endlich wieder Knöpfe zu – schön 🙂"


def as_facebook_writes(text: str) -> str:
    """Each byte of UTF-8 as a sign of its own."""
    return text.encode().decode("latin-1")


def entry(text: str, at: int = 1_600_000_000, **more: Any) -> dict[str, Any]:
    return {"timestamp": at, "data": [{"post": as_facebook_writes(text)}], "title": "x", **more}


def as_file(*entries: Any) -> bytes:
    return json.dumps(list(entries)).encode()


def as_zip(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".json", content)
    return packed.getvalue()


def test_signs_are_put_right_and_right_ones_stay() -> None:
    assert repaired(as_facebook_writes(SAID)) == SAID
    assert repaired(SAID) == SAID and repaired("naïve") == "naïve" and repaired("") == ""


def test_posts_are_found_in_every_form_facebook_gave_them() -> None:
    found = posts_in(as_file(entry("First"), entry(SAID, 1_700_000_000)))
    assert [one.text for one in found] == [SAID, "First"] and found[1].at.year == 2020
    for old in ({"status_updates": [entry(SAID)]}, {"group_posts_v2": [entry(SAID)]}):
        assert posts_in(json.dumps(old).encode())[0].text == SAID
    packed = as_zip(
        posts__your_posts_1=as_file(entry("One")),
        posts__your_posts_2=as_file(entry("Two"), entry("One")),
        groups__group_posts_and_comments=json.dumps({"group_posts_v2": [entry("Three")]}).encode(),
        messages__inbox=as_file(entry("not a post of hers")),
    )
    assert {one.text for one in posts_in(packed)} == {"One", "Two", "Three"}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"no json", b"PK\x03\x04broken", b"[]", b"{}", b"null", b'"words"', b"[1, [2], {}]",
        as_file({"timestamp": "1", "data": [{"post": "x"}]}),
        as_file({"timestamp": -1, "data": [{"post": "x"}]}),
        as_file({"timestamp": True, "data": [{"post": "x"}]}),
        as_file({"timestamp": 10**30, "data": [{"post": "x"}]}),
        as_file({"timestamp": 1, "data": {"post": "x"}}),
        as_file({"timestamp": 1, "data": [{"post": 7}, "x", None]}),
        as_file(entry("  ")),
        b"[" * 100_000,
        as_zip(photos__1=as_file(entry("x"))),
    ],
)  # fmt: skip
def test_what_holds_no_posts_is_refused_kindly(raw: bytes) -> None:
    with pytest.raises(NotFacebook):
        posts_in(raw)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("your_posts_1.json", b" " * (21 * 2**20))
    with pytest.raises(NotFacebook, match="unpacks"):
        posts_in(packed.getvalue())


def test_the_newest_five_hundred_are_taken() -> None:
    found = posts_in(as_file(*(entry(f"Post {n}", 1_600_000_000 + n) for n in range(600))))
    assert len(found) == MOST_POSTS and found[0].text == "Post 599"


def test_a_title_is_the_beginning_of_the_first_line() -> None:
    assert first_words("Short\nand more") == "Short"
    assert first_words("word " * 30) == ("word " * 12).strip()
    assert first_words("x" * 200) == "x" * 60


def brought(who: Persona, *texts: str) -> int:
    raw = as_file(*(entry(text, 1_600_000_000 + n) for n, text in enumerate(texts)))
    with acting_as(who.actor()) as actor:
        return bring_posts(actor=actor, raw=raw)


@pytest.mark.django_db
def test_own_posts_become_drafts_and_nothing_is_sent(world: World, sign_in: Any) -> None:
    board, ruth = a_board(), sign_in(world.ruth)
    file = SimpleUploadedFile("your_posts_1.json", as_file(entry(SAID)))
    done = ruth.post("/talk/elsewhere", {"file": file}, follow=True).content.decode()
    assert "1 post is new" in done and SAID in done
    with acting_as(world.ruth.actor()) as actor:
        old = OldWords.objects.visible_to(actor).get()
    page = f"/talk/elsewhere/{old.pk}"
    assert SAID in ruth.get(page).content.decode()
    assert ruth.post(page, {"act": "draft", "board": ""}).status_code == 422
    begun = ruth.post(page, {"act": "draft", "board": str(board.ref)}, follow=True)
    assert SAID in begun.content.decode() and not Post.objects.exists()
    with acting_as(world.ruth.actor()) as actor:
        draft = Draft.objects.visible_to(actor).get()
        assert draft.text == SAID and draft.title == SAID
        assert not OldWords.objects.visible_to(actor).exists()
    wrong = ruth.post("/talk/elsewhere", {"file": SimpleUploadedFile("a.json", b"no")})
    assert wrong.status_code == 422 and "format JSON" in wrong.content.decode()
    assert ruth.post("/talk/elsewhere", {}).status_code == 422


@pytest.mark.django_db
def test_the_same_file_again_adds_nothing_and_what_goes_goes(world: World, sign_in: Any) -> None:
    assert brought(world.ruth, "One", "Two", "Three") == 3
    assert brought(world.ruth, "One", "Two", "Three", "Four") == 1
    ruth = sign_in(world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        one = OldWords.objects.visible_to(actor).get(text="One")
    ruth.post(f"/talk/elsewhere/{one.pk}", {"act": "away"})
    assert ruth.get(f"/talk/elsewhere/{one.pk}").status_code == 404
    ruth.post("/talk/elsewhere/away")
    with acting_as(world.ruth.actor()) as actor:
        assert not OldWords.objects.visible_to(actor).exists()


@pytest.mark.django_db
def test_it_follows_what_was_begun_on_that_board(world: World) -> None:
    board = a_board()
    brought(world.ruth, "Then")
    with acting_as(world.ruth.actor()) as actor:
        save_draft(actor=actor, kind="board", ref=board.ref, title="Now", text="Today")
        number = OldWords.objects.visible_to(actor).get().pk
        make_draft(actor=actor, number=number, board=board.ref)
        draft = Draft.objects.visible_to(actor).get()
    assert (draft.title, draft.text) == ("Now", "Today\n\nThen")


@pytest.mark.django_db
def test_what_is_too_long_for_one_post_is_not_cut_and_stays(world: World, sign_in: Any) -> None:
    board = a_board()
    brought(world.ruth, "x" * 8_000)
    with acting_as(world.ruth.actor()) as actor:
        save_draft(actor=actor, kind="board", ref=board.ref, title="Now", text="y" * 15_000)
        number = OldWords.objects.visible_to(actor).get().pk
    ruth, page = sign_in(world.ruth), f"/talk/elsewhere/{number}"
    answer = ruth.post(page, {"act": "draft", "board": str(board.ref)})
    assert answer.status_code == 403 and "too long for one post" in answer.content.decode()
    with acting_as(world.ruth.actor()) as actor:
        assert len(OldWords.objects.visible_to(actor).get().text) == 8_000
        assert Draft.objects.visible_to(actor).get().text == "y" * 15_000


@pytest.mark.django_db
def test_nobody_else_sees_it_and_staff_bring_nothing(world: World, sign_in: Any) -> None:
    brought(world.ruth, "Then")
    with acting_as(world.ruth.actor()) as actor:
        number = OldWords.objects.visible_to(actor).get().pk
    for who in (world.gerd, world.moderator, world.administrator):
        assert sign_in(who).get(f"/talk/elsewhere/{number}").status_code == 404
        with acting_as(who.actor()) as other, connection.cursor() as cursor:
            cursor.execute("select count(*) from forums_oldwords")
            assert cursor.fetchone()[0] == 0
            with pytest.raises(Http404):
                throw_old_words_away(actor=other, number=number)
    assert sign_in(world.moderator).get("/talk/elsewhere").status_code == 403
    with acting_as(world.nasser.actor()) as clinician, pytest.raises(PermissionDenied):
        bring_posts(actor=clinician, raw=as_file(entry("x")))


@pytest.mark.django_db
def test_older_ones_follow_each_once(world: World, sign_in: Any) -> None:
    same = as_file(*(entry(f"Post {n}.") for n in range(40)))  # all of one second
    with acting_as(world.ruth.actor()) as actor:
        bring_posts(actor=actor, raw=same)
    ruth = sign_in(world.ruth)
    first = ruth.get("/talk/elsewhere").content.decode()
    later = first.partition("?before=")[2].partition('"')[0]
    second = ruth.get(f"/talk/elsewhere?before={later}").content.decode()
    shown = [f"Post {n}." in first for n in range(40)]
    assert shown.count(True) == 30
    assert [f"Post {n}." in second for n in range(40)] == [not there for there in shown]
