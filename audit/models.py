"""Append-only rows: what was changed, by whom, and who read somebody else's health data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class Event(models.Model):
    """One write by an action. Ids only, never values; the subject only as a keyed mark."""

    holds = Holds("operational", "", "10 years", export=False, erase="keep")

    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=16)
    account_id = models.BigIntegerField(null=True)
    hat = models.CharField(max_length=16, blank=True)
    purpose = models.CharField(max_length=32, blank=True)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60, blank=True)
    object_ref = models.CharField(max_length=60, blank=True)
    subject_mark = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="audit_event_newest"),
            models.Index(fields=["subject_mark", "-id"], name="audit_event_subject"),
            models.Index(fields=["account_id", "-id"], name="audit_event_account"),
            models.Index(fields=["verb", "-id"], name="audit_event_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_ref}"


class Read(models.Model):
    """Somebody looked at another person's health or identity data; the person sees this row."""

    holds = Holds(
        "health", "subject_id", "3 years", export=True, erase="delete", after="at", days=1095
    )

    subject_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=16)
    account_id = models.BigIntegerField(null=True)
    hat = models.CharField(max_length=16, blank=True)
    purpose = models.CharField(max_length=32, blank=True)
    reader_name = models.CharField(max_length=120)
    what = models.CharField(max_length=80)
    object_ref = models.CharField(max_length=60, blank=True)
    grant_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=36, blank=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_id", "-id"], name="audit_read_subject")]

    def __str__(self) -> str:
        return f"{self.what} by {self.hat}"


class DayRoot(models.Model):
    """One day of the record (UTC) in a few figures, chained with the day before.

    Written by the database's own `audit_next_root()`, six hours after the day is over; nobody of the
    portal can add, change or delete one. `root` is made of the root before and the other columns, so
    a day changed later fits neither its own root nor those that follow. See audit/checking.py.
    """

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    day = models.DateField(unique=True)
    events = models.PositiveIntegerField()
    events_hash = models.CharField(max_length=64)
    reads = models.PositiveIntegerField()
    reads_hash = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"root of {self.day}"


class ReadGone(models.Model):
    """What a look that was erased with its person leaves: its number and hash, and nothing to read.

    So a day from which somebody was erased still fits its root. Written by a trigger.
    """

    holds = Holds("operational", "", "3 years", export=False, erase="keep", after="at", days=1095)

    read_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    leaf = models.BinaryField()

    def __str__(self) -> str:
        return f"look {self.read_id}, gone"
