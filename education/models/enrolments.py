"""Somebody on her way through a programme: where she is, what she wrote, what she plans."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds
from questionnaires.models import Translation, Version

from .programmes import Programme, ProgrammeVersion

MOST_NUDGES = 3


class Enrolment(models.Model):
    """One person in one programme, on the version she began with.

    `quiet_since`: when she last did something here, or her pause ended. `nudged`: how many times we
    wrote since then. `rested_at`: rests with her membership. `begun_by`: the account of who began it
    for her, at the desk or by law; `goal_by`: of who wrote the goal by law.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Door(models.TextChoices):
        SELF = "self", _("by herself")
        CARD = "card", _("with a card from a practice")
        GUIDE = "guide", _("invited by a guide")

    class Begun(models.TextChoices):
        SCREEN = "screen", _("on this website")
        PHONE = "phone", _("by telephone")
        PROXY = "proxy", _("by who acts for the person by law")

    class State(models.TextChoices):
        ACTIVE = "active", _("on the way")
        RESTING = "resting", _("resting, after a long quiet time")
        DONE = "done", _("finished")
        LEFT = "left", _("left")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    door = models.CharField(max_length=8, choices=Door, default=Door.SELF)
    invited_by = models.BigIntegerField(null=True)  # the guide’s account
    begun = models.CharField(max_length=8, choices=Begun, default=Begun.SCREEN, db_default="screen")
    begun_by = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    goal = models.CharField(max_length=400, blank=True)
    goal_by = models.BigIntegerField(null=True)
    at_step = models.CharField(max_length=40, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    quiet_since = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    paused_until = models.DateField(null=True)
    nudged = models.PositiveSmallIntegerField(default=0)
    nudged_at = models.DateTimeField(null=True)
    rested_at = models.DateTimeField(null=True)
    # Reminders as she set them: on which day (Monday is 1), every how many weeks, and the next one.
    remind_weekday = models.PositiveSmallIntegerField(null=True)
    remind_every = models.PositiveSmallIntegerField(default=1, db_default=1)
    remind_on = models.DateField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "programme"], name="education_enrolled_once"
            ),
            models.CheckConstraint(
                condition=models.Q(nudged__lte=MOST_NUDGES), name="education_never_more_nudges"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["quiet_since"],
                condition=models.Q(state="active"),
                name="education_enrolment_quiet",
            ),
            models.Index(
                fields=["remind_on"],
                condition=models.Q(remind_on__isnull=False),
                name="education_enrolment_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"

    @property
    def is_on_the_way(self) -> bool:
        """Not pausing, resting, through, left, or gone with her membership."""
        here = self.paused_until is None and self.rested_at is None
        return here and self.state == self.State.ACTIVE


class StepState(models.Model):
    """What she did and wrote on one step. `answers` and `missing` as the form engine keeps them."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class How(models.TextChoices):
        SCREEN = "screen", _("on this website")
        PHONE = "phone", _("by telephone")
        PAPER = "paper", _("on paper")
        PROXY = "proxy", _("by who acts for the person by law")

    subject_id = models.UUIDField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    first_seen_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    missing = models.JSONField(default=dict)
    how = models.CharField(max_length=8, choices=How, default=How.SCREEN, db_default="screen")
    # Of the helper desk, from her sheets or words; or of who acts for her by law.
    entered_by = models.BigIntegerField(null=True)
    asked = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    asked_in = models.ForeignKey(Translation, models.PROTECT, null=True, related_name="+")

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="education_step_once")
        ]

    def __str__(self) -> str:
        return f"step {self.step}"


class IfThenPlan(models.Model):
    """One small step, tied to a moment; at the next visit she says whether it worked."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Outcome(models.TextChoices):
        WORKED = "worked", _("Yes, it worked")
        PARTLY = "partly", _("Sometimes")
        NOT_YET = "not_yet", _("Not yet")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    step = models.CharField(max_length=40, blank=True)
    if_text = models.CharField(max_length=300)
    then_text = models.CharField(max_length=300)
    made_at = models.DateTimeField(db_default=Now())
    by_account = models.BigIntegerField(null=True)  # of who made it for her by law
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    outcome_words = models.CharField(max_length=600, blank=True)
    outcome_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "-id"], name="education_plan_of"),
        ]

    def __str__(self) -> str:
        return "a plan"


class Later(models.Model):
    """ "Not now": she is reminded once of a programme, and her card counts as long as it lives."""

    holds = Holds(
        "health", "subject_id", "1 year after the day", True, "delete", after="remind_on", days=365
    )

    subject_id = models.UUIDField()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    card_ref = models.UUIDField(null=True)
    remind_on = models.DateField()
    told_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "programme"], name="education_later_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["remind_on"],
                condition=models.Q(told_at__isnull=True),
                name="education_later_due",
            )
        ]

    def __str__(self) -> str:
        return "a reminder"
