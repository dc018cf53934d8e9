"""What a decision takes off or covers lies sealed: read for a purpose, given back, deleted, kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone

from audit.models import Event, Read
from forums.actions.arranging import arrange_topic
from forums.actions.covering import mark
from forums.actions.old_titles import seal_titles
from forums.actions.taking_off import seal_removed
from forums.models import Post, PostVersion, Topic
from members.export_parts import all_exports
from moderation.actions import sealing
from moderation.actions.deciding import undo_decision
from moderation.actions.duty import say_number
from moderation.actions.reporting import appeal_decision
from moderation.models import Decision, Sealed, SealOpening
from moderation.originals import open_words, seal_words
from po_platform.access.actor import Purpose, System, acting_as
from tests.forums.talking import a_board, answer, begin, changed
from tests.moderation.cases import also_a_member, another_moderator, decided, the_case, told
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
NUMBER = "0301 5550199"
TEXT = f"Call me, {NUMBER}, any evening. Again: 0301   5550199."
WHY = "The author objected to it"


@pytest.fixture
def post(world: World) -> Post:
    """Ruth wrote her number, and changed a word of it since; Gerd told the moderators."""
    row = begin(world.ruth, a_board(), f"First {TEXT}", title=f"My number is {NUMBER}")
    row = changed(world.ruth, row, TEXT)
    told(world.gerd, row)
    return row


def the_sealed(world: World) -> Sealed:
    with acting_as(world.moderator.actor()) as actor:
        found: Sealed = Sealed.objects.visible_to(actor).latest("pk")
    return found


def opened(who: Persona, row: Sealed, purpose: str = WHY) -> None:
    with acting_as(who.actor()) as actor:
        sealing.open_sealed(actor=actor, ref=row.ref, purpose=purpose)


@pytest.fixture
def at_once(settings: Any) -> None:
    """What is sealed is over the moment it is."""
    settings.SEALED_DAYS = 0


def all_words(post: Post) -> str:
    """Everything that still stands anywhere but in the seal."""
    post.refresh_from_db()
    former = PostVersion.objects.filter(post=post).values_list("text", flat=True)
    return "\n".join([post.text, post.html, post.note, *former, Topic.objects.get().title])


def test_what_is_taken_off_leaves_the_post_and_its_author_alone_still_reads_it(
    world: World, post: Post, sign_in: Any
) -> None:
    decision = decided(world.moderator, the_case(world), "removed")
    assert "5550199" not in all_words(post).replace(post.topic.title, "") and post.sealed
    with connection.cursor() as cursor:
        cursor.execute("select words from moderation_sealed")
        assert cursor.fetchall() == []  # nobody acts
    row = the_sealed(world)
    assert NUMBER not in row.words and open_words(row.ref, row.words).text == TEXT
    ruth, team = sign_in(world.ruth), sign_in(world.moderator)
    mine = ruth.get(f"/talk/posts/{post.ref}").content.decode()
    assert "any evening" in mine and "Your words lie sealed until" in mine
    assert "lies sealed until" in ruth.get(f"/me/decisions/{decision.ref}").content.decode()
    case = team.get(f"/moderation/cases/{the_case(world).ref}").content.decode()
    assert "any evening" not in case and f"/moderation/sealed/{row.ref}" in case
    for who in (world.ruth, world.gerd, world.nasser):
        assert sign_in(who).get(f"/moderation/sealed/{row.ref}").status_code in (403, 404)


def test_a_moderator_reads_it_for_a_purpose_that_is_kept_and_the_author_sees_it(
    world: World, post: Post, sign_in: Any
) -> None:
    decided(world.moderator, the_case(world), "removed")
    row, other = the_sealed(world), another_moderator()
    client, page = sign_in(other), f"/moderation/sealed/{the_sealed(world).ref}"
    assert "any evening" not in client.get(page).content.decode()
    refused = client.post(page, {"act": "open", "open-why": "why"})
    assert refused.status_code == 403 and "in a few words" in refused.content.decode()
    assert client.post(page, {"act": "open"}).status_code == 422
    shown = client.post(page, {"act": "open", "open-why": WHY}, follow=True).content.decode()
    assert "any evening" in shown and WHY in shown and "Anneke" in shown
    assert "any evening" not in sign_in(world.moderator).get(page).content.decode()
    assert Event.objects.filter(verb="moderation.sealed.opened").count() == 1
    with acting_as(world.ruth.actor()) as ruth:
        assert (
            Read.objects.visible_to(ruth).get(what="moderation.sealed").reader_name
            == "The moderation team"
        )
        assert not SealOpening.objects.visible_to(ruth).exists()
    with acting_as(world.ruth.actor()) as ruth, pytest.raises(PermissionDenied):
        sealing.open_sealed(actor=ruth, ref=row.ref, purpose=WHY)


def test_undone_it_reads_as_before_with_its_former_versions(world: World, post: Post) -> None:
    before = all_words(post)
    first = decided(world.moderator, the_case(world), "removed")
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=first.ref)
    assert all_words(post) == before and not post.sealed
    assert (the_sealed(world).ended_as, the_sealed(world).words) == ("back", "")


def test_undone_it_quotes_nothing_that_was_covered_meanwhile(
    world: World, post: Post, sign_in: Any
) -> None:
    reply = answer(world.gerd, post.topic, "Thank you", answers_no=1, quoted=f"Call me, {NUMBER}")
    told(world.ruth, reply)
    off = decided(world.moderator, the_case(world, thing=reply.ref), "removed")
    assert NUMBER in sign_in(world.gerd).get(f"/talk/posts/{reply.ref}").content.decode()
    team = sign_in(world.moderator)
    case = f"/moderation/cases/{the_case(world, thing=reply.ref).ref}"
    for page in (f"/talk/posts/{reply.ref}", case):
        assert NUMBER not in team.get(page, follow=True).content.decode().replace(
            post.topic.name, ""
        )
    decided(another_moderator(), the_case(world, thing=post.ref), "covered", piece=NUMBER)
    reply.refresh_from_db()
    assert reply.sealed and NUMBER not in reply.quoted and mark() in reply.quoted
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=off.ref)
    reply.refresh_from_db()
    assert reply.text == "Thank you"
    assert NUMBER not in reply.quoted and mark() in reply.quoted


@pytest.mark.usefixtures("at_once")
def test_what_a_deleted_post_quoted_goes_with_its_words(world: World, post: Post) -> None:
    reply = answer(world.gerd, post.topic, "Thank you", answers_no=1, quoted="any evening")
    told(world.ruth, reply)
    decided(world.moderator, the_case(world, thing=reply.ref), "removed")
    assert sealing.purge_sealed() == 1
    reply.refresh_from_db()
    assert reply.quoted == ""


def test_nothing_is_deleted_before_its_time(world: World, post: Post) -> None:
    decided(world.moderator, the_case(world), "removed")
    assert sealing.purge_sealed() == 0 and the_sealed(world).words


def test_a_piece_is_covered_wherever_it_stands_and_undone(
    world: World, post: Post, sign_in: Any
) -> None:
    reply = answer(world.gerd, post.topic, "Thank you", answers_no=1, quoted=f"Call me, {NUMBER}")
    before, version = all_words(post), post.version
    team = sign_in(another_moderator())
    case = f"/moderation/cases/{the_case(world).ref}"
    assert "Cover a piece of it" in team.get(case).content.decode()
    sent = {
        "after": "covered", "rule": "1", "why": "A number", "version": the_case(world).version,
        "thing_version": version, "piece": "no such words",
    }  # fmt: skip
    assert team.post(case, sent).status_code == 403
    assert team.post(case, {**sent, "piece": "0"}).status_code == 403
    assert all_words(post) == before
    assert team.post(case, {**sent, "piece": " 0301 5550199 "}).status_code == 302
    reply.refresh_from_db()
    assert "5550199" not in all_words(post) + reply.quoted
    assert post.text.count(mark()) == 2 and mark() in reply.quoted and post.state == "published"
    with acting_as(world.moderator.actor()) as actor:
        decision = Decision.objects.visible_to(actor).get()
    assert (decision.before, decision.after, the_case(world).state) == (
        "published", "covered", "decided",
    )  # fmt: skip
    mine = sign_in(world.ruth).get(f"/me/decisions/{decision.ref}").content.decode()
    assert "A piece of it was covered" in mine and "/object" in mine
    page = sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert mark() in page and "5550199" not in page
    done = team.post(f"/moderation/decisions/{decision.ref}/undo", follow=True).content.decode()
    assert "Undone." in done and all_words(post) == before


def test_a_title_moderators_gave_meanwhile_stays(world: World, post: Post) -> None:
    first = decided(world.moderator, the_case(world), "covered", piece=NUMBER)
    assert mark() in Topic.objects.get().title
    Topic.objects.update(title="Evenings")
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=first.ref)
    assert Topic.objects.get().title == "Evenings" and NUMBER in Post.objects.get(pk=post.pk).text


@pytest.mark.usefixtures("at_once")
def test_its_time_over_it_is_deleted_and_cannot_be_brought_back(world: World, post: Post) -> None:
    reply = answer(world.gerd, post.topic, "Yes", answers_no=1, quoted="any evening")
    first = decided(world.moderator, the_case(world), "removed")
    assert sealing.purge_sealed() == 1 and sealing.purge_sealed() == 0
    row = the_sealed(world)
    assert (row.words, row.ended_as, row.ended_by) == ("", "purged", None)
    reply.refresh_from_db()
    assert reply.quoted == "" and Post.objects.get(pk=post.pk).text == ""
    with acting_as(world.moderator.actor()) as actor:
        with pytest.raises(PermissionDenied, match="Nobody can bring them back"):
            undo_decision(actor=actor, ref=first.ref)
        with pytest.raises(PermissionDenied, match="Nothing is sealed"):
            sealing.open_sealed(actor=actor, ref=row.ref, purpose=WHY)
    assert Post.objects.get(pk=post.pk).state == "removed"


@pytest.mark.usefixtures("at_once")
def test_an_objection_keeps_it_until_it_is_decided(world: World, post: Post) -> None:
    first = decided(world.moderator, the_case(world), "removed")
    with acting_as(world.ruth.actor()) as ruth:
        appeal_decision(actor=ruth, ref=first.ref, text="It was my own number")
    assert sealing.purge_sealed() == 0
    row = the_sealed(world)
    with acting_as(world.moderator.actor()) as actor, pytest.raises(PermissionDenied, match="case"):
        sealing.ask_to_delete(actor=actor, ref=row.ref, why="Now")
    decided(another_moderator(), the_case(world, lane="appeal"), "removed")
    assert sealing.purge_sealed() == 1


@pytest.mark.usefixtures("at_once")
def test_kept_for_an_authority_nobody_deletes_it(world: World, post: Post, sign_in: Any) -> None:
    decided(world.moderator, the_case(world), "removed")
    client, page = sign_in(world.moderator), f"/moderation/sealed/{the_sealed(world).ref}"
    kept = client.post(page, {"act": "keep", "keep-why": "A court asks"}, follow=True)
    assert "A court asks" in kept.content.decode()
    assert sealing.purge_sealed() == 0
    assert client.post(page, {"act": "ask", "ask-why": "Now"}).status_code == 403
    client.post(page, {"act": "release"})
    assert sealing.purge_sealed() == 1


def test_sooner_only_by_two_people(world: World, post: Post, sign_in: Any) -> None:
    decided(world.moderator, the_case(world), "removed")
    row, first, second = the_sealed(world), sign_in(world.moderator), another_moderator()
    page = f"/moderation/sealed/{row.ref}"
    first.post(page, {"act": "ask", "ask-why": "A child’s address"})
    alone = first.post(page, {"act": "yes"}, follow=True).content.decode()
    assert "Another moderator says yes or no" in alone and the_sealed(world).words
    other = sign_in(second)
    assert "second moderator is asked" in other.get("/moderation/sealed").content.decode()
    for client, waits in ((other, True), (first, False)):
        start = client.get("/start").content.decode()
        assert ("Somebody wants sealed words deleted now" in start) is waits
    other.post(page, {"act": "no"})
    assert the_sealed(world).asked_at is None
    first.post(page, {"act": "ask", "ask-why": "A child’s address"})
    other.post(page, {"act": "yes"})
    row = the_sealed(world)
    assert (row.words, row.ended_as, row.ended_by) == ("", "two", second.person.pk)


def test_with_the_whole_its_pieces_go_and_nobody_offers_her_a_piece_instead(
    world: World, post: Post, sign_in: Any
) -> None:
    covered = decided(world.moderator, the_case(world), "covered", piece=NUMBER)
    told(world.gerd, Post.objects.get(pk=post.pk), "wrong")
    decided(world.moderator, the_case(world, state="open"), "removed")
    whole, second = the_sealed(world), another_moderator()
    with acting_as(world.moderator.actor()) as actor:
        sealing.ask_to_delete(actor=actor, ref=whole.ref, why="A child’s address")
    with acting_as(second.actor()) as actor:
        sealing.settle_deleting(actor=actor, ref=whole.ref, yes=True)
        piece = Sealed.objects.visible_to(actor).get(piece=True)
    assert (piece.words, piece.ended_as, piece.ended_by) == ("", "two", second.person.pk)
    ruth = sign_in(world.ruth)
    mine = ruth.get(f"/talk/posts/{post.ref}").content.decode()
    assert "Your words were deleted." in mine and "any evening" not in mine
    gone = ruth.get(f"/me/decisions/{covered.ref}").content.decode()
    assert "How it read was deleted." in gone and "lies sealed" not in gone


def test_a_piece_an_authority_needs_outlives_the_whole(
    world: World, post: Post, sign_in: Any
) -> None:
    decided(world.moderator, the_case(world), "covered", piece=NUMBER)
    with acting_as(world.moderator.actor()) as actor:
        sealing.keep_sealed(actor=actor, ref=the_sealed(world).ref, why="A court asks")
    told(world.gerd, Post.objects.get(pk=post.pk), "wrong")
    decided(world.moderator, the_case(world, state="open"), "removed")
    with acting_as(world.moderator.actor()) as actor:
        sealing.ask_to_delete(actor=actor, ref=the_sealed(world).ref, why="A child’s address")
    with acting_as(another_moderator().actor()) as actor:
        sealing.settle_deleting(actor=actor, ref=the_sealed(world).ref, yes=True)
        piece = Sealed.objects.visible_to(actor).get(piece=True)
    assert piece.words and not piece.is_over
    mine = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert "Your words were deleted." in mine and NUMBER not in mine.replace(post.topic.name, "")


def test_the_database_too_wants_two_different_people(world: World, post: Post) -> None:
    decided(world.moderator, the_case(world), "removed")
    with acting_as(world.moderator.actor()) as actor:
        rows = Sealed.objects.visible_to(actor)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(words="", ended_as="two", ended_at=timezone.now(), asked_by=7, ended_by=7)


def test_nobody_reads_or_deletes_what_was_hers(world: World, sign_in: Any) -> None:
    team = also_a_member(world.moderator)
    post = begin(team, a_board(), TEXT)
    told(world.gerd, post)
    other = another_moderator()
    decided(other, the_case(world), "removed")
    row = the_sealed(world)
    with acting_as(team.actor()) as actor:
        for act in (
            lambda: sealing.open_sealed(actor=actor, ref=row.ref, purpose=WHY),
            lambda: sealing.ask_to_delete(actor=actor, ref=row.ref, why=WHY),
            lambda: sealing.keep_sealed(actor=actor, ref=row.ref, why=WHY),
        ):
            with pytest.raises(PermissionDenied, match="their own"):
                act()
    opened(other, row, "To see whether her mother is named")
    mine, page = sign_in(team), f"/moderation/sealed/{row.ref}"
    refused = mine.get(page)
    assert refused.status_code == 403 and "their own" in refused.content.decode()
    assert "her mother" not in refused.content.decode()
    assert str(row.ref) not in mine.get("/moderation/sealed").content.decode()
    theirs = sign_in(other)
    assert "her mother" in theirs.get(page).content.decode()
    assert str(row.ref) in theirs.get("/moderation/sealed").content.decode()


def test_a_stranger_finds_nothing(world: World, post: Post) -> None:
    decided(world.moderator, the_case(world), "removed")
    with acting_as(world.gerd.actor()) as gerd:
        assert not Sealed.objects.visible_to(gerd).exists()
        with pytest.raises((PermissionDenied, Http404)):
            sealing.open_sealed(actor=gerd, ref=the_sealed(world).ref, purpose=WHY)


def test_posts_taken_off_before_are_sealed_too(world: World, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(state="removed")
    assert seal_removed() == 1 and seal_removed() == 0
    post.refresh_from_db()
    assert post.sealed and post.text == ""
    assert the_sealed(world).purge_after > timezone.now() + timedelta(days=29)


def without_its_title(world: World, post: Post) -> str:
    """As if it had been taken off before titles were sealed: the title stands. What it is."""
    title = post.topic.title
    with acting_as(System(Purpose.OPERATE)) as actor:
        row = Sealed.objects.visible_to(actor).get(thing=post.ref)
        row.words = seal_words(row.ref, replace(open_words(row.ref, row.words), title=""))
        row.save(update_fields=["words"])
    Topic.objects.filter(pk=post.topic_id).update(title=title)
    return str(title)


def test_titles_of_what_was_taken_off_before_lie_sealed_too_and_come_back(
    world: World, post: Post
) -> None:
    decision = decided(world.moderator, the_case(world), "removed")
    title = without_its_title(world, post)
    assert seal_titles() == 1 and seal_titles() == 0
    assert Topic.objects.get().title == ""
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=decision.ref)
    assert Topic.objects.get().title == title


def test_a_title_moderators_gave_since_stays(world: World, post: Post) -> None:
    decided(world.moderator, the_case(world), "removed")
    assert seal_titles() == 0  # it has none
    topic, title = post.topic, "About telephones"
    with acting_as(world.moderator.actor()) as actor:
        arrange_topic(
            actor=actor, topic=topic.ref, board=topic.board.ref, title=title, unlisted=False,
            told="",
        )  # fmt: skip
    assert seal_titles() == 0
    with acting_as(System(Purpose.OPERATE)) as actor:  # before titles were sealed, too
        row = Sealed.objects.visible_to(actor).get(thing=post.ref)
        row.words = seal_words(row.ref, replace(open_words(row.ref, row.words), title=""))
        row.save(update_fields=["words"])
    assert seal_titles() == 0 and Topic.objects.get().title == title


def test_where_the_words_are_deleted_the_title_goes_too(
    world: World, post: Post, at_once: None
) -> None:
    decided(world.moderator, the_case(world), "removed")
    without_its_title(world, post)
    assert sealing.purge_sealed() == 1 and seal_titles() == 1
    assert Topic.objects.get().title == ""


def test_her_own_file_has_her_sealed_words(world: World, post: Post) -> None:
    decided(world.moderator, the_case(world), "removed")
    for person, found in ((world.ruth, 1), (world.gerd, 0)):
        system = System(Purpose.EXPORT, person.subject, person.person.pk)
        with acting_as(system) as actor:
            parts = {one.name: one for one in dict(all_exports())["moderation"](actor)}  # type: ignore[arg-type]
            assert sum("any evening" in row["text"] for row in parts["sealed_words"].rows) == found


def test_her_own_file_is_whole_where_something_in_it_does_not_open(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(world.moderator, the_case(world), "removed")
    team = also_a_member(world.moderator)
    with acting_as(team.actor()) as actor:
        say_number(actor=actor, number="+44 1632 960 118")
    for place in ("moderation.originals._place", "moderation.call_numbers._place"):
        monkeypatch.setattr(place, "elsewhere|{}|in its row".format)
    for persona, name in ((world.ruth, "sealed_words"), (team, "call_number")):
        system = System(Purpose.EXPORT, persona.subject, persona.person.pk)
        with acting_as(system) as actor:
            parts = {one.name: one for one in dict(all_exports())["moderation"](actor)}  # type: ignore[arg-type]
            (row,) = parts[name].rows
        assert row.get("text", row.get("number")) == ""
