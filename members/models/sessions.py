"""Where somebody is signed in: rows she can read and end, without the key that opens them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .accounts import Account


class SignedInSession(models.Model):
    """One browser of one account; `last_seen_at` moves at most once an hour."""

    holds = Holds(
        "account",
        "account",
        "30 days after last use",
        export=True,
        erase="delete",
        after="last_seen_at",
        days=30,
    )

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    key_hash = models.BinaryField(unique=True)  # SHA-256: an export must not open the session
    browser = models.CharField(max_length=30, blank=True)
    system = models.CharField(max_length=30, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-last_seen_at"], name="members_session_account")
        ]

    def __str__(self) -> str:
        return f"session {self.pk} of account {self.account_id}"
