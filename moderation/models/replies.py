"""Texts of the team to begin an answer with, in every language of the portal."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds


class SavedReply(models.Model):
    """`title`: how moderators find it; `text`: what the author reads, once somebody looked it over.

    Both per language: {"en": …, "de": …}. `put_away_at`: no longer offered.
    """

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())
    put_away_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"saved reply {self.pk}"
