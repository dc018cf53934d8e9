"""Wishes to be called, and how soon the organisation promises to call."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .people import Person


class CallRequest(models.Model):
    """Somebody wants to be called, member or visitor; name and number are sealed for this row."""

    holds = Holds(
        "identity",
        "person",
        "90 days after the call was closed",
        export=True,
        erase="delete",
        read_audit=True,
        after="closed_at",
        days=90,
        sealed={
            "name": "members_callrequest|name|{ref}",
            "number": "members_callrequest|number|{ref}",
            "whom": "members_callrequest|whom|{ref}",
            "code": "members_callrequest|code|{ref}",
        },
    )

    class About(models.TextChoices):
        SIGNING_IN = "signing_in", _("Signing in")
        QUESTIONNAIRE = "questionnaire", _("A questionnaire")
        DATA = "data", _("My data")
        PEER = "peer", _("Talking to somebody with the same illness")
        DEATH = "death", _("Somebody has died")
        OTHER = "other", _("Something else")
        REMINDER = "reminder", _("A form is waiting")  # ours, nobody asks for it
        RANG = "rang", _("They rang us")  # somebody on the line, answered by the desk

    class Suits(models.TextChoices):
        ANY = "any", _("At any time")
        MORNING = "morning", _("In the morning")
        AFTERNOON = "afternoon", _("In the afternoon")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a call")
        OFFICE = "office", _("With the office")
        DONE = "done", _("We talked")
        WRONG_NUMBER = "wrong_number", _("The number was wrong")
        NO_CALL = "no_call", _("No call was wanted")
        WITHDRAWN = "withdrawn", _("Taken back")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.BinaryField(unique=True)
    name = models.TextField(blank=True)
    number = models.TextField(blank=True)
    whom = models.TextField(blank=True)  # sealed too: who has died, as the caller names them
    number_mark = models.CharField(max_length=64, blank=True, db_index=True)
    by_helper = models.BooleanField(db_default=False, default=False)  # who acts for her answers it
    about = models.CharField(max_length=16, choices=About, default=About.OTHER)
    suits = models.CharField(max_length=10, choices=Suits, default=Suits.ANY)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(db_default=Now())
    promised_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    passed_on_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    next_on = models.DateField(null=True)  # not before this day
    tries = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    outcome_by = models.BigIntegerField(null=True)
    outcome_at = models.DateTimeField(null=True)
    code = models.TextField(blank=True)  # sealed: of the one form a reminder is about
    rows = ArrayField(models.BigIntegerField(), default=list)  # the notices it stands for
    before = models.JSONField(default=dict)  # what an undo brings back
    taken_by = models.BigIntegerField(null=True)
    taken_until = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=Q(closed_at__isnull=True), name="members_call_open"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at__isnull=True), name="call_wanted_once"
            )
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class CallPromise(models.Model):
    """Within how many working days we call; one row, ours while there is none."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    only_one = models.BooleanField(default=True, unique=True)
    days = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )

    def __str__(self) -> str:
        return f"{self.days} working days"
