"""Telling people that somebody else uses their mailbox too, before they meet it at the door."""

from __future__ import annotations

from django.urls import reverse

from members.models import Account
from members.queries.mailboxes import others_at
from notifications.actions import send_service_mail


def tell_who_shares(account: Account) -> None:
    """To all others at the address of an account that has just come to it; part of an action."""
    others = others_at(account).filter(account__is_active=True)
    for account_id in others.values_list("account_id", flat=True):
        send_service_mail(
            to_account=account_id,
            template="members/mail/mailbox_shared",
            context={"path": reverse("members:ways_in")},
        )
