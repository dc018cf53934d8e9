"""Words that mean the same, words that are known, and what was looked for and not found."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds


class SameWords(models.Model):
    """Words for one thing: brand and generic names, everyday and medical words, short forms.

    `language`: '' where they are the same in all. `keys`: the words in small letters.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    language = models.CharField(max_length=10, blank=True)
    words = ArrayField(models.CharField(max_length=80))
    keys = ArrayField(models.CharField(max_length=80))
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return ", ".join(self.words)

    @property
    def tongue(self) -> str:
        """The name of its language, in the reader's."""
        return str(dict(settings.LANGUAGES).get(self.language, ""))


class KnownStem(models.Model):
    """A stem that stands in some provider's index, for slips and compounds; shown to nobody."""

    holds = Holds("content", "", "until the next night", export=False, erase="keep")

    provider = models.CharField(max_length=20)
    stem = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "stem"], name="search_stem_once")
        ]
        indexes: ClassVar = [
            GinIndex(fields=["stem"], opclasses=["gin_trgm_ops"], name="search_stem_like")
        ]

    def __str__(self) -> str:
        return self.stem


class NotFound(models.Model):
    """What was looked for in vain, and how often; not by whom. Kept while somebody looks for it."""

    holds = Holds(
        "content", "", "180 days after the last time", export=False, erase="keep",
        after="last_on", days=180,
    )  # fmt: skip

    words = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    times = models.PositiveIntegerField(default=1)
    last_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "words"], name="search_not_found_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["language", "-times", "-id"], name="search_not_found_often")
        ]

    def __str__(self) -> str:
        return self.words
