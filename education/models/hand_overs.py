"""A guide asks somebody whether another guide may go along from now on."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .enrolments import Enrolment
from .guiding import GuideAssignment


class GuideHandOver(models.Model):
    """One question to a member, with a note both she and the next guide read; she decides.

    `assignment`: what would end with her yes. `to_account`: who would go along.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Answer(models.TextChoices):
        YES = "yes", _("agreed")
        NO = "no", _("not wanted")
        TAKEN_BACK = "taken_back", _("taken back by the guide")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(GuideAssignment, models.PROTECT, related_name="+")
    by_account = models.BigIntegerField()
    by_name = models.CharField(max_length=80, blank=True)
    to_account = models.BigIntegerField()
    note = models.TextField()
    at = models.DateTimeField(db_default=Now())
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=models.Q(answered_at__isnull=True),
                name="education_one_hand_over",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "-id"], name="education_hand_over_of"),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
