"""Who is there to look, and what somebody would rather not look at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from members.models import Person
from po_platform.kit.holds import Holds

from .cases import Case


class Shift(models.Model):
    """Hours in which a volunteer is there. `note`: what she leaves for whoever comes next."""

    holds = Holds("account", "person", "1 year", True, "delete", after="ends_at", days=365)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="moderation_shift_forwards"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="moderation_shift_ends")]

    def __str__(self) -> str:
        return f"shift {self.pk}"


class Passed(models.Model):
    """ "Not me today": this case is not on this volunteer's list until the end of the day."""

    holds = Holds("account", "person", "30 days", True, "delete", after="at", days=30)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="passed", db_index=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "case"], name="moderation_passed_once")
        ]

    def __str__(self) -> str:
        return f"passed {self.pk}"
