"""A post is written: judged, then out at once or waiting, in one transaction with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from forums.actions.drafts import drop_draft
from forums.actions.naming import note_names
from forums.actions.reading import note_own_post
from forums.authors import LAST_WORD, Signed, stand_last
from forums.markup import BAKE, bake, has_links, plain
from forums.models import Board, DraftFile, Post, PostFile, Topic, WatchedWords, Writer
from forums.models.attached import Attached
from forums.moderating import moderation
from forums.publishing import Act, Facts, Outcome, Policy, Reason, Verdict, decide
from forums.queries.boards import board_row
from forums.queries.drafts import place_of
from forums.queries.naming import names_in
from forums.queries.topics import topic_to_write_in
from forums.queries.turns import last_begun_on, last_in, written_lately
from forums.queries.watching import effects_in, is_read_first
from forums.rules import (
    may_be_answered,
    may_reply,
    may_start_topic,
    may_take_a_turn,
    may_write,
    may_write_now,
    signs_for_team,
)
from forums.sight import Sight, sight_of
from moderation.content import NAMES_STAFF
from moderation.queries.silences import before_writing
from moderation.theme_words import WATCHED
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.personal import names_staff


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody sends. `client_ref`: of the form; the same one twice is one post.

    `answers_no` and `quoted`: the post it answers, and words that stand in it. `with_files`: what
    she put beside her draft goes out with it. `signed`: as whom, for whoever writes as a moderator.
    """

    text: str
    client_ref: UUID
    note: str = ""
    answers_no: int | None = None
    quoted: str = ""
    with_files: bool = False
    signed: str = Signed.NAMED


def start_topic(
    *,
    actor: Actor,
    board: UUID,
    title: str,
    audience: str,
    words: Words,
    kept_from_engines: bool = False,
) -> Post:
    """A new topic with its first post. Raises PermissionDenied and Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        row = board_row(sight=sight, ref=board)
        demand(may_start_topic(sight, row, audience))
        writer = lock_writer(_author(actor, sight))
        if (before := _sent_before(writer, words)) is not None:
            return before
        _demand_turn(sight, row, row.pause, lambda: last_begun_on(row, person_id=sight.me))
        topic = Topic.objects.create(
            board=row,
            title=title.strip(),
            audience=audience,
            starter_id=writer.person_id,
            kept_from_engines=kept_from_engines,
        )
        post = _write(actor, sight, writer, topic, words, Act.TOPIC, place_of(row))
        drop_draft(actor=actor, place=place_of(row))
    return post


def reply(*, actor: Actor, topic: UUID, words: Words, drops_draft: bool = True) -> Post:
    """One more post in a topic. Raises PermissionDenied and Http404.

    `drops_draft`: what she had begun there is sent now; not so where she answers by e-mail.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        writer = lock_writer(_author(actor, sight))
        row = topic_to_write_in(sight=sight, ref=topic)
        if (before := _sent_before(writer, words)) is not None:
            return before
        if row.ref != topic:  # it became part of another: the numbers she saw are not of this one
            words = replace(words, answers_no=None, quoted="")
        demand(may_reply(sight, row))
        _demand_turn(sight, row.board, row.pause_here, lambda: last_in(row, person_id=sight.me))
        post = _write(actor, sight, writer, row, words, Act.REPLY, place_of(row))
        if drops_draft:
            drop_draft(actor=actor, place=place_of(row))
    return post


def lock_writer(person_id: int) -> Writer:
    """One at a time of each author; always before the topic, so that nobody waits in a circle."""
    Writer.objects.bulk_create([Writer(person_id=person_id)], ignore_conflicts=True)
    return Writer.objects.select_for_update().get(person_id=person_id)


def read_aloud(*, html: str, title: str = "", note: str = "", files: Iterable[Attached]) -> str:
    """All that this post says, as people read it and without marks.

    `title`: only of a topic that begins with it; who answers has not said it.
    """
    return "\n".join([title, plain(html), note, *(row.shows for row in files)])


