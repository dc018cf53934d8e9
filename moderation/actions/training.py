"""What moderators read before they decide gets a new version; each confirms it for herself."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from moderation.models import Training, TrainingRead
from moderation.own_pages import own_page
from moderation.queries.lead import leads
from moderation.queries.training import asks_me, newest_training, not_ready
from moderation.rules import case_worker, may_look_after_team
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand


def write_training(*, actor: Actor, text: Mapping[str, str], path: str = "") -> Training:
    """A new version: every moderator is asked anew. The same words are none.

    `path`: of a page of ours that is there, or ''. Raises PermissionDenied.
    """
    with transaction.atomic():
        demand(may_look_after_team(actor, leads=leads(actor)))
        page = own_page(path) if path else None
        if path and page is None:
            raise PermissionDenied(_("There is no such page here. Copy its address once more."))
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('training', 0))")
        before = newest_training()
        kept = page.path if page else ""
        if before is not None and (before.text, before.path) == (dict(text), kept):
            return before
        number = before.number + 1 if before else 1
        row = Training.objects.create(number=number, text=dict(text), path=kept)
        record(actor=actor, verb="moderation.training.written", thing=row)
    return row


def confirm_training(*, actor: Actor, number: int) -> bool:
    """She read it; False where another version is asked by now. Twice is once, until it is asked anew.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        me, newest = case_worker(actor).person_id, newest_training()
        if newest is None or newest.number != number:
            return False
        row, made = TrainingRead.objects.get_or_create(person_id=me, training=newest)
        again = not made and asks_me(actor=actor) is not None
        if again:
            row.at = timezone.now()
            row.save(update_fields=["at"])
        if made or again:
            record(actor=actor, verb="moderation.training.confirmed", thing=newest)
    return True


def demand_ready(actor: Actor) -> None:
    """Refuses who has not confirmed what moderators read. Raises PermissionDenied."""
    if reason := not_ready(actor=actor):
        demand(Denied(reason))
