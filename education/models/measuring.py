"""How somebody was at the start of a programme, at its end and three months on: when she is asked."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .enrolments import Enrolment


class Measuring(models.Model):
    """One of the three times. The answers lie with the questionnaires; here stands where to find them.

    `asked_ref`: what the questionnaires call this asking; empty until she takes it up.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Moment(models.TextChoices):
        START = "start", _("At the start")
        END = "end", _("At the end")
        LATER = "later", _("Three months later")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    moment = models.CharField(max_length=8, choices=Moment)
    due_on = models.DateField()
    asked_ref = models.UUIDField(null=True)
    left_out_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the mail of the day was queued

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment", "moment"], name="education_measured_once_each"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(moment="later", told_at=None, left_out_at=None, asked_ref=None),
                name="education_measuring_due",
            )
        ]

    def __str__(self) -> str:
        return f"measuring {self.pk}"
