"""Texts of the team are written, changed, put away and brought back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from moderation.models import SavedReply
from moderation.rules import may_moderate
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def save_reply(
    *,
    actor: Actor,
    number: int | None,
    title: Mapping[str, str],
    text: Mapping[str, str],
    use: str = SavedReply.Use.DECISION,
    triage: str = "",
    read: bool = False,
) -> SavedReply:
    """A new text where `number` is None. `read`: a professional has read one about danger.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand(may_moderate(actor))
        row = SavedReply() if number is None else _locked(number)
        row.title, row.text = dict(title), dict(text)
        row.use, row.triage = use, triage
        row.unread = bool(triage) and not read
        row.save()
        record(actor=actor, verb="moderation.reply.saved", thing=row)
    return row


def put_reply_away(*, actor: Actor, number: int, away: bool) -> None:
    """No longer offered, or offered again. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        demand(may_moderate(actor))
        row = _locked(number)
        if (row.put_away_at is not None) == away:
            return
        row.put_away_at = timezone.now() if away else None
        row.save(update_fields=["put_away_at"])
        record(actor=actor, verb=f"moderation.reply.{'put_away' if away else 'back'}", thing=row)


def _locked(number: int) -> SavedReply:
    row = SavedReply.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Http404
    return row
