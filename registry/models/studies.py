"""Studies members are asked to: begun once for an approved request, one invitation each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .requests import ON_RECORD, DataRequest


class Study(models.Model):
    """That members are written to for a request. `contact`: purposes of consent, any one will do."""

    holds = ON_RECORD

    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="study")
    contact = models.JSONField(default=list)
    begun_by = models.BigIntegerField()
    begun_at = models.DateTimeField(db_default=Now())
    ends_on = models.DateField()
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"study {self.pk}"


class StudyInvitation(models.Model):
    """One member was asked. `reach`: sealed, how those of the study may reach her; with a yes only."""

    holds = Holds(
        "health",
        "subject_id",
        "until erased",
        True,
        "delete",
        read_audit=True,
        sealed={
            "reach": "registry_studyinvitation|reach|{ref}",
        },
    )

    class State(models.TextChoices):
        ASKED = "asked", _("waits for your answer")
        YES = "yes", _("you said yes")
        NO = "no", _("you said no")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="invitations")
    subject_id = models.UUIDField()
    state = models.CharField(max_length=5, choices=State, default=State.ASKED)
    reach = models.TextField(blank=True)
    invited_at = models.DateTimeField(db_default=Now())
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "subject_id"], name="registry_asked_once"),
            models.CheckConstraint(
                condition=Q(state="yes") ^ Q(reach=""), name="registry_reach_with_a_yes"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "invited_at"], name="registry_asked_subject")
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
