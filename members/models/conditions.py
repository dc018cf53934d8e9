"""Illnesses the organisation knows by name, and which of them a member says she has."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class Condition(models.Model):
    """One line of the organisation's list: names per language, a code of some system if it likes."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    name = models.JSONField(default=dict)
    code_system = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40, blank=True)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"condition {self.pk}"


class MemberCondition(models.Model):
    """What a member says about an illness of hers, visible to nobody but her.

    A correction adds a row with the same `ref` and closes the former one (`replaced_at`): the rows
    of one ref are its history. Taken off, all of them go after 30 days. `since` is as much of a
    date as she knows: "2019", "2019-03" or "2019-03-14".
    """

    holds = Holds(
        "health",
        "subject_id",
        "30 days after she takes it off",
        export=True,
        erase="delete",
        read_audit=True,
        after="removed_at",
        days=30,
    )

    class Status(models.TextChoices):
        SUSPECTED = "suspected", _("suspected")
        CONFIRMED = "confirmed", _("confirmed")
        CHANGED = "changed", _("it turned out to be something else")

    ref = models.UUIDField(default=uuid.uuid4)
    subject_id = models.UUIDField()
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status)
    since = models.CharField(max_length=10, blank=True)
    noted_at = models.DateTimeField(db_default=Now())
    replaced_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "ref"], name="members_mycondition_subject"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "condition"],
                condition=Q(replaced_at__isnull=True, removed_at__isnull=True),
                name="condition_said_once",
            ),
        ]

    def __str__(self) -> str:
        return f"said condition {self.pk}"


class Standing(models.Model):
    """Where a member says she stands; "just diagnosed" keeps questionnaires away for a while."""

    holds = Holds(
        "health",
        "subject_id",
        "1 year after she said it",
        export=True,
        erase="delete",
        read_audit=True,
        after="said_at",
        days=365,
    )

    class Where(models.TextChoices):
        JUST_DIAGNOSED = "just_diagnosed", _("I have just got the diagnosis, or it is suspected")
        FOR_YEARS = "for_years", _("I have lived with it for a while")
        RELATIVE = "relative", _("I am a relative or a friend")
        PROFESSIONAL = "professional", _("I work in health care")
        UNSAID = "unsaid", _("I would rather not say")

    subject_id = models.UUIDField(unique=True)
    where = models.CharField(max_length=16, choices=Where)
    said_at = models.DateTimeField(db_default=Now())
    wants_questions_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"standing {self.pk}"
