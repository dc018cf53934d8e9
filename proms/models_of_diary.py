"""A member's own diary: what she measures, and what she writes down about it, for as long as she likes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class DiaryMeasure(models.Model):
    """Something one person writes numbers down about, from `low` to `high`."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Direction(models.TextChoices):
        BETTER = "higher_better", _("A higher number is better")
        WORSE = "higher_worse", _("A higher number is worse")
        NEITHER = "neither", _("Neither; I only want to keep the numbers")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=20, blank=True)
    low = models.DecimalField(max_digits=8, decimal_places=2)
    high = models.DecimalField(max_digits=8, decimal_places=2)
    direction = models.CharField(max_length=14, choices=Direction)
    shared = models.BooleanField(default=False)  # with those she shares her answers with
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "name"], name="diary_measure_once")
        ]

    def __str__(self) -> str:
        return f"diary measure {self.pk}"


class DiaryEntry(models.Model):
    """One line of the diary: a number, something that happened (`event`), or words."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    measure = models.ForeignKey(
        DiaryMeasure, null=True, on_delete=models.PROTECT, related_name="entries"
    )
    on = models.DateField()
    at = models.TimeField(null=True, blank=True)
    value = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    words = models.CharField(max_length=300, blank=True)
    event = models.BooleanField(default=False)
    shared = models.BooleanField(default=False)  # of a number: as its measure is
    written_at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "-on", "-id"], name="proms_diary_newest")
        ]

    def __str__(self) -> str:
        return f"diary entry {self.pk}"
