"""How a page or programme came about together with others, and this organisation's look at itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .articles import Article
from .programmes import Programme


class ProjectRecord(models.Model):
    """With whom, how and what for something was made, and which money came and went; for everybody."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    article = models.OneToOneField(Article, models.CASCADE, null=True, related_name="project")
    programme = models.OneToOneField(Programme, models.CASCADE, null=True, related_name="project")
    with_whom = models.TextField(blank=True)
    how = models.TextField(blank=True)
    what_for = models.TextField(blank=True)
    money_in = models.TextField(blank=True)
    money_out = models.TextField(blank=True)
    begun_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="education_project_of_one",
                condition=models.Q(article__isnull=False, programme__isnull=True)
                | models.Q(article__isnull=True, programme__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"project {self.pk}"


class SelfAudit(models.Model):
    """How this organisation saw its own way of making pages in one year, point by point."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    year = models.PositiveSmallIntegerField(unique=True)
    version = models.PositiveSmallIntegerField()
    items = models.JSONField()  # [{"id", "text"}] in the words that were shown
    # {item id: {"said": "yes" | "partly" | "no", "where": address or words, "note": words}}
    answers = models.JSONField(default=dict)
    by_account = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"self-audit {self.year}"
