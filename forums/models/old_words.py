"""What a member wrote elsewhere and brought along: hers alone, until she makes a draft of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class OldWords(models.Model):
    """One post of then. `mark`: of words and moment, so that the same file again adds nothing."""

    holds = Holds("health", "person", "1 year after it was brought", True, "delete",
                  after="brought_at", days=365)  # fmt: skip

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=32)
    text = models.TextField()
    written_at = models.DateTimeField()
    brought_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "mark"], name="forums_old_words_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-written_at", "-id"], name="forums_old_words_of")
        ]

    def __str__(self) -> str:
        return f"old words {self.pk}"
