"""Keeping why the office changed something, where the person can read it."""

from __future__ import annotations

from members.models import OfficeReason, Person
from po_platform.access.actor import Actor, SignedIn


def keep_reason(*, actor: Actor, person: Person, verb: str, reason: str) -> None:
    """Part of an action, in its transaction; `verb` is the one of its audit row."""
    OfficeReason.objects.create(
        person=person,
        verb=verb,
        reason=reason,
        by_account=actor.account_id if isinstance(actor, SignedIn) else None,
    )
