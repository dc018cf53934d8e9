"""Questionnaires in immutable versions, their wording per language, and drafts of answers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class Questionnaire(models.Model):
    """One questionnaire through all its versions."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.slug


class Version(models.Model):
    """Structure and codes, one hash; once published it never changes."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("In use")
        RETIRED = "retired", _("No longer in use")

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)
    metadata = models.JSONField(default=dict)  # who made it, its address: for export
    report = models.JSONField(default=dict)  # what the import kept, dropped, noted
    item_count = models.PositiveIntegerField(default=0)  # questions everybody is asked

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of questionnaire {self.questionnaire_id}"


class Translation(models.Model):
    """The wording of one version in one language, with its own hash."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=12)
    texts = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "language"], name="translation_once")
        ]

    def __str__(self) -> str:
        return f"{self.language} of version {self.version_id}"


class Draft(models.Model):
    """Answers not sent yet: saved after each one, deleted by their owner or when sent."""

    holds = Holds(
        "health",
        "subject_id",
        "until sent, or 1 year after the last answer",
        export=True,
        erase="delete",
        after="saved_at",
        days=365,
    )

    subject_id = models.UUIDField()
    about = models.CharField(max_length=60)  # what is answered, e.g. "proms.assignment:17"
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    missing = models.JSONField(default=dict)
    started_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "about"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"draft about {self.about}"
