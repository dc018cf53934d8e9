"""Texts of the team to begin an answer with, in every language of the portal."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .cases import Triage


class SavedReply(models.Model):
    """`title`: how moderators find it; `text`: what is read, once somebody looked it over.

    Both per language: {"en": …, "de": …}. `use`: where it is offered; `triage`: for what was read in
    words of danger, '' for all else. `unread`: no professional has read it, and moderators are told
    so beside it. `put_away_at`: no longer offered.
    """

    class Use(models.TextChoices):
        DECISION = "decision", _("Words for its author, with a decision")
        WORD = "word", _("A word in private")
        ANSWER = "answer", _("A public answer")

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    use = models.CharField(max_length=8, choices=Use, default=Use.DECISION, db_default="decision")
    triage = models.CharField(max_length=8, choices=Triage, blank=True, default="", db_default="")
    unread = models.BooleanField(default=False, db_default=False)
    made_at = models.DateTimeField(db_default=Now())
    put_away_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"saved reply {self.pk}"
