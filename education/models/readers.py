"""What readers leave: saved pages and corrections under the vault, votes that name nobody."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .articles import Article, Revision
from .programmes import Programme, ProgrammeVersion


class SavedPage(models.Model):
    """A page somebody keeps to read later: what she reads says what she has."""

    holds = Holds("health", "subject_id", "until taken off or erased", True, "delete")

    subject_id = models.UUIDField()
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "article"], name="education_saved_once")
        ]

    def __str__(self) -> str:
        return "a saved page"


class Correction(models.Model):
    """Somebody says a page or a programme is wrong or unclear, and is answered.

    `subject_id` is none for visitors, who find the answer by a link: `secret_hash`. `revision`,
    `version`: the text she had before her.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField(null=True)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(db_default=Now())
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    secret_hash = models.BinaryField(null=True, unique=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id"], name="education_correction_of"),
            models.Index(
                fields=["at"],
                condition=models.Q(answered_at__isnull=True),
                name="education_correction_open",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    article__isnull=False, revision__isnull=False, programme=None, version=None
                )
                | models.Q(
                    article=None, revision=None, programme__isnull=False, version__isnull=False
                ),
                name="education_correction_of_one",
            )
        ]

    def __str__(self) -> str:
        return "a correction"

    @property
    def title(self) -> str:
        """What it is about, as it is called now."""
        if self.programme is not None:
            return self.programme.title
        live = self.article.live if self.article is not None else None
        return live.title if live is not None else ""

    @property
    def language(self) -> str:
        """Of what it is about."""
        about = self.programme or self.article
        return about.language if about is not None else ""

    @property
    def is_about_an_older_text(self) -> bool:
        """Another one came out since she wrote."""
        if self.programme is not None:
            return self.version_id != self.programme.live_id
        return self.article is not None and self.revision_id != self.article.live_id


class Vote(models.Model):
    """Whether a revision helped somebody; nobody can tell whom."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class Reason(models.TextChoices):
        UNCLEAR = "unclear", _("I did not understand it")
        MISSING = "missing", _("What I was looking for is not there")
        WRONG = "wrong", _("I think something is wrong")
        LONG = "long", _("It is too long")
        NOT_ME = "not_me", _("It does not fit my situation")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="votes")
    helped = models.BooleanField()
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    on = models.DateField()

    def __str__(self) -> str:
        return "yes" if self.helped else "no"
