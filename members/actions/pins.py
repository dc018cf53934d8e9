"""A personal PIN: chosen, changed and taken away by the member herself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from audit.actions import record
from members.models import Account
from members.pins import pin_hash
from members.queries.signing import ways_in
from members.signing_rules import may_change_ways_in
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand

from .signing import end_other_sessions, tell_about_change


def set_pin(*, actor: SignedIn, pin: str, here: bytes) -> None:
    """A PIN already checked by its form; '' takes it away. Ends all sessions but the one `here`."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=actor.account_id)
        demand(may_change_ways_in(actor, ways_in(account, actor.roles)))
        if not pin and not account.pin:
            return
        account.pin = pin_hash(account.pk, pin) if pin else ""
        account.pin_set_at = timezone.now() if pin else None
        account.save(update_fields=["pin", "pin_set_at"])
        end_other_sessions(actor=actor, but=here)
        what = "pin_set" if pin else "pin_removed"
        record(actor=actor, verb=f"members.{what.replace('_', '.')}", thing=account)
        tell_about_change(account_id=account.pk, what=what)
