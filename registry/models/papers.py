"""Consent signed with a pen: the printed form with its code, what was keyed in, the second look."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .catalogue import Registry
from .consent import ConsentSheet


class PaperConsent(models.Model):
    """One printed form of exactly one version of a consent, for one person.

    `said` as joining: question code → part → yes, no or ask. `scan` is sealed for this row. Until
    the second look nothing of it holds. No name stands here: the paper has it, and the code.
    """

    holds = Holds(
        "health",
        "subject_id",
        "until erased",
        True,
        "delete",
        read_audit=True,
        sealed={
            "scan": "registry_paperconsent|scan|{ref}",
        },
    )

    class State(models.TextChoices):
        PRINTED = "printed", _("printed")
        KEYED = "keyed", _("typed in, waits for a second look")
        DONE = "done", _("holds")
        ENDED = "ended", _("used no more")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(ConsentSheet, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    seed = models.CharField(max_length=32)
    code_hash = models.BinaryField(unique=True)
    state = models.CharField(max_length=7, choices=State, default=State.PRINTED)
    printed_at = models.DateTimeField(db_default=Now())
    printed_by = models.BigIntegerField(null=True)
    said = models.JSONField(default=dict)
    signed_on = models.DateField(null=True)
    scan = models.TextField(blank=True)
    scan_type = models.CharField(max_length=40, blank=True)
    keyed_by = models.BigIntegerField(null=True)
    keyed_at = models.DateTimeField(null=True)
    looked_by = models.BigIntegerField(null=True)
    looked_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=200, blank=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(looked_by__isnull=False) & ~Q(looked_by=F("keyed_by"))),
                name="registry_paper_by_two",
            ),
            models.UniqueConstraint(
                fields=["subject_id", "sheet"],
                condition=Q(state__in=("printed", "keyed")),
                name="registry_paper_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="registry_paper_waiting"),
            models.Index(fields=["subject_id"], name="registry_paper_of"),
        ]

    def __str__(self) -> str:
        return f"paper {self.ref}"
