"""What stands beside articles: sources, words and their meaning, other words for the same."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .articles import Revision


class Source(models.Model):
    """What a page rests on."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", _("A guideline")
        REVIEW = "review", _("A review of many studies")
        STUDY = "study", _("A study")
        OFFICIAL = "official", _("An official body")
        BOOK = "book", _("A book")
        OTHER = "other", _("Something else")

    class Link(models.TextChoices):
        UNKNOWN = "", _("Not looked at yet")
        FINE = "fine", _("The link works")
        GONE = "gone", _("The page is gone")
        UNSURE = "unsure", _("The page did not answer")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    title = models.CharField(max_length=400)
    made_by = models.CharField(max_length=400, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    url = models.URLField(max_length=1000, blank=True)
    accessed_on = models.DateField(null=True)
    origin = models.CharField(max_length=200, unique=True, null=True)  # noqa: DJ001  (two empty ones are not the same)
    link = models.CharField(max_length=10, choices=Link, blank=True, default="")
    link_checked_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.title


class Citation(models.Model):
    """A revision rests on a source; `section` names what it supports, '' the whole page."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    section = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "source"], name="education_cited_once")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} rests on {self.source_id}"


class Term(models.Model):
    """A word of the glossary. `short` stands in brackets behind its first use on a page."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    language = models.CharField(max_length=10)
    word = models.CharField(max_length=80)
    short = models.CharField(max_length=160, blank=True)  # none: only other words for a page
    text = models.TextField(blank=True)
    # Other words for the same, lay and medical, by which pages are found as well.
    same_as = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "word"], name="education_term_once")
        ]

    def __str__(self) -> str:
        return self.word
