"""What a curator's desk looks for: rules of its own, and what was looked at and accepted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .catalogue import Dataset, Form, Registry
from .rows import Entry, Subject


class QualityRule(models.Model):
    """A sentence and a rule over the answers of one occasion; where it holds, something is odd."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="quality_rules")
    title = models.CharField(max_length=200)
    logic = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"quality rule {self.ref}"


class Accepted(models.Model):
    """Something odd that was looked at and is right, with the reason. `values_sha`: of the answers.

    It counts while these answers stand; another answer is looked at anew.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="accepted")
    kind = models.CharField(max_length=40)  # of registry.oddities, or the ref of a rule
    link_id = models.CharField(max_length=255)
    values_sha = models.CharField(max_length=64)
    reason = models.TextField()
    accepted_by = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "kind", "link_id", "values_sha"],
                condition=models.Q(ended_at=None),
                name="registry_accepted_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id"], name="registry_accepted_of"),
            models.Index(fields=["entry"], name="registry_accepted_entry"),
        ]

    def __str__(self) -> str:
        return f"accepted {self.ref}"
