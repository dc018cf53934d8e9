"""Secrets somebody carries: tickets (codes, signed links) and personal API tokens, as hashes."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .accounts import Account


class Ticket(models.Model):
    """What the holder of a code may do; found only through the vault's find_ticket(hash)."""

    holds = Holds(
        "health",
        "subject_id",
        "90 days after expiry",
        export=True,
        erase="delete",
        after="expires_at",
        days=90,
        sealed={
            "detail[name]": "members_ticket|name|{detail[seed]}",
        },
    )

    secret_hash = models.BinaryField(unique=True)
    about = models.CharField(max_length=30)
    subject_id = models.UUIDField(null=True)
    object_ref = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "-id"], name="members_ticket_subject")
        ]

    def __str__(self) -> str:
        return f"ticket about {self.about}"


class ApiToken(models.Model):
    """A personal token for the API: shown once, stored as a hash, scoped, expiring."""

    holds = Holds(
        "account",
        "account",
        "90 days after expiry",
        export=True,
        erase="delete",
        after="expires_at",
        days=90,
    )

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    secret_hash = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.pk}"
