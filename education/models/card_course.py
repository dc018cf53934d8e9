"""Who has gone through the ten minutes about cards, and in which version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from members.models import Account
from po_platform.kit.holds import Holds


class CourseDone(models.Model):
    """A clinician answered all questions and saw each explained; how she answered is not kept."""

    holds = Holds("account", "account", "until erased", export=True, erase="delete")

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "version"], name="education_course_once")
        ]

    def __str__(self) -> str:
        return f"course {self.pk}"
