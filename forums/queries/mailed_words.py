"""What was written, for the mail of somebody who chose to have it there; asked when each mail is written.

Never what is held, folded (also for words she wants folded), taken off, behind a content note, under
a note of moderators, of somebody she ignores, of an older forum, with words of danger, for a group
alone, or so new that its author may still think better of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from forums.authors import shown_author
from forums.models import Board, Ignored, Post, Topic, TopicReader, Writer
from forums.models.boards import Audience
from forums.publishing import Reason
from forums.queries.folding import has_words, typed_by
from forums.queries.posts import html_of
from forums.sight import Sight, sight_of
from members.facts import begin_account
from members.models import Account
from members.queries.mailboxes import is_shared
from moderation.danger import plain_words
from po_platform.access.actor import Actor, Anonymous, Hat, SignedIn, acting_as

MOST = 3  # posts in one mail
LOOKED_AT = 20  # unread ones it is chosen from
LONGEST = 2000  # signs of each


@dataclass(frozen=True, slots=True)
class WordsByMail:
    """How the actor has it. `shared`: somebody else reads her mailbox; `address`: '' for none."""

    wanted: bool
    shared: bool
    address: str


def words_by_mail(*, actor: Actor) -> WordsByMail:
    """As it stands for the actor herself."""
    if not isinstance(actor, SignedIn):
        return WordsByMail(False, False, "")
    account = Account.objects.get(pk=actor.account_id)
    return WordsByMail(wants_words(actor.person_id), is_shared(account), account.email)


def wants_words(person_id: int | None) -> bool:
    """Whether she chose it."""
    return Writer.objects.filter(person=person_id, words_by_mail=True).exists()


def words_here(*, sight: Sight, board: Board, audience: str = "") -> str:
    """Of e-mails about what stands here: "yes" with the words, "no" without, '' where none may be."""
    if not board.words_by_mail or audience == Audience.GROUP or not sight.belongs:
        return ""
    return "yes" if wants_words(sight.person_id) else "no"


def words_for(person_id: int, account_id: int, about: str) -> Mapping[str, Any]:
    """For a notice about "topic:number": {"title", "said": [{"name", "lines"}], "more"}, or nothing."""
    if not wants_words(person_id):
        return {}
    with acting_as(Anonymous()):
        actor = begin_account(account_id, hat=Hat.MEMBER, strong=False, fresh=False)
    if isinstance(actor, Anonymous) or actor.person_id != person_id:
        return {}
    with acting_as(actor):
        account = Account.objects.get(pk=account_id)
        return {} if is_shared(account) else _unread(actor, about)


def _unread(actor: SignedIn, about: str) -> Mapping[str, Any]:
    sight = sight_of(actor)
    topic_id, _sign, no = about.partition(":")
    topics = Topic.objects.filter(sight.topics(), pk=int(topic_id), board__closed_at__isnull=True)
    open_ones = topics.filter(board__words_by_mail=True, kept_close=False)
    topic = open_ones.exclude(audience=Audience.GROUP).select_related("board").first()
    if topic is None or not sight.belongs:
        return {}
    unread = _sendable(actor, topic, int(no)).annotate(typed=typed_by(sight))[:LOOKED_AT]
    rows = [row for row in unread if not has_words(row, row.typed)][: MOST + 1]
    if not rows:
        return {}
    said = [{"name": shown_author(row), "lines": _lines(row)} for row in rows[:MOST]]
    return {"title": topic.name, "said": said, "more": len(rows) > MOST}


def _sendable(actor: SignedIn, topic: Topic, no: int) -> QuerySet[Post]:
    seen = TopicReader.objects.filter(topic=topic, person=actor.person_id)
    read = seen.values_list("last_no", flat=True).first() or 0
    ignored = Ignored.objects.filter(person=actor.person_id, ignored=OuterRef("author"))
    rows = Post.objects.filter(
        topic=topic, no__gte=max(no, read + 1), state=Post.State.PUBLISHED, author__isnull=False,
        note="", context_on=False, sealed=False, kept_close=False, findable_at__isnull=True,
        told_at__isnull=False,
    )  # fmt: skip
    rows = rows.exclude(author=actor.person_id).exclude(reasons__contains=[str(Reason.DANGER)])
    return rows.exclude(Exists(ignored) & Q(unnamed=False)).select_related("author").order_by("no")


def _lines(row: Post) -> Sequence[str]:
    """As they stand in the mail: none of them begins as one of ours does."""
    text = plain_words(html_of(row))
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0] + " …"
    return text.split("\n")
