"""Events: when and where something takes place, and who said that she comes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .groups import Group


class Event(models.Model):
    """Something on a day, of a group or, without one, of the whole organisation; in one language.

    `over_at`: when it leaves the list. `named`: whoever looks after it sees the names of those
    who come, as they are told. `version` counts what those who come have to know; `to_tell`: they
    are not told yet. `reminded_for`: the beginning everybody was reminded of who wished it.
    """

    holds = Holds(
        "setting",
        "",
        "1 year after it is over",
        export=False,
        erase="keep",
        after="over_at",
        days=365,
    )

    class Readers(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody")
        MEMBERS = "members", _("Members who have signed in")
        GROUP = "group", _("Only who is in the group")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="events")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    readers = models.CharField(max_length=9, choices=Readers)
    signup = models.BooleanField(default=False)
    places = models.PositiveIntegerField(null=True)
    named = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    taken_off_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    to_tell = models.BooleanField(default=False)
    reminded_for = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["starts_at", "id"],
                condition=Q(taken_off_at__isnull=True),
                name="members_event_to_come",
            ),
            models.Index(fields=["over_at"], name="members_event_over"),
            models.Index(fields=["id"], condition=Q(to_tell=True), name="members_event_to_tell"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(group__isnull=False) | ~Q(readers="group"),
                name="event_of_all_has_no_group_of_readers",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"


class Attendance(models.Model):
    """Somebody said that she comes. To the event of a group about an illness, that is health data.

    `named`: whoever looks after the event sees her display name, as she was told. `ended_at`: taken
    back, or resting since she left. `over_at` is the event's, kept the same by the database.
    """

    holds = Holds(
        "health",
        "subject_id",
        "30 days after the event",
        export=True,
        erase="delete",
        read_audit=True,
        after="over_at",
        days=30,
    )

    subject_id = models.UUIDField(db_index=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(default=False)
    reminds = models.BooleanField(default=False)
    said_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField()

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "subject_id"],
                condition=Q(ended_at__isnull=True),
                name="at_event_once",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"
