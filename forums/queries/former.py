"""Posts of older forums: whose they may be, and where an old address leads today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from forums.bringing import mark_of, name_mark, opened_name
from forums.models import Brought, FormerAuthor
from forums.queries.topics import address
from forums.rules import may_moderate
from forums.sight import sight_of
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

SALT = "forums.former"
A_CLAIM_LIVES = 3 * 24 * 3600  # seconds
MOST = 20


@dataclass(frozen=True, slots=True)
class Former:
    """An old account with the name others saw there and how many of its posts are here."""

    row: FormerAuthor
    name: str
    posts: int


def claim_token(person_id: int, mark: str) -> str:
    """What the link in a mail to the old address carries: good for this member alone."""
    return signing.dumps([person_id, mark], salt=SALT)


def claimable(*, actor: Actor, token: str) -> list[Former]:
    """Old accounts of the mailbox this link went to; none for anybody but who asked for it."""
    if not isinstance(actor, SignedIn):
        return []
    try:
        person_id, mark = signing.loads(token, salt=SALT, max_age=A_CLAIM_LIVES)
    except (signing.BadSignature, ValueError):
        return []
    if person_id != actor.person_id or not mark:
        return []
    return shown(FormerAuthor.objects.filter(address_mark=mark, person=None))


def offered(*, actor: Actor) -> list[Former]:
    """Old accounts a moderator says were the actor's."""
    if not isinstance(actor, SignedIn):
        return []
    return shown(FormerAuthor.objects.filter(offered_to=actor.person_id, person=None))


def my_former(*, actor: Actor) -> list[Former]:
    """Old accounts that are the actor's."""
    if not isinstance(actor, SignedIn):
        return []
    return shown(FormerAuthor.objects.filter(person=actor.person_id))


def named(*, actor: Actor, name: str) -> list[Former]:
    """For a moderator: unclaimed old accounts of exactly this name. Raises PermissionDenied."""
    demand(may_moderate(sight_of(actor)))
    if not name.strip():
        return []
    return shown(FormerAuthor.objects.filter(name_mark=name_mark(name), person=None))


def shown(rows: QuerySet[FormerAuthor], most: int = MOST) -> list[Former]:
    """At most so many of them, with name and number of posts."""
    counted = rows.annotate(posts=Count("brought", filter=Q(brought__post__isnull=False)))
    return [
        Former(row, opened_name(row.mark, row.sealed_name), row.posts)
        for row in counted.order_by("pk")[:most]
    ]


def new_address(*, topic: str = "", post: str = "", board: str = "") -> str:
    """Where an old topic, post or board is read today, by its key there; '' when nothing of it is here."""
    sources = _sources()
    if post:
        marks = [mark_of(source, post) for source in sources]
        found = Brought.objects.filter(mark__in=marks, post__isnull=False)
        place = found.values_list("post__topic__ref", "post__no").first()
        if place and place[1]:
            return address(place[0], place[1])
    if topic:
        marks = [mark_of(source, f"topic {topic}") for source in sources]
        ref: UUID | None = (
            Brought.objects.filter(mark__in=marks, topic__isnull=False)
            .values_list("topic__ref", flat=True)
            .first()
        )
        return address(ref) if ref else ""
    if board:
        marks = [mark_of(source, f"board {board}") for source in sources]
        boards = Brought.objects.filter(mark__in=marks, board__isnull=False)
        there = boards.values_list("board__ref", flat=True).first()
        return reverse("forums:board", args=[there]) if there else ""
    return ""


def had_a_former() -> bool:
    """Whether an older forum was taken over."""
    return Brought.objects.filter(board__isnull=False).exists()


def _sources() -> Sequence[str]:
    """Names of the forums that were taken over; few, by an index of their boards."""
    rows = Brought.objects.filter(board__isnull=False)
    return sorted(set(rows.values_list("source", flat=True)))
