"""Visits to a doctor, and what a person wants said there, in her own words."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class Visit(models.Model):
    """One appointment: a day, perhaps a time, and with whom. Cancelled ones stay as a row."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class MadeBy(models.TextChoices):
        SELF = "self", _("the person herself")
        CLINIC = "clinic", _("a clinician")
        PROXY = "proxy", _("who acts for the person by law")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    on = models.DateField()
    at = models.TimeField(null=True, blank=True)
    with_whom = models.CharField(max_length=80, blank=True)
    made_by = models.CharField(max_length=8, choices=MadeBy, default=MadeBy.SELF)
    made_by_account = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_id", "on"], name="proms_visit_days")]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class OwnList(models.Model):
    """A short list in a person's own words, most important first; written over when it changes.

    Lines of her own record are copied as they were when she ticked them (proms/own_record.py).
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class About(models.TextChoices):
        MATTERS = "matters", _("what matters to me")
        QUESTIONS = "questions", _("questions for a visit")
        AGREED = "agreed", _("what was agreed at a visit")
        RECORD = "record", _("from her own record, for a visit")

    subject_id = models.UUIDField()
    about = models.CharField(max_length=10, choices=About)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="own_lists")
    lines = models.JSONField(default=list)
    written_at = models.DateTimeField()
    by_law_account = models.BigIntegerField(null=True)  # who wrote it for a child she acts for

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "about"],
                condition=models.Q(visit__isnull=True),
                name="own_list_once",
            ),
            models.UniqueConstraint(
                fields=["subject_id", "visit", "about"],
                condition=models.Q(visit__isnull=False),
                name="own_list_once_per_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.pk}"
