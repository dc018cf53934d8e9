"""Why the office changed something about a person, in words she can read herself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .people import Person


class OfficeReason(models.Model):
    """One change by the office and its reason; `verb` is the one of the audit row beside it."""

    holds = Holds(
        "account", "person", "10 years", export=True, erase="delete", after="at", days=3650
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="office_reasons")
    verb = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    by_account = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="members_reason_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} of person {self.person_id}"
