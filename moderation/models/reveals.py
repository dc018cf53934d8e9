"""Somebody in danger was looked up by one person; another one says whether that was right."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from members.models import Person
from moderation.danger import OPEN_FOR, REVIEW_WITHIN
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .cases import Case


class Reveal(models.Model):
    """One person of the lane opened name, address and telephone of whom a case is about.

    `by` and `reviewed_by` are ids of people the member never learns. `why`: written before it
    opened, read by the member when she is told. `looked`: how often it was shown. `harm`: why telling
    her would harm, '' where it would not; `told_at`: when she was told. `reminded_at`: when the
    leads were last told that the review is late. Words and opener never change.
    """

    holds = Holds("health", "person", "3 years", True, "delete", after="at", days=1095)

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reveals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.BigIntegerField()
    why = models.CharField(max_length=1000)
    at = models.DateTimeField(db_default=Now())
    looked = models.PositiveIntegerField(default=0, db_default=0)
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    was_right = models.BooleanField(null=True)
    review = models.CharField(max_length=1000, blank=True)
    harm = models.CharField(max_length=1000, blank=True)
    told_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("by")),
                name="moderation_reveal_another",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None, was_right=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, was_right__isnull=False),
                name="moderation_reveal_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(harm="") | Q(told_at=None), name="moderation_reveal_told"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["at"],
                condition=Q(reviewed_at__isnull=True),
                name="moderation_reveal_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"reveal {self.pk}"

    @property
    def due_at(self) -> datetime:
        """Until when another person says whether it was right."""
        return self.at + REVIEW_WITHIN

    @property
    def open_until(self) -> datetime:
        """Until when whoever opened it sees it."""
        return self.at + OPEN_FOR
