"""Schedules, who is on them, and why nothing came: windows become assignments when they open."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Clinic
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .windows import Delta, Recurrence


class Schedule(models.Model):
    """When which questionnaires come, in their order; made for everybody, a patient, or oneself."""

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    class For(models.TextChoices):
        EVERYBODY = "everybody", _("every member")
        PATIENT = "patient", _("one patient")
        SELF = "self", _("the person herself")

    class Anchor(models.TextChoices):
        DAY = "day", _("From one day on")
        START = "start", _("From the day each member begins")
        VISIT = "visit", _("Around each visit")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meant_for = models.CharField(max_length=10, choices=For)
    made_by_account = models.BigIntegerField(null=True)
    # What a clinician planned belongs to the clinic the patient shared with, when it was that one.
    clinic = models.ForeignKey(Clinic, null=True, on_delete=models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=6, choices=Anchor)
    anchor_on = models.DateField(null=True)  # of DAY only
    first_days = models.SmallIntegerField(default=0)
    every_months = models.PositiveSmallIntegerField(default=0)
    every_days = models.PositiveSmallIntegerField(default=0)
    times = models.PositiveSmallIntegerField(null=True)
    until = models.DateField(null=True)  # nothing of it opens after this day
    # Of EVERYBODY only: put on nobody's list, each member begins it herself.
    offered = models.BooleanField(default=False, db_default=False)
    due_days = models.PositiveSmallIntegerField()
    overdue_days = models.PositiveSmallIntegerField()
    closes_days = models.PositiveSmallIntegerField()
    reminders = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"schedule {self.pk}"

    @property
    def recurrence(self) -> Recurrence:
        """What proms.windows counts with; around visits each visit is one window."""
        every = Delta(self.every_months, self.every_days)
        recurs = self.anchor != self.Anchor.VISIT and (every.months or every.days)
        return Recurrence(
            first=Delta(days=self.first_days),
            due=self.due_days,
            overdue=self.overdue_days,
            closes=self.closes_days,
            every=every if recurs else None,
            times=self.times,
            until=self.until,
        )


class ScheduleStep(models.Model):
    """One questionnaire of a schedule; all of a window share its deadline."""

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="steps")
    instrument = models.ForeignKey("proms.Instrument", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "instrument"], name="schedule_step_once")
        ]

    def __str__(self) -> str:
        return f"step {self.rank} of schedule {self.schedule_id}"


class Enrolment(models.Model):
    """One person on one schedule, from her anchor day; pausing and leaving touch no past window."""

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="enrolments")
    anchor_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    paused_until = models.DateField(null=True)
    reason = models.CharField(max_length=12, blank=True)
    asked_why_at = models.DateTimeField(null=True)
    unshared_at = models.DateTimeField(
        null=True
    )  # since then nobody who planned it sees her answers
    next_at = models.DateTimeField(db_default=Now())  # when the job looks again
    made_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                condition=~models.Q(state="ended"),
                name="proms_enrolment_due",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "schedule"], name="enrolled_once")
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class ReasonGiven(models.Model):
    """Why somebody did not answer or paused, chosen from a list; shown where she agreed, else hers."""

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12)
    until = models.DateField(null=True)  # nothing new before that day
    shown = models.BooleanField(default=False, db_default=False)  # to those who see her answers
    said_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "-said_at"], name="proms_reason_newest")
        ]

    def __str__(self) -> str:
        return f"reason {self.pk}"
