"""That whoever keeps a record told the office of a death, about whom a sealed id stands for."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class DeathTold(models.Model):
    """One task for the office; nothing changes before a person there knows it from another side.

    `told_by`: the account of whoever told; `why`: sealed for this row, from whom that one knows it.
    Where it came from, a registry for example, is not kept: the office has no need to know.
    """

    holds = Holds(
        "health",
        "subject_id",
        "90 days after the office knew",
        export=True,
        erase="delete",
        read_audit=True,
        after="settled_at",
        days=90,
        sealed={
            "why": "members_deathtold|why|{ref}",
        },
    )

    class Outcome(models.TextChoices):
        DIED = "died", _("has died")
        ALIVE = "alive", _("is alive, it was a mistake")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    told_by = models.BigIntegerField()
    told_at = models.DateTimeField(db_default=Now())
    happened_on = models.DateField(null=True)
    why = models.TextField(blank=True)
    outcome = models.CharField(max_length=5, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_id"], name="members_deathtold_of")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=Q(settled_at__isnull=True),
                name="death_told_once",
            )
        ]

    def __str__(self) -> str:
        return f"tidings {self.pk}"
