"""Averages of a population for one scale, as a publication gives them; a curator read them there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds


class NormTable(models.Model):
    """One published table; never changed: taken out of use, and another one read in."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    instrument = models.ForeignKey(
        "proms.Instrument", on_delete=models.PROTECT, related_name="norm_tables"
    )
    scale = models.CharField(max_length=160)  # "<spec>.<scale>"
    rule = models.CharField(max_length=64)  # how the numbers are computed: proms.norms.rule_mark
    place = models.CharField(max_length=60)  # whose averages: a country or another population
    year = models.PositiveSmallIntegerField()  # when they were asked
    author = models.CharField(max_length=200)
    published = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    address = models.CharField(max_length=300)  # DOI or address of the publication
    rows = models.JSONField()  # proms.norms.Row
    read_in_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instrument", "scale", "place", "year"],
                condition=models.Q(ended_at__isnull=True),
                name="norm_table_once",
            )
        ]

    def __str__(self) -> str:
        return f"norm table {self.pk}"
