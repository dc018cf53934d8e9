"""What the team tells everybody twice a year: numbers as they stood, and its own words."""

from __future__ import annotations

from datetime import date

from django.db import models

from po_platform.kit.holds import Holds


class HalfYear(models.Model):
    """`first`: 1 January or 1 July. `text` per language. `figures`: name → number, or null where
    fewer than five people are behind it; as they stood when it was published.
    """

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    first = models.DateField(unique=True)
    text = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return slug_of(self.first)


def slug_of(first: date) -> str:
    """ "2026-1": how addresses name it."""
    return f"{first.year}-{1 if first.month < 7 else 2}"
