"""Lists of medical terms: which editions were read in, each code once, its names by language."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds


class Terminology(models.Model):
    """One list. `version`: the newest edition that was read in, a day or a year."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    version = models.CharField(max_length=10)

    def __str__(self) -> str:
        return self.slug


class TermFile(models.Model):
    """One file that was read in: an edition in one language."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    terminology = models.ForeignKey(Terminology, on_delete=models.PROTECT, related_name="files")
    version = models.CharField(max_length=10)
    language = models.CharField(max_length=12)
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["terminology", "version", "language"], name="registry_term_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"term file {self.pk}"


class Term(models.Model):
    """One code. It stays when an edition drops it, so that what was entered keeps its words.

    `seen_in`: the newest edition it stood in; `instead`: codes to use for it now.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class State(models.TextChoices):
        CURRENT = "current", _("in use")
        OBSOLETE = "obsolete", _("not used any more")
        GONE = "gone", _("no longer in the list")

    terminology = models.ForeignKey(Terminology, on_delete=models.PROTECT, related_name="terms")
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.CURRENT)
    choosable = models.BooleanField(default=True)  # false: a chapter, there for those below it
    parents = models.JSONField(default=list)
    instead = models.JSONField(default=list)
    seen_in = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terminology", "code"], name="registry_term_once")
        ]

    def __str__(self) -> str:
        return self.code


class TermName(models.Model):
    """A name of a term in one language. `folded`: as it is looked for (registry.terms.shapes.fold)."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="names")
    language = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()  # 0: the preferred name
    text = models.CharField(max_length=500)
    folded = models.CharField(max_length=600)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "language", "position"], name="registry_term_name_once"
            )
        ]
        indexes: ClassVar = [
            GinIndex(SearchVector("folded", config="simple"), name="registry_term_words"),
            models.Index(fields=["folded"], name="registry_term_folded"),
        ]

    def __str__(self) -> str:
        return f"name {self.pk}"
