"""A code that gives somebody something is used once, however many hold it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.functions import Now

from members.models import Ticket
from po_platform.access.actor import Bearer, acting_as


class CodeGone(Exception):
    """Nothing waits behind this code: never made, used, taken back, or too old."""


@contextmanager
def using_code(bearer: Bearer) -> Iterator[Ticket]:
    """As its holder, with the ticket held; used at the end of the block. Raises CodeGone.

    Only at the end: from then on the holder sees nothing.
    """
    with acting_as(bearer):
        rows = Ticket.objects.visible_to(bearer)
        ticket = rows.select_for_update().filter(pk=bearer.ticket_id).first()
        # Whoever came second waited for the row and finds it used.
        if ticket is None or ticket.used_at is not None or ticket.withdrawn_at is not None:
            raise CodeGone
        yield ticket
        Ticket.objects.visible_to(bearer).filter(pk=ticket.pk).update(used_at=Now())
