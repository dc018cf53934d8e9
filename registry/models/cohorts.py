"""Saved cohorts in versions, and every count anybody was told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .catalogue import Dataset


class Cohort(models.Model):
    """Which people of a dataset are meant; changed, it is another version of the same series."""

    holds = Holds("operational", "", "for ever: what was counted", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.UUIDField(default=uuid.uuid4)
    number = models.PositiveIntegerField(default=1)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="cohorts")
    criteria = models.JSONField(default=list)  # registry/cohort.py
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="registry_cohort_version")
        ]

    def __str__(self) -> str:
        return f"cohort {self.pk}"


class CountRun(models.Model):
    """One count: what was asked, how many there were, and what was said; only `told` is shown."""

    holds = Holds("operational", "", "for ever: what was counted", export=False, erase="keep")

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)  # of the consent it was counted under
    criteria = models.JSONField()
    sha256 = models.CharField(max_length=64)  # of the criteria, in one order
    exact = models.PositiveIntegerField()
    told = models.CharField(max_length=12)
    by_account = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dataset", "sha256", "-at"], name="registry_count_same"),
            models.Index(fields=["dataset", "exact"], name="registry_count_near"),
            models.Index(fields=["by_account", "-at"], name="registry_count_by"),
        ]

    def __str__(self) -> str:
        return f"count {self.pk}"
