"""Members who want to be asked each time, asked about the use of one request."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .requests import ON_RECORD, DataRequest


class UseAsking(models.Model):
    """That they are asked for a request as it was voted on in one round, in no other words.

    `use`: the purpose to whose question they said that they want to be asked.
    """

    holds = ON_RECORD

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="askings")
    round = models.PositiveSmallIntegerField()
    use = models.CharField(max_length=40)
    begun_by = models.BigIntegerField()
    begun_at = models.DateTimeField(db_default=Now())
    ends_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "round"], name="registry_asking_once")
        ]

    def __str__(self) -> str:
        return f"asking {self.pk}"


class UseAsked(models.Model):
    """One member was asked; her yes is a grant of its own, for this request alone."""

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for your answer")
        YES = "yes", _("you said yes")
        NO = "no", _("you said no")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asking = models.ForeignKey(UseAsking, on_delete=models.PROTECT, related_name="asked")
    subject_id = models.UUIDField()
    state = models.CharField(max_length=5, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asking", "subject_id"], name="registry_use_asked_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "asked_at"], name="registry_use_subject")
        ]

    def __str__(self) -> str:
        return f"asked {self.pk}"
