"""The number somebody who moderates can be called at when somebody may be in danger."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class CallNumber(models.Model):
    """`number` is encrypted for this person's row. Nobody reads it but herself and what calls."""

    holds = Holds(
        "identity",
        "person",
        "until taken back, or the role ends",
        True,
        "delete",
        sealed={
            "number": "moderation_callnumber|number|{person_id}",
        },
    )

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    number = models.TextField()
    since = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"number {self.pk}"