def judge(
    actor: Actor,
    *,
    act: Act,
    topic: Topic,
    text: str,
    html: str,
    published_before: int,
    pictures: bool = False,
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on words that are about to come out, and what detectors noticed.

    `text`: of read_aloud.
    """
    board, effects = topic.board, effects_in(text)
    noticed = tuple(moderation().notice(text))
    of_the_team = sight_of(actor).moderates_on(board)
    if not of_the_team and names_staff(text):
        noticed += (NAMES_STAFF,)
    if effects:  # its author is told that a list marked it, also where it waits for that
        noticed += (WATCHED,)
    facts = Facts(
        act=act,
        policy=Policy(
            first_posts_held=board.first_posts_held,
            holds_all=board.holds_all,
            holds_links=board.holds_links,
            holds_pictures=board.holds_pictures,
            holds_off_duty=board.holds_off_duty,
            in_danger=board.in_danger,
            holds_new_links=board.holds_new_links,
            holds_methods=board.holds_methods,
        ),
        published_before=published_before,
        of_the_team=of_the_team,
        links=has_links(html),
        pictures=pictures,
        on_duty=moderation().on_duty(board.ref),
        noticed=noticed,
        topic_holds=topic.holds_all,
        member_holds=is_read_first(actor=actor),
        held_words=WatchedWords.Effect.HOLD in effects,
        names_method=WatchedWords.Effect.METHOD in effects,
    )
    return decide(facts), noticed


def bring_out(post: Post, topic: Topic) -> None:
    """Gives the post its number and shows it; topic and writer are locked by the caller."""
    now = timezone.now()
    post.state = Post.State.PUBLISHED
    if post.no is None:
        topic.posts += 1
        post.no, post.published_at = topic.posts, now
        topic.shown_at = topic.shown_at or now
        stand_last(topic, post)
        topic.save(update_fields=["posts", "shown_at", *LAST_WORD])
        Writer.objects.filter(person=post.author_id).update(published=F("published") + 1)
    post.save()
    if post.author_id is not None:
        note_own_post(person_id=post.author_id, topic_id=topic.pk, no=post.no)


def _write(
    actor: Actor, sight: Sight, writer: Writer, topic: Topic, words: Words, act: Act, place: str
) -> Post:
    ten, day = written_lately(person_id=writer.person_id)
    demand(may_write_now(in_ten_minutes=ten, in_a_day=day))
    html = bake(words.text)
    files = _beside(actor, place) if words.with_files else []
    verdict, noticed = judge(
        actor,
        act=act,
        topic=topic,
        text=read_aloud(
            html=html,
            title=topic.title if act is Act.TOPIC else "",
            note=words.note,
            files=files,
        ),
        html=html,
        published_before=writer.published,
        pictures=bool(files),
    )
    answered = _answered(topic, words)
    names = names_in(sight=sight, topic=topic, html=html, published=writer.published)
    for_team = signs_for_team(actor, sight, topic.board)
    post = Post(
        topic=topic,
        author_id=writer.person_id,
        client_ref=words.client_ref,
        as_team=for_team and words.signed != Signed.HERSELF,
        unnamed=for_team and words.signed == Signed.TEAM,
        state=Post.State.HELD,
        text=words.text,
        html=names.html,
        baked=BAKE,
        note=words.note.strip(),
        answers=answered,
        quoted=words.quoted.strip() if answered else "",
        reasons=[str(reason) for reason in verdict.reasons],
        kept_close=Reason.DANGER in verdict.reasons,
    )
    if post.kept_close and act is Act.TOPIC:
        topic.kept_close = True
        topic.save(update_fields=["kept_close"])
    if verdict.held:
        post.save()
    else:
        bring_out(post, topic)
    if verdict.outcome is Outcome.FOLD:
        post.state = Post.State.FOLDED
        post.save(update_fields=["state"])
    _send_along(files, post)
    note_names(post, names.people)
    record(actor=actor, verb=f"forums.post.{'held' if verdict.held else 'published'}", thing=post)
    if verdict.outcome is not Outcome.PUBLISH:
        moderation().open_case(actor, post, noticed)
    return post


def _beside(actor: Actor, place: str) -> list[DraftFile]:
    return list(DraftFile.objects.visible_to(actor).filter(at=place).order_by("pk"))


def _send_along(files: Sequence[DraftFile], post: Post) -> None:
    """The same bytes, from now on for whoever may read the post."""
    columns = [field.attname for field in Attached._meta.fields]
    PostFile.objects.bulk_create(
        PostFile(post=post, **{name: getattr(row, name) for name in columns}) for row in files
    )
    for row in files:
        row.delete()


def _answered(topic: Topic, words: Words) -> Post | None:
    """Raises PermissionDenied when words are put into somebody's mouth."""
    if words.answers_no is None:
        return None
    row = Post.objects.filter(topic=topic, no=words.answers_no).first()
    if row is None or not may_be_answered(row):
        return None
    if words.quoted.strip() and not quotes(row, words.quoted):
        raise PermissionDenied(_("Quote only words that stand in the post."))
    return row


def quotes(row: Post, quoted: str) -> bool:
    """Whether these words stand in the post, whatever its spaces and line breaks."""
    return " ".join(quoted.split()) in plain(row.html)


def _demand_turn(
    sight: Sight, board: Board, pause: int, last: Callable[[], datetime | None]
) -> None:
    """Nobody of the team waits for a turn: they are there to calm it down."""
    if pause and not sight.moderates_on(board):
        demand(may_take_a_turn(last=last(), pause=pause, now=timezone.now()))


def _author(actor: Actor, sight: Sight) -> int:
    demand(may_write(sight))
    demand(before_writing(actor=actor, team=sight.moderates).verdict)
    return sight.me


def _sent_before(writer: Writer, words: Words) -> Post | None:
    return (
        Post.objects.filter(author=writer.person_id, client_ref=words.client_ref)
        .select_related("topic")
        .first()
    )
