"""Lists of words are kept; for a while what one member posts is read first; both are taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from forums.actions.writing import lock_writer
from forums.models import ReadFirst, WatchedWords
from forums.queries.watching import list_of_words, read_first_of
from forums.rules import may_read_first, may_set_up_boards
from forums.sight import sight_of
from forums.wording import NO_SUCH_PAGE
from moderation.actions.training import demand_ready
from moderation.own_pages import own_page
from notifications.actions import queue
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

READ_FIRST = "forums.read_first"


def put_words(
    *,
    actor: Actor,
    number: int | None,
    name: str,
    lines: Sequence[str],
    effect: str,
    page: str = "",
) -> WatchedWords:
    """A new list, or another one in its place. `page`: of ours, for a list that leads to one.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand(may_set_up_boards(actor))
        row = list_of_words(actor=actor, number=number) if number else WatchedWords()
        row.name, row.lines, row.effect = name.strip(), list(lines), effect
        row.page = _page_to_show(page) if effect == WatchedWords.Effect.LINK else ""
        row.changed_at = Now()
        row.save()
        record(actor=actor, verb="forums.words.put", thing=row, effect=effect)
    return row


def _page_to_show(typed: str) -> str:
    page = own_page(typed)
    if page is None:
        raise PermissionDenied(NO_SUCH_PAGE)
    return page.path


def take_words_away(*, actor: Actor, number: int) -> None:
    """What waits because of them stays with the moderators. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        row = list_of_words(actor=actor, number=number)
        record(actor=actor, verb="forums.words.taken_away", thing=row)
        row.delete()


def read_first(*, actor: Actor, person: UUID, days: int, why: str) -> ReadFirst:
    """From now on what this member posts waits for a moderator, for some days; she is told.

    One at a time. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        me, (them, _row) = sight_of(actor).me, read_first_of(actor=actor, ref=person)
        demand_ready(actor)
        lock_writer(them.pk)
        there = read_first_of(actor=actor, ref=person)[1]
        demand(may_read_first(me=me, them=them.pk, there_is_one=there is not None))
        row: ReadFirst = ReadFirst.objects.create(
            person=them, why=why.strip(), by=me, until_at=timezone.now() + timedelta(days=days)
        )
        record(actor=actor, verb="forums.read_first.begun", thing=row, days=days)
        path = reverse("forums:wrote_in")
        queue(recipient=them.pk, kind=READ_FIRST, context={"path": path}, dedup=f"f:{uuid4()}")
    return row


def end_read_first(*, actor: Actor, person: UUID) -> None:
    """Before its time; it is no matter if it was over. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        _them, row = read_first_of(actor=actor, ref=person)
        if row is None:
            return
        demand_ready(actor)
        row.until_at, row.ended_by = timezone.now(), sight_of(actor).me
        row.save(update_fields=["until_at", "ended_by"])
        record(actor=actor, verb="forums.read_first.ended", thing=row)
