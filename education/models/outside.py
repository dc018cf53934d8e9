"""Readers without an account, and remarks on parts of a page."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .articles import Article, Revision
from .programmes import ProgrammeVersion


class OutsideReader(models.Model):
    """Somebody asked to read one text once: by a link that opens nothing else, or on paper.

    Of the link only a hash is kept, and the address it was mailed to is not kept at all. With
    `panel`, the answers of a member who took up a call; which member, says PanelReading alone. Of
    a page `revision` was read, of a programme `version`.
    """

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    class Task(models.TextChoices):
        LAY = "lay", _("Read it as somebody it is written for")
        MEDICAL = "medical", _("Check it as a doctor")

    class Verdict(models.TextChoices):
        FINE = "fine", _("It may stay as it is")
        CHANGE = "change", _("Something has to change")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    revision = models.ForeignKey(
        Revision, models.CASCADE, null=True, related_name="outside_readers"
    )
    version = models.ForeignKey(
        ProgrammeVersion, models.CASCADE, null=True, related_name="lay_readers"
    )
    task = models.CharField(max_length=20, choices=Task)
    called = models.CharField(max_length=80)  # as whoever asked knows the person
    secret_hash = models.BinaryField(unique=True, null=True)  # none: on paper
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # SHA-256 of the text that was read: a later wording is not what was signed.
    text_mark = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)
    public_name = models.CharField(max_length=80, blank=True)
    background = models.CharField(max_length=160, blank=True)
    interests = models.TextField(blank=True)
    answers = models.JSONField(default=list)  # [{"id", "question", "answer"}] in the words shown
    note = models.TextField(blank=True)
    signed_on = models.DateField(null=True)  # on paper
    panel = models.ForeignKey("PanelCall", models.PROTECT, null=True, related_name="readers")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(revision__isnull=False, version=None)
                | models.Q(revision=None, version__isnull=False),
                name="education_reader_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} reading of {self.revision_id or self.version_id}"

    @property
    def text(self) -> Revision:
        """What was read of a page; whoever reads by a link or on paper reads no programme."""
        assert self.revision is not None  # noqa: S101  (the callers)
        return self.revision


class Remark(models.Model):
    """What somebody said about one part of a page; open until an editor settles it."""

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    article = models.ForeignKey(Article, models.CASCADE, related_name="remarks")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    section = models.CharField(max_length=40, blank=True)  # '' the page as a whole
    text = models.TextField()
    by_account = models.BigIntegerField(null=True)
    outside = models.ForeignKey(OutsideReader, models.CASCADE, null=True, related_name="remarks")
    at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["article"],
                condition=models.Q(settled_at__isnull=True),
                name="education_remark_open",
            )
        ]

    def __str__(self) -> str:
        return f"a remark on {self.article_id}"
