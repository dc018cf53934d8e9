"""A piece of a post is covered with a mark everybody sees; undone, the post reads as before."""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from forums.actions.deciding import locked_to_decide
from forums.actions.naming import bake_with_names
from forums.actions.taking_off import KIND, begun_with, put_words
from forums.models import Post
from moderation.actions.sealing import give_back, seal_original
from moderation.originals import Former, Original
from po_platform.access.actor import Actor

SHORTEST = 3  # signs: less would cover half a post
SHOWN = (Post.State.PUBLISHED, Post.State.FOLDED)


def mark() -> str:
    """What readers see instead, in the language of the house; no sign of it means anything to bake."""
    with override(settings.LANGUAGE_CODE):
        return "▇▇▇ " + _("covered by the moderation team") + " ▇▇▇"


def cover_post(actor: Actor, ref: UUID, version: int, piece: str) -> int:
    """Every place of these words in the post, its former versions, its topic's title (the one it had
    before it became part of another one, too), and quotations
    of it. The version it then has. Raises Outdated, PermissionDenied, Http404.
    """
    post, _topic = locked_to_decide(actor=actor, ref=ref, version=version)
    words = _finder(piece)
    begun = [topic for topic in begun_with(post) if topic.title]
    named = "\n".join(topic.title for topic in begun)
    if post.state not in SHOWN or not any(map(words.search, (post.text, post.note, named))):
        raise PermissionDenied(
            _("These words do not stand in it. Copy them just as they stand there.")
        )
    former = [row for row in post.versions.order_by("number") if words.search(row.text + row.note)]
    original = Original(
        text=post.text, title=begun[0].title if begun else "", note=post.note, piece=piece.strip(),
        former=[Former(row.number, row.text, row.note) for row in former],
    )  # fmt: skip
    seal_original(
        actor=actor, kind=KIND, thing=post.ref, person_id=post.author_id, original=original
    )
    post.text, post.note = _over(words, post.text), _over(words, post.note, 80)
    post.quoted = _over(words, post.quoted, 500)
    bake_with_names(post)
    for row in former:
        row.text, row.note = _over(words, row.text), _over(words, row.note, 80)
        row.save(update_fields=["text", "note"])
    for quoting in Post.objects.filter(answers=post).exclude(quoted="").select_for_update():
        quoting.quoted = _over(words, quoting.quoted, 500)
        quoting.save(update_fields=["quoted"])
    for topic in begun:
        if words.search(topic.title):
            topic.title = _over(words, topic.title, 120)
            topic.save(update_fields=["title"])
    return _turned(actor, post, "covered")


def uncover_post(actor: Actor, ref: UUID, version: int) -> int:
    """As it read before; what it quotes, and quotations of it, stay covered. Raises as above."""
    post, _topic = locked_to_decide(actor=actor, ref=ref, version=version)
    original = give_back(actor=actor, kind=KIND, thing=post.ref, piece=True)
    put_words(post, original)
    covered = _over(_finder(original.piece), original.title, 120)
    for topic in begun_with(post):
        if original.title and topic.title == covered:  # moderators gave it no other one meanwhile
            topic.title = original.title
            topic.save(update_fields=["title"])
    return _turned(actor, post, "uncovered")


def _finder(piece: str) -> re.Pattern[str]:
    """These words, whatever spaces and line breaks stand between them."""
    words = piece.split()
    if sum(map(len, words)) < SHORTEST:
        raise PermissionDenied(_("Write the words that are to be covered, three signs at least."))
    return re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)


def _over(words: re.Pattern[str], text: str, most: int = 0) -> str:
    covered = words.sub(lambda _found: mark(), text)
    return covered[:most] if most else covered


def _turned(actor: Actor, post: Post, what: str) -> int:
    post.version += 1
    post.changed_at = timezone.now()
    post.save()
    record(actor=actor, verb=f"forums.decision.{what}", thing=post)
    return post.version
