"""Boards and posts for tests, by the real actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F

from forums.actions import writing
from forums.actions.changing import change_post
from forums.actions.writing import Words
from forums.models import Board, Named, Post, Topic
from members.actions.groups import join_group
from members.models import Group
from po_platform.access.actor import acting_as
from tests.personas import Persona


def a_board(title: str = "Daily life", **values: Any) -> Board:
    return Board.objects.create(title={"en": title, "de": f"{title} (de)"}, **values)


def a_group_board(*inside: Persona, widest: str = "group") -> Board:
    """The board of a group these people are in."""
    group = Group.objects.create(kind="local", name={"en": "Harrowmere"})
    for persona in inside:
        with acting_as(persona.actor()) as actor:
            join_group(actor=actor, ref=group.ref)
    return a_board("Harrowmere", group=group, widest=widest)


def begin(
    who: Persona, board: Board, text: str = "Hello", *, title: str = "Buttons in the morning",
    audience: str = "", **words: Any,
) -> Post:  # fmt: skip
    with acting_as(who.actor()) as actor:
        return writing.start_topic(
            actor=actor, board=board.ref, title=title, audience=audience or board.widest,
            words=Words(text, uuid4(), **words),
        )  # fmt: skip


def answer(who: Persona, topic: Topic, text: str = "Warm water first", **words: Any) -> Post:
    with acting_as(who.actor()) as actor:
        return writing.reply(actor=actor, topic=topic.ref, words=Words(text, uuid4(), **words))


def changed(who: Persona, post: Post, text: str = "Other words", version: int = 1) -> Post:
    with acting_as(who.actor()) as actor:
        return change_post(actor=actor, ref=post.ref, version=version, text=text, note="")


def long_topic(who: Persona, board: Board, posts: int) -> Topic:
    """A topic with this many posts, without waiting for anybody."""
    topic = begin(who, board).topic
    first = Post.objects.get(topic=topic)
    Post.objects.bulk_create(
        Post(
            topic=topic, no=no, author_id=who.person.pk, client_ref=uuid4(), state="published",
            text=f"post {no}", html=f"<p>post {no}</p>", baked=first.baked,
            published_at=first.published_at, written_at=first.written_at - timedelta(days=3),
        )
        for no in range(2, posts + 1)
    )  # fmt: skip
    Topic.objects.filter(pk=topic.pk).update(posts=posts)
    topic.refresh_from_db()
    return topic


def earlier(minutes: int) -> None:
    """As if everything had been written some minutes ago."""
    ago = timedelta(minutes=minutes)
    Post.objects.update(published_at=F("published_at") - ago, written_at=F("written_at") - ago)
    Named.objects.update(made_at=F("made_at") - ago)
