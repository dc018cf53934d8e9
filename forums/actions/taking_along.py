"""The whole forum in one JSON file, for whoever runs the organisation: what members read, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from audit.actions import record
from forums.authors import known_author
from forums.models import Board, Post, Topic
from forums.queries.posts import SHOWN
from forums.rules import may_bring_in
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

AT_ONCE = 500
FORMAT = "forum/1"


def take_along(*, actor: Actor, out: IO[str]) -> dict[str, int]:
    """Writes {"format", "boards", "topics", "posts"}, a row a line; how many of each.

    Words that wait, were taken back or taken off are not in it, and nothing of what somebody reads,
    follows or began. Authors stand with the name others see, and nobody's where the team signed. Raises PermissionDenied.
    """
    demand(may_bring_in(actor))
    counts = {}
    out.write(f'{{"format": "{FORMAT}"')
    for name, rows in (("boards", _boards()), ("topics", _topics()), ("posts", _posts())):
        out.write(f',\n"{name}": [')
        counts[name] = 0
        for row in rows:
            out.write(",\n" if counts[name] else "\n")
            out.write(json.dumps(row, ensure_ascii=False, default=str))
            counts[name] += 1
        out.write("\n]")
    out.write("}\n")
    record(actor=actor, verb="forums.exported", posts=counts["posts"])
    return counts


def _each(rows: QuerySet[Any]) -> Iterator[Any]:
    """By key, a few hundred at a time: all of it is never in memory."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from some
        last = some[-1].pk


def _named(person: Model | None) -> dict[str, str] | None:
    return {"ref": str(person.ref), "name": person.display_name} if person else None  # type: ignore[attr-defined]  # a Person


def _boards() -> Iterator[dict[str, Any]]:
    for row in _each(Board.objects.all()):
        yield {
            "ref": row.ref, "title": row.title, "text": row.text, "audience": row.widest,
            "group": row.group_id is not None, "closed_at": row.closed_at, "pause": row.pause,
            "named_to_guests": row.named_to_guests,
        }  # fmt: skip


def _topics() -> Iterator[dict[str, Any]]:
    shown = Topic.objects.filter(shown_at__isnull=False, gone_at__isnull=True)
    first = Post.objects.filter(topic=OuterRef("pk"), no=1, unnamed=True)
    for row in _each(shown.select_related("board", "starter").annotate(by_team=Exists(first))):
        yield {
            "ref": row.ref, "board": row.board.ref, "title": row.title, "audience": row.audience,
            "starter": None if row.by_team else _named(row.starter), "begun_at": row.begun_at, "pinned": row.pinned,
            "locked": row.locked, "pause": row.pause, "helpful": row.helpful,
            "unlisted": row.unlisted, "kept_from_engines": row.kept_from_engines, "told": row.told,
        }  # fmt: skip


def _posts() -> Iterator[dict[str, Any]]:
    shown = Post.objects.filter(state__in=SHOWN, topic__gone_at__isnull=True, no__isnull=False)
    for row in _each(shown.select_related("topic", "author", "answers")):
        answered = row.answers
        yield {
            "ref": row.ref, "topic": row.topic.ref, "no": row.no, "author": _named(known_author(row)),
            "as_team": row.as_team, "published_at": row.published_at, "changed_at": row.changed_at,
            "folded": row.state == Post.State.FOLDED, "context": row.context if row.context_on else {}, "note": row.note, "text": row.text,
            "answers": answered.no if answered else None,
            "quoted": row.quoted if answered and answered.state == Post.State.PUBLISHED else "",
        }  # fmt: skip
