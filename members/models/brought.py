"""What a member brought along from another portal: kept beside what she gave here, never among it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class Brought(models.Model):
    """One file of My data of another portal, as far as apps here know its tables.

    `parts`: name of a table → its rows as they stood there. `untaken_at` until she has taken it
    over; what she only looked at goes after a day. `mark` tells the same content again.
    """

    holds = Holds(
        "health",
        "subject_id",
        "until she takes it off; 1 day when she only looked",
        export=True,
        erase="delete",
        read_audit=True,
        after="untaken_at",
        days=1,
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    house = models.CharField(max_length=120)  # the organisation, as the file says
    site = models.CharField(max_length=200)  # its address, as the file says
    made_at = models.DateTimeField(null=True)  # when the file was made
    mark = models.CharField(max_length=64)
    parts = models.JSONField(default=dict)
    brought_at = models.DateTimeField(db_default=Now())
    untaken_at = models.DateTimeField(null=True, db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "mark"], name="brought_once")
        ]

    def __str__(self) -> str:
        return f"brought {self.pk}"
