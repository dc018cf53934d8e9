"""Computing earlier answers again by a newer rule: how far it is and what it changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds


class Rescoring(models.Model):
    """One run over everybody's answers to one questionnaire; the job notes after whom to go on."""

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    instrument = models.ForeignKey(
        "proms.Instrument", on_delete=models.PROTECT, related_name="rescorings"
    )
    asked_by_account = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    reached = models.UUIDField(null=True)  # the last random id the job came to
    looked = models.PositiveIntegerField(default=0)  # sets of answers
    added = models.PositiveIntegerField(default=0)  # new rows; the old ones stay
    changed = models.JSONField(default=dict)  # scale → how many numbers are others than before
    failed = models.PositiveIntegerField(default=0)  # people whose answers could not be computed
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instrument"],
                condition=models.Q(done_at=None),
                name="rescoring_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"rescoring {self.pk} of instrument {self.instrument_id}"
