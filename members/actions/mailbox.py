"""Somebody has her own mailbox tried again, after it refused what we sent."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from audit.actions import record
from members.models import Account
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, SignedIn


def try_mailbox_again(*, actor: Actor) -> bool:
    """One e-mail goes there; refused again, all rest again. False where nothing rests. Raises Http404."""
    if not isinstance(actor, SignedIn):
        raise Http404
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=actor.account_id)
        if account.mail_paused_at is None or not account.email:
            return False
        Account.objects.filter(pk=account.pk).update(mail_paused_at=None)
        send_service_mail(
            to_account=account.pk,
            template="members/mail/mailbox_tried",
            context={"path": reverse("members:preferences")},
        )
        record(actor=actor, verb="members.mail.tried", thing=account)
    return True
