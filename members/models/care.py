"""Clinics: named people a member can share with as one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .accounts import Account


class Clinic(models.Model):
    """A practice or ward; a member shares with it and sees by name who belongs to it."""

    holds = Holds("setting", "", "until removed", export=False, erase="keep")

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class ClinicMembership(models.Model):
    """Somebody works at a clinic from one day to another; members who share see both."""

    holds = Holds(
        "account",
        "account",
        "10 years after the end",
        export=True,
        erase="delete",
        after="left_at",
        days=3650,
    )

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="clinics")
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "account"],
                condition=Q(left_at__isnull=True),
                name="clinic_membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} at clinic {self.clinic_id}"
