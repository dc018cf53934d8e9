"""Calculated answers of a dataset worked out anew, all at once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .catalogue import Dataset


class WorkingOut(models.Model):
    """One time everything calculated was worked out anew by a job; `ref` is also the id its job stands under.

    `changed`, `unchanged`, `left` (reason → how many): forms, so far or in all.
    """

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="workings_out")
    asked_by = models.BigIntegerField()
    hat = models.CharField(max_length=20)  # hers, and how strong her proof was, when she asked
    strong = models.BooleanField(default=False)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dataset", "-id"], name="registry_workingout_of"),
        ]

    def __str__(self) -> str:
        return f"calculations of dataset {self.dataset_id}"
