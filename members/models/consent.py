"""One consent model: texts in versions, decisions as evidence, grants as the living state."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class ConsentText(models.Model):
    """What is asked, in one version and language; a published text never changes."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    purpose = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    title = models.CharField(max_length=200)
    body = models.TextField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose", "version", "language"], name="consent_text_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version} {self.language}"


class Decision(models.Model):
    """What somebody decided, word for word: append-only evidence."""

    holds = Holds("health", "subject_id", "10 years after the end", True, "delete")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        ENDED = "ended", _("Ended")

    class Way(models.TextChoices):
        SCREEN = "screen", _("on this website")
        PHONE = "phone", _("by telephone")
        PAPER = "paper", _("on paper")

    subject_id = models.UUIDField()
    purpose = models.CharField(max_length=40)
    text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT)
    answer = models.CharField(max_length=8, choices=Answer)
    rendered = models.TextField()
    rendered_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    way = models.CharField(max_length=8, choices=Way, default=Way.SCREEN)
    consequence = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(db_default=Now())
    account_id = models.BigIntegerField(null=True)
    hat = models.CharField(max_length=16, blank=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "-id"], name="members_decision_subject")
        ]

    def __str__(self) -> str:
        return f"{self.answer} to {self.purpose}"

    @property
    def title(self) -> str:
        """The first line of the words, which says what they are about."""
        return self.rendered.partition("\n")[0]


@pghistory.track()
class Grant(models.Model):
    """The living state the vault reads: who may see what of one subject, from when to when."""

    holds = Holds("health", "subject_id", "10 years after the end", True, "delete")

    class Grantee(models.TextChoices):
        NOBODY = "nobody", _("nobody")
        ACCOUNT = "account", _("a person")
        CLINIC = "clinic", _("a clinic")

    subject_id = models.UUIDField()
    purpose = models.CharField(max_length=40)
    grantee_kind = models.CharField(max_length=8, choices=Grantee)
    grantee_id = models.BigIntegerField(null=True)
    scope = ArrayField(models.CharField(max_length=40))
    starts_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)  # rests since its giver left or died
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "purpose"], name="members_grant_subject"),
            models.Index(
                fields=["grantee_kind", "grantee_id", "ends_at"], name="members_grant_grantee"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(grantee_kind="nobody", grantee_id__isnull=True)
                | (~models.Q(grantee_kind="nobody") & models.Q(grantee_id__isnull=False)),
                name="grant_names_its_grantee",
            ),
            models.UniqueConstraint(
                fields=["subject_id", "grantee_id"],
                condition=models.Q(purpose__in=("help", "proxy"), ended_by__isnull=True),
                name="one_help_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.grantee_kind} {self.grantee_id}"
