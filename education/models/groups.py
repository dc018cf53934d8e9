"""A few people begin a programme together: two meetings with a guide, and who said that she comes."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .programmes import Programme


class ProgrammeGroup(models.Model):
    """When a group opens and closes, where, with which guide, for how many.

    `reminded`: of none, the opening (1) or the closing (2) everybody was reminded. `over_at`: when
    it closes. `version` counts what those in it have to know.
    """

    holds = Holds(
        "setting", "", "1 year after it is over and nobody’s place in it is kept", export=False,
        erase="keep", after="over_at", days=365,
    )  # fmt: skip

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    guide_account = models.BigIntegerField()
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=600, blank=True)
    size = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    over_at = models.DateTimeField()
    place = models.CharField(max_length=300)  # an address or a link; only who is in it sees it
    made_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True)
    version = models.PositiveSmallIntegerField(default=0, db_default=0)
    reminded = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(over_at__gt=F("opens_at")), name="education_group_closes_after_opening"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "opens_at"], name="education_group_of")
        ]

    def __str__(self) -> str:
        return f"group {self.pk}"


class GroupPlace(models.Model):
    """Her place in a group. `called`: the first name the others read; '' when they read none."""

    holds = Holds(
        "health", "subject_id", "2 years after she joined", True, "delete", after="joined_at",
        days=730,
    )  # fmt: skip

    subject_id = models.UUIDField()
    group = models.ForeignKey(ProgrammeGroup, models.PROTECT, related_name="+")
    called = models.CharField(max_length=40, blank=True)
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "group"],
                condition=Q(left_at__isnull=True),
                name="education_in_group_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["group"], name="education_place_in")]

    def __str__(self) -> str:
        return f"place {self.pk}"
