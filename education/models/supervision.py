"""What guides ask each other's lead once a month: questions without names, bound to nobody."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds


class SupervisionMonth(models.Model):
    """When and where guides meet in a month. `month`: its first day."""

    holds = Holds("operational", "", "2 years", export=False, erase="keep", after="month", days=730)

    month = models.DateField(unique=True)
    meets_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class SupervisionQuestion(models.Model):
    """One question of a guide. Neither who asked, nor whom it is about, nor the hour is kept.

    `month`: in which it was asked, its first day.
    """

    holds = Holds("operational", "", "2 years", export=False, erase="keep", after="month", days=730)

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        MEETING = "meeting", _("comes into the meeting")
        ANSWERED = "answered", _("answered")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    month = models.DateField()
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_default="open")
    answer = models.TextField(blank=True)
    answered_account = models.BigIntegerField(null=True)  # of who did, while she is somebody here

    class Meta:
        # By a random number: the order in which questions came could tell whose they are.
        indexes: ClassVar = [models.Index(fields=["month", "ref"], name="education_question_of")]

    def __str__(self) -> str:
        return f"question {self.pk}"
