"""What joining a registry asks, in versions, and who takes part.

What somebody answered stands in `members`: one Decision for each answer, word for word, and for
each question answered with more than "no" one living Grant to nobody, whose purpose is
`registry:<registry id>:<question code>` and whose scope says how far it goes (registry/consent.py).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .catalogue import Registry
from .rows import Subject


class ConsentSheet(models.Model):
    """One version of what joining asks: texts, questions, checks of understanding.

    `content` as registry.consent.Sheet; published, neither it nor its words ever change.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="sheets")
    version = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registry", "version"], name="registry_sheet_once")
        ]

    def __str__(self) -> str:
        return f"sheet {self.version} of registry {self.registry_id}"


class Participation(models.Model):
    """That somebody joined a registry herself, and whether she still takes part.

    `asked_version`: the newest sheet she was told about; `ending_told`: purpose of a grant →
    when the last day that runs for it was told; `due_step`: whether she was told once
    or twice of what waits now, `due_asked_at` and `due_asked_before` the two newest times. They move
    in the vault only. `seen_version`: the newest sheet
    that waits for no decision of hers, since she left it as it is or it is older than being asked;
    `looked`: form id → when she said that there is
    nothing new to it. `closed_at`: since when nothing new is entered about her; what she gave stays
    in use as she allowed.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    class State(models.TextChoices):
        ACTIVE = "active", _("takes part")
        WITHDRAWN = "withdrawn", _("has left")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="participations")
    record = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="participations")
    sheet = models.ForeignKey(ConsentSheet, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    since = models.DateTimeField(db_default=Now())
    paused_at = models.DateTimeField(null=True)  # rests since she left the organisation or died
    asked_version = models.PositiveIntegerField(default=0)
    ending_told = models.JSONField(default=dict)
    seen_version = models.PositiveIntegerField(default=0)
    looked = models.JSONField(default=dict)
    due_step = models.PositiveSmallIntegerField(default=0)
    due_asked_at = models.DateTimeField(null=True)
    due_asked_before = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    by_law = models.BooleanField(default=False)  # a legal proxy signed; she herself has not yet

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registry", "subject_id"], name="registry_participation_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["subject_id"], name="registry_participation_of")]

    def __str__(self) -> str:
        return f"participation {self.ref}"
