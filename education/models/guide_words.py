"""What guides keep at hand: words to begin a message with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from members.models import Account
from po_platform.kit.holds import Holds


class GuideWording(models.Model):
    """Words to begin a message with: a guide's own, or without an account those of all guides.

    `texts`: language → words, with places as education.guide_wording knows them.
    """

    holds = Holds("account", "account", "until erased", export=True, erase="delete")

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=80)
    texts = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account"], name="education_wording_of")]

    def __str__(self) -> str:
        return f"wording {self.pk}"
