"""What becomes of somebody's posts when everything about her is erased: her choice beforehand."""

from __future__ import annotations

from django.db import transaction

from audit.actions import record
from forums.actions.writing import lock_writer
from forums.rules import may_write
from forums.sight import sight_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def choose_words_stay(*, actor: Actor, stay: bool) -> None:
    """Her words stay under "a former member", or go with her, which is what happens unasked."""
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        writer = lock_writer(sight.me)
        if writer.words_stay == stay:
            return
        writer.words_stay = stay
        writer.save(update_fields=["words_stay"])
        record(actor=actor, verb="forums.writer.words_stay", thing=writer, stay=stay)
