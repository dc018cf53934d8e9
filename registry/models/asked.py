"""Questions about a value: a curator asks, or the person it is about says that it is wrong."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .catalogue import Form, Registry
from .rows import Entry, Subject


@dataclass(frozen=True, slots=True)
class Said:
    """`again`: why it is asked once more; else it was an answer."""

    again: bool
    words: str
    at: datetime


class Query(models.Model):
    """One question about one answer of an entry, in plain words, with its answer and its end.

    `former`: what was said before it was opened again, oldest first: {"answer" or "again": words,
    "at": moment}. `asked_by`: who asked last.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class About(models.TextChoices):
        ASKED = "asked", _("a question")
        DISPUTED = "disputed", _("said to be wrong")

    class To(models.TextChoices):
        MEMBER = "member", _("to the person herself")
        CURATOR = "curator", _("to those who keep the registry")

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="queries")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="queries")
    link_id = models.CharField(max_length=255)
    about = models.CharField(max_length=8, choices=About, default=About.ASKED)
    to = models.CharField(max_length=7, choices=To)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    words = models.TextField()
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.TextField(blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    former = models.JSONField(default=list)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id"], name="registry_query_of"),
            models.Index(fields=["registry", "state", "-id"], name="registry_query_open"),
            models.Index(fields=["entry"], name="registry_query_entry"),
        ]

    def __str__(self) -> str:
        return f"query {self.ref}"

    @property
    def before(self) -> list[Said]:
        """What was said after the first words and before it was opened the last time."""
        return [
            Said(
                "again" in one, one.get("again") or one["answer"], datetime.fromisoformat(one["at"])
            )
            for one in self.former
        ]
