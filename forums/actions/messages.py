"""Members write to each other, where the other wants it; what each of them chose about that."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse

from audit.actions import record
from forums.actions.writing import lock_writer
from forums.message_rules import may_correspond, may_message
from forums.models import Correspondent, Message, TakesFrom
from forums.queries.messages import between, other_member
from forums.sight import Sight, sight_of
from forums.ties import tie_with
from members.models import Person
from moderation.queries.silences import before_writing
from notifications.actions import queue
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MESSAGE = "forums.message"


def send_message(*, actor: Actor, to: UUID, text: str, client_ref: UUID) -> Message:
    """The same form twice is one message. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        other = other_member(sight=sight, ref=to)
        lock_writer(sight.me)
        mine = Message.objects.visible_to(actor).filter(person=sight.me)
        if (sent := mine.filter(client_ref=client_ref).first()) is not None:
            return sent
        demand(before_writing(actor=actor).verdict)
        tie = tie_with(actor, other.pk)
        demand(may_message(sight, between(actor=actor, sight=sight, other=other, tie=tie)))
        row: Message = Message.objects.create(
            person_id=sight.me, reader=other, text=text.strip(), client_ref=client_ref
        )
        record(actor=actor, verb="forums.message.sent", thing=row)
        _tell(actor, sight, other, row)
    return row


def _tell(actor: Actor, sight: Sight, other: Person, row: Message) -> None:
    """Once for all that is unread, and not where the other muted it."""
    if Correspondent.objects.filter(person=other, other=sight.me, muted=True).exists():
        return
    unread = Message.objects.visible_to(actor).filter(person=sight.me, reader=other, read_at=None)
    first = unread.order_by("pk").values_list("pk", flat=True).first() or row.pk
    path = reverse("forums:conversations")
    queue(recipient=other.pk, kind=MESSAGE, context={"path": path}, dedup=f"{MESSAGE}:{first}")


def mark_messages_read(*, actor: Actor, shown: Sequence[Message]) -> None:
    """What stood on the page she opened; no audit row, as with all marks of reading."""
    rows = Message.objects.visible_to(actor).filter(pk__in=[one.pk for one in shown])
    rows.filter(reader=sight_of(actor).me, read_at=None).update(read_at=Now())


def choose_takes_from(*, actor: Actor, takes: str) -> None:
    """Whose messages she takes from now on. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_correspond(sight))
        if takes not in TakesFrom.values:
            raise Http404
        writer = lock_writer(sight.me)
        writer.takes_from = takes
        writer.save(update_fields=["takes_from"])
        record(actor=actor, verb="forums.messages.chosen", thing=writer, takes=takes)


def choose_about(
    *, actor: Actor, person: UUID, allowed: bool | None = None, muted: bool | None = None
) -> None:
    """What she chose about one other; None leaves it. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        other = other_member(sight=sight, ref=person)
        Correspondent.objects.bulk_create(
            [Correspondent(person_id=sight.me, other=other)], ignore_conflicts=True
        )
        row = Correspondent.objects.select_for_update().get(person=sight.me, other=other)
        row.allowed = row.allowed if allowed is None else allowed
        row.muted = row.muted if muted is None else muted
        row.save(update_fields=["allowed", "muted"])
        record(
            actor=actor, verb="forums.correspondent.chosen", thing=row,
            allowed=row.allowed, muted=row.muted,
        )  # fmt: skip
