"""Whether somebody's own mailbox takes what we send."""

from __future__ import annotations

from datetime import datetime

from members.models import Account
from po_platform.access.actor import Actor, SignedIn


def mail_refused_since(*, actor: Actor) -> datetime | None:
    """Since when nothing is sent to her mailbox, because it refused us; None while all is well."""
    if not isinstance(actor, SignedIn):
        return None
    mine = Account.objects.filter(pk=actor.account_id).exclude(email="")
    return mine.values_list("mail_paused_at", flat=True).first()
