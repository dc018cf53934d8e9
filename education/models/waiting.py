"""Members who wait until a guide has room."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .enrolments import Enrolment


class GuideWish(models.Model):
    """Somebody would like a guide, and none had room: she is told once, in her turn."""

    holds = Holds("health", "subject_id", "until a guide goes along or erased", True, "delete")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="+")
    wished_at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["wished_at"],
                condition=models.Q(told_at__isnull=True),
                name="education_guide_wish_due",
            )
        ]

    def __str__(self) -> str:
        return "a wish for a guide"
