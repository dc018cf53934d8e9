"""Who is there to look, whom the crisis lane calls, and what somebody would rather not look at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .cases import Case


class Shift(models.Model):
    """Hours in which a volunteer is there. `note`: what she leaves for whoever comes next.
    `wanted_at`: since when she asks for somebody else to take them; whoever does is `person` then.
    """

    holds = Holds("account", "person", "1 year", True, "delete", after="ends_at", days=365)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="moderation_shift_forwards"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="moderation_shift_ends")]

    def __str__(self) -> str:
        return f"shift {self.pk}"


class DutyFeed(models.Model):
    """The secret address under which somebody's calendar finds her own hours; kept as a hash."""

    holds = Holds("account", "person", "until ended", True, "delete")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"feed {self.pk}"


class Passed(models.Model):
    """ "Not me today": this case is not on this volunteer's list until the end of the day."""

    holds = Holds("account", "person", "30 days", True, "delete", after="at", days=30)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="passed", db_index=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "case"], name="moderation_passed_once")
        ]

    def __str__(self) -> str:
        return f"passed {self.pk}"


class SafetyContact(models.Model):
    """Whom the crisis lane calls after those on duty, one for each step.

    `named_by`: id of the person who did. Who named herself looks nobody up (danger_rules.py).
    """

    holds = Holds("account", "person", "until replaced", True, "delete")

    class Step(models.TextChoices):
        LEAD = "lead", _("Leads on safety")
        DEPUTY = "deputy", _("Deputy")
        BOARD = "board", _("Of the board")

    step = models.CharField(max_length=8, choices=Step, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())
    named_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"contact {self.step}"


class FollowUp(models.Model):
    """Looking in on somebody again, a day and a week after a case in the crisis lane."""

    holds = Holds("health", "person", "3 years", False, "delete", after="due_at", days=1095)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(done_at__isnull=True), name="moderation_follow_due"
            )
        ]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
