"""Calls between a guide and somebody who agreed to be called: the task, its tries, what came of it."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import CallRequest
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .enrolments import Enrolment

MOST_TRIES = 3


class MayCall(models.Model):
    """She agreed to be called by her guide; the number is sealed for this row."""

    holds = Holds(
        "health",
        "subject_id",
        "until erased",
        True,
        "delete",
        read_audit=True,
        sealed={
            "number": "education_maycall|number|{ref}",
        },
    )

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="+")
    number = models.TextField()
    suits = models.CharField(
        max_length=10, choices=CallRequest.Suits, default=CallRequest.Suits.ANY
    )
    agreed_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"may call {self.pk}"


class GuideCall(models.Model):
    """A call for her guide, or who stands in, to make: at most three tries, then it is over.

    `next_on`: not before this day.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Why(models.TextChoices):
        GUIDE = "guide", _("your guide put it on her list")
        QUIET = "quiet", _("because it was quiet for a while")

    class State(models.TextChoices):
        WAITING = "waiting", _("still to be made")
        TALKED = "talked", _("you talked")
        NOT_REACHED = "not_reached", _("nobody was reached")
        NOT_WANTED = "not_wanted", _("no call was wanted")
        OVER = "over", _("taken off the list")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=Why, default=Why.GUIDE)
    made_at = models.DateTimeField(db_default=Now())
    next_on = models.DateField()
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    state = models.CharField(
        max_length=12, choices=State, default=State.WAITING, db_default="waiting"
    )
    closed_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(state="waiting"),
                name="education_one_call",
            ),
            models.CheckConstraint(
                condition=models.Q(tries__lte=MOST_TRIES), name="education_never_more_tries"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "-id"], name="education_call_of"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class CallTry(models.Model):
    """One time somebody dialled, and the short note about it; the member reads all of it."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Came(models.TextChoices):
        TALKED = "talked", _("you talked")
        NOBODY = "nobody", _("nobody answered")
        NOT_WANTED = "not_wanted", _("no call was wanted")

    subject_id = models.UUIDField()
    call = models.ForeignKey(GuideCall, models.PROTECT, related_name="log")
    at = models.DateTimeField(db_default=Now())
    by_account = models.BigIntegerField()
    by_name = models.CharField(max_length=80, blank=True)
    came = models.CharField(max_length=12, choices=Came)
    note = models.CharField(max_length=300, blank=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["call"], name="education_try_of")]

    def __str__(self) -> str:
        return f"try {self.pk}"
