"""Posts as the moderation knows them: what a case shows, and how a decision is carried out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forums.actions.covering import cover_post, uncover_post
from forums.actions.deciding import decide_post, standing_of
from forums.actions.taking_off import forget_sealed
from forums.actions.writing import read_aloud
from forums.authors import name_of
from forums.models import Post, PostVersion, WatchedWords
from forums.publishing import DANGER_WORDS
from forums.queries.posts import may_read, words_alone
from forums.queries.watching import effects_in
from forums.rules import CHANGES_FOR
from forums.sight import sight_of
from forums.templatetags.board import board_title
from forums.wording import why_it_waits
from moderation.actions.opening import open_case
from moderation.content import NOTICED, ContentKind, Covering, Label, Line, Standing, Thing
from moderation.models import Decision, Lane
from po_platform.access.actor import Actor
from po_platform.kit.danger_words import sounds_like_danger

POST = "post"
CALLING = frozenset({WatchedWords.Effect.CALL.value, WatchedWords.Effect.METHOD.value})


def _found(ref: UUID) -> Post | None:
    return (
        Post.objects.filter(ref=ref)
        .select_related("topic__board", "author", "answers__author")
        .first()
    )


def _for_case(ref: UUID) -> Thing | None:
    row = _found(ref)
    return _thing(row) if row else None


def _for_reader(actor: Actor, ref: UUID) -> Thing | None:
    row = _found(ref)
    if row is None or not may_read(sight_of(actor), row):
        return None
    return replace(_thing(row), name=name_of(row))


def _thing(row: Post) -> Thing:
    """As those who decide about it see it, with who wrote it whoever signed it."""
    return Thing(
        kind=POST,
        ref=row.ref,
        title=row.topic.name,
        place=board_title(row.topic.board),
        html=SafeString() if row.sealed else words_alone(row),
        version=row.version,
        standing=standing_of(row),
        person_id=row.author_id,
        name=row.author.display_name if row.author else "",
        at=row.written_at,
        url=reverse("forums:place", args=[row.topic.ref, row.no]) if row.no else "",
        own_url=reverse("forums:post", args=[row.ref]),
        answer_url=f"{reverse('forums:reply', args=[row.topic.ref])}?to={row.no}" if row.no else "",
        note=row.note,
        why=why_it_waits(row.reasons) if row.state == Post.State.HELD else (),
        files=None if row.sealed else _files_as_html(row),
        label=Label(**row.context) if row.context else None,
        label_gone=row.context_gone,
    )


def _files_as_html(row: Post) -> SafeString:
    files = row.files.all()
    return render_to_string("forums/_files.html", {"files": files}) if files else SafeString()


def _beside(ref: UUID) -> SafeString:
    row = _found(ref)
    return _files_as_html(row) if row and row.sealed else SafeString()


def _former(ref: UUID, version: int) -> str:
    """A version without a row of its own reads like the next one that has: states change too."""
    later = PostVersion.objects.filter(post__ref=ref, number__gte=version).order_by("number")
    return later.values_list("text", flat=True).first() or ""


def _lines(refs: Collection[UUID]) -> Mapping[UUID, Line]:
    rows = Post.objects.filter(ref__in=refs).select_related("topic__board", "author")
    return {
        row.ref: Line(
            row.topic.name,
            board_title(row.topic.board),
            row.author.display_name if row.author else "",
        )
        for row in rows
    }


def _settle(actor: Actor, ref: UUID, version: int, after: Standing, why: str) -> int:
    return decide_post(actor=actor, ref=ref, version=version, state=after, why=why).version


def _words(ref: UUID) -> str:
    row = Post.objects.filter(ref=ref).select_related("topic").first()
    if row is None:
        return ""
    return read_aloud(
        html=row.html, title=row.topic.name, note=row.note, files=list(row.files.all())
    )


def _put_label(actor: Actor, ref: UUID, version: int, label: Label, why: str) -> int:
    return decide_post(
        actor=actor, ref=ref, version=version, state=Standing.CONTEXT, why=why, label=asdict(label)
    ).version


def _gone(refs: Collection[UUID]) -> Collection[UUID]:
    """Too long ago to be put back."""
    back = Post.objects.filter(ref__in=refs, state=Post.State.TAKEN_BACK)
    return set(
        back.filter(changed_at__lt=timezone.now() - CHANGES_FOR).values_list("ref", flat=True)
    )


POSTS = ContentKind(
    POST, _("A post"), _for_case, _for_reader, _former, _lines, _settle, _gone,
    covering=Covering(cover_post, uncover_post), purged=forget_sealed, beside=_beside,
    put_label=_put_label, words=_words,
)  # fmt: skip


def noticed_in(text: str) -> Collection[str]:
    """What is found in words on this machine, in codes of our own: by our list, or by one of the
    organisation that calls people as ours does, also where it is one of methods.
    """
    found = sounds_like_danger(text) or not CALLING.isdisjoint(effects_in(text))
    return (DANGER_WORDS,) if found else ()


def open_for_post(actor: Actor, post: Post, noticed: Collection[str]) -> None:
    """A post waits, or a detector noticed something; in the post's own transaction."""
    held = post.state == Post.State.HELD
    open_case(
        kind=POST,
        thing=post.ref,
        person_id=post.author_id,
        version=post.version,
        lane=Lane.CRISIS if DANGER_WORDS in noticed else Lane.NORMAL,
        because=[*(post.reasons if held else ()), *noticed, *([NOTICED] if noticed else ())],
        reported=not held,
    )


def came_while_gone(actor: Actor, post: Post) -> bool:
    """For the post's author, who reads decisions about her: the last one found nothing to judge."""
    about_it = Decision.objects.visible_to(actor).filter(kind=POST, thing=post.ref)
    last = about_it.order_by("-pk").values_list("before", flat=True).first()
    return last == Standing.TAKEN_BACK
