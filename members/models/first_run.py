"""The code that lets the first administrator in, printed on the host and used once."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .accounts import Account


class SetupCode(models.Model):
    """Proves that somebody who may run commands on the host sits at the browser."""

    holds = Holds(
        "account",
        "account",
        "90 days after expiry",
        export=False,
        erase="delete",
        after="expires_at",
        days=90,
    )

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"setup code of account {self.account_id}"
