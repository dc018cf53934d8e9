"""Records that may be about one person: marks to find them by, what was decided, what was joined."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .catalogue import Registry
from .rows import Subject


class AlikeMark(models.Model):
    """One keyed mark of one record; read by the vault alone. `origin`: where the name stands."""

    holds = Holds("health", "subject_id", "until erased", export=False, erase="delete")

    subject_id = models.UUIDField()
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=30)
    kind = models.CharField(max_length=8)
    mark = models.CharField(max_length=64)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["registry", "mark"], name="registry_mark_meets"),
            models.Index(fields=["record"], name="registry_mark_record"),
            models.Index(fields=["subject_id"], name="registry_mark_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of record {self.record_id}"


class Alike(models.Model):
    """Two records of a registry that look like one person, and what somebody said about that.

    `subject_id` is of `first`, `other_id` of `second`; `why`: name, sound, near, born, swapped.
    """

    holds = Holds("health", "subject_id", "until erased", export=False, erase="delete")

    class State(models.TextChoices):
        OPEN = "open", _("not looked at yet")
        LATER = "later", _("put off")
        DIFFERENT = "different", _("two people")
        SAME = "same", _("one person, says one of you")
        JOINED = "joined", _("put together")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    other_id = models.UUIDField()
    why = ArrayField(models.CharField(max_length=8))
    strength = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(db_default=Now())
    judged_by = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="registry_alike_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="registry_alike_in_order"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["registry", "state", "-strength", "-id"], name="registry_alike_waiting"
            ),
            models.Index(fields=["subject_id"], name="registry_alike_of"),
            models.Index(fields=["second"], name="registry_alike_second"),
        ]

    def __str__(self) -> str:
        return f"records {self.first_id} and {self.second_id}"


class Joined(models.Model):
    """Two records put together: which entries came over, and from where, so that it can be undone.

    `kept` is the record that stays, with `subject_id`; `gone` the other one, with `other_id`.
    `number`: of the one that went, for the person herself, who does not see that record.
    `moved`: pairs of an entry and the instance it had. `said`: what the person herself decided;
    until she says "use" what came over is in no count and no release.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    class Said(models.TextChoices):
        NOTHING = "", _("not decided yet")
        USE = "use", _("may be used as my other answers")
        KEEP_OUT = "keep_out", _("stays out of research")
        NOT_ME = "not_me", _("is not about me")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="+")
    pair = models.ForeignKey(Alike, on_delete=models.PROTECT, related_name="joined")
    kept = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    other_id = models.UUIDField()
    number = models.CharField(max_length=100)
    moved = models.JSONField(default=list)
    said = models.CharField(max_length=8, choices=Said, blank=True)
    said_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    judged_by = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(ended_at=None), name="registry_joined_once"
            ),
            models.CheckConstraint(
                condition=~Q(made_by=F("judged_by")), name="registry_joined_by_two"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id"], name="registry_joined_of"),
            models.Index(fields=["kept"], name="registry_joined_kept"),
        ]

    def __str__(self) -> str:
        return f"record {self.gone_id} joined to {self.kept_id}"
