"""A post is changed, taken back, put back; the topic's starter says what helped."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from forums.actions.close import keep_close
from forums.actions.drafts import drop_draft
from forums.actions.naming import note_names
from forums.actions.writing import judge, lock_writer, read_aloud
from forums.markup import BAKE, bake
from forums.models import Post, PostVersion, Topic
from forums.moderating import moderation
from forums.publishing import DANGER_WORDS, Act, Outcome, Reason, Verdict
from forums.queries.drafts import place_of
from forums.queries.naming import names_in
from forums.queries.posts import my_post, writer_of
from forums.queries.topics import topic_to_write_in
from forums.queries.turns import changed_lately
from forums.rules import (
    folded_first,
    may_change,
    may_change_now,
    may_mark_helpful,
    may_put_back,
    may_take_back,
)
from forums.sight import Sight, sight_of
from moderation.queries.silences import my_silence_now
from moderation.silence_rules import may_speak
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

State = Post.State


class Changed(PermissionDenied):
    """Somebody changed the post since this page was opened."""


def change_post(*, actor: Actor, ref: UUID, version: int, text: str, note: str) -> Post:
    """Other words, judged anew; the former ones are kept. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        sight, post, topic = _locked(actor, ref)
        demand(may_change(sight, post, timezone.now()))
        demand(may_speak(my_silence_now(actor=actor), asked=False))
        ten, day = changed_lately(person_id=sight.me)
        demand(may_change_now(in_ten_minutes=ten, in_a_day=day))
        if post.version != version:
            raise Changed(_("This post was changed meanwhile. Look at it again, then change it."))
        PostVersion.objects.create(post=post, number=post.version, text=post.text, note=post.note)
        html, files = bake(text), list(post.files.all())
        published = writer.published if (writer := writer_of(sight=sight)) else 0
        verdict, noticed = judge(
            actor,
            act=Act.EDIT,
            topic=post.topic,
            text=read_aloud(html=html, title=_title_of(post, topic), note=note, files=files),
            html=html,
            published_before=published,
            pictures=bool(files),
        )
        named = list(post.named.select_related("person"))
        names = names_in(sight=sight, topic=topic, html=html, published=published, before=named)
        post.text, post.html, post.baked, post.note = text, names.html, BAKE, note.strip()
        sent_again = post.state == State.RETURNED
        if sent_again:
            post.state, post.reasons = State.HELD, [str(Reason.SENT_AGAIN)]
        elif verdict.held and (post.state == State.PUBLISHED or folded_first(post)):
            post.state = State.HELD
            post.reasons = [str(reason) for reason in verdict.reasons]
        elif verdict.outcome is Outcome.FOLD and post.state == State.PUBLISHED:
            post.state = State.FOLDED
            post.reasons = [str(reason) for reason in verdict.reasons]
        _say_danger(post, verdict)
        _turn(post)
        note_names(post, names.people)
        drop_draft(actor=actor, place=place_of(post))
        record(actor=actor, verb="forums.post.changed", thing=post)
        if sent_again or verdict.outcome is not Outcome.PUBLISH:
            moderation().open_case(actor, post, noticed)
    return post


def take_back_post(*, actor: Actor, ref: UUID) -> Post:
    """Nobody reads it any more, and its mails do not go out. For a day it can be put back."""
    with transaction.atomic():
        sight, post, topic = _locked(actor, ref)
        if post.state == State.TAKEN_BACK:
            return post
        demand(may_take_back(sight, post))
        post.back_to, post.state = post.state, State.TAKEN_BACK
        _turn(post)
        if topic.posts == 1 and post.no == 1:
            topic.gone_at = timezone.now()
            topic.save(update_fields=["gone_at"])
        record(actor=actor, verb="forums.post.taken_back", thing=post)
    return post


def put_back_post(*, actor: Actor, ref: UUID) -> Post:
    """As it was: out where it was out, waiting where it waited, folded where it was folded.

    It waits where a case about it was closed while nobody could judge it.
    """
    with transaction.atomic():
        sight, post, topic = _locked(actor, ref)
        if post.state != State.TAKEN_BACK and post.author_id == sight.person_id:
            return post
        demand(may_put_back(sight, post, timezone.now()))
        demand(may_speak(my_silence_now(actor=actor), asked=False))
        post.state, post.back_to = post.back_to, ""
        judged = post.state in (State.PUBLISHED, State.HELD) or folded_first(post)
        looked_for = judged and moderation().came_while_gone(actor, post)
        title = _title_of(post, topic)
        words = read_aloud(html=post.html, title=title, note=post.note, files=post.files.all())
        noticed = tuple(moderation().notice(words)) if looked_for else ()
        if looked_for:
            danger = [str(Reason.DANGER)] if DANGER_WORDS in noticed else []
            post.state, post.reasons = State.HELD, [str(Reason.PUT_BACK), *danger]
            keep_close(post, bool(danger))
        _turn(post)
        if looked_for:
            moderation().open_case(actor, post, noticed)
        elif post.no == 1 and topic.gone_at is not None:
            topic.gone_at = None
            topic.save(update_fields=["gone_at"])
        record(actor=actor, verb="forums.post.put_back", thing=post)
    return post


def mark_helpful(*, actor: Actor, topic: UUID, no: int | None) -> None:
    """This answer helped; None takes the mark away. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        row = topic_to_write_in(sight=sight, ref=topic)
        demand(may_mark_helpful(sight, row))
        if (
            no is not None and row.ref != topic
        ):  # it became part of another: that no is not of this one
            raise Http404
        if no is not None and not row.written.filter(no=no, state=State.PUBLISHED).exists():
            raise Http404
        row.helpful = no
        row.save(update_fields=["helpful"])
        record(actor=actor, verb="forums.topic.helpful", thing=row)


def _locked(actor: Actor, ref: UUID) -> tuple[Sight, Post, Topic]:
    """The author's own post, with writer and topic locked before it."""
    sight = sight_of(actor)
    if sight.person_id is None:
        raise Http404
    lock_writer(sight.person_id)
    found = my_post(sight=sight, ref=ref)
    topic = Topic.objects.select_for_update().get(pk=found.topic_id)
    post = my_post(sight=sight, ref=ref, lock=True)
    if post.topic_id != topic.pk:
        raise Changed(_("This post was moved to another topic just now. Look at it again."))
    return sight, post, topic


def _title_of(post: Post, topic: Topic) -> str:
    """What it says in its title, where she began the topic with it."""
    begins = post.no == 1 or topic.posts == 0
    return topic.title if begins and topic.starter_id == post.author_id else ""


def _say_danger(post: Post, verdict: Verdict) -> None:
    """Beside its words as they now are stands where one can turn to, or not any more. Nobody decided
    about these words yet.
    """
    post.reasons = [one for one in post.reasons if one != Reason.DANGER]
    if Reason.DANGER in verdict.reasons:
        post.reasons.append(str(Reason.DANGER))
    keep_close(post, Reason.DANGER in verdict.reasons)


def _turn(post: Post) -> None:
    post.version += 1
    post.changed_at = timezone.now()
    post.save()
