"""Coming in, and getting back in: invitations, requests to join, a lost second factor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .accounts import Account
from .people import Person


class JoinInvitation(models.Model):
    """A code that lets one person join, sent or handed over."""

    holds = Holds(
        "account",
        "",
        "90 days after expiry",
        export=False,
        erase="delete",
        after="expires_at",
        days=90,
    )

    secret_hash = models.BinaryField(unique=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=16, blank=True)
    clinic_id = models.BigIntegerField(null=True)
    # Somebody who stands in the association's list already.
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class JoinRequest(models.Model):
    """Somebody asked to be let in; a person decides, with a reason when the answer is no."""

    holds = Holds(
        "account",
        "person",
        "1 year after the decision",
        export=True,
        erase="delete",
        after="decided_at",
        days=365,
    )

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="join_request")
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    let_in = models.BooleanField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"request of person {self.person_id}"


class LostFactorRequest(models.Model):
    """A lost second factor: asked by one, confirmed by another, in force a day later."""

    holds = Holds(
        "account", "account", "10 years", export=True, erase="delete", after="asked_at", days=3650
    )

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=200)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="lost_factor_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("asked_by")),
                name="lost_factor_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"lost factor of account {self.account_id}"
