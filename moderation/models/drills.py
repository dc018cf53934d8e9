"""A drill of the crisis lane: people are called, nobody is in danger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .cases import Case


class Drill(models.Model):
    """`by`: id of the person who began it. `calls`: {"person": id, "at": moment} for each call.

    Its case has kind "drill", is about nobody, and stands in no figures. `ended_at`: when somebody
    said what to do, or it was stopped (`stopped`).
    """

    holds = Holds("operational", "", "3 years", False, "keep", after="at", days=1095)

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="drill")
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    calls = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stopped"], condition=Q(ended_at=None), name="moderation_drill_one"
            )
        ]

    def __str__(self) -> str:
        return f"drill {self.pk}"
