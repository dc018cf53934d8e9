"""Buddies: members who go or went the same way, offer to write with one or two others, and pairs."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .programmes import Programme

MOST_PEOPLE = 3


class BuddyOffer(models.Model):
    """She offers to be a buddy on one programme, in words of her own, to so many people at once.

    `with_group`: members of her local groups who look there first may read that she is of one.
    `boundaries`: the version she agreed to. Others on the programme, and the guide who looks after
    the guides, read it through the doors of the vault. `gone`: taken back while the moderators had to
    look at it; nobody else reads it, and it goes once that is decided.
    """

    holds = Holds(
        "health", "subject_id", "until taken back (when reported: until decided) or erased", True,
        "delete", True,
    )  # fmt: skip

    class State(models.TextChoices):
        NEW = "new", _("Somebody of the team reads it first")
        SHOWN = "shown", _("Others on this programme can read it and ask you")
        KEPT = "kept", _("It is not shown")
        GONE = "gone", _("Taken back")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    words = models.TextField()
    most_people = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    away_until = models.DateField(null=True)
    with_group = models.BooleanField(default=False, db_default=False)
    boundaries = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    why = models.CharField(max_length=300, blank=True)  # what the team writes to her
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "programme"],
                condition=~Q(state="gone"),
                name="education_buddy_offer_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["programme"], condition=Q(state="shown"), name="education_buddy_shown"
            ),
            models.Index(fields=["id"], condition=Q(state="new"), name="education_buddy_new"),
        ]

    def __str__(self) -> str:
        return "an offer to be a buddy"


class BuddyPair(models.Model):
    """`subject_id` asked `buddy_subject`; from her yes on they are a pair, until one of them ends it.

    `declined`: her buddy said no; nobody writes why. What they write to each other is kept elsewhere, as any message of members;
    kept as long as those, so that an ended pair opens no old conversation again.
    """

    holds = Holds(
        "health", "subject_id", "3 years after its end", True, "delete",
        after="ended_at", days=1095,
    )  # fmt: skip

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    buddy_subject = models.UUIDField()
    boundaries = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(db_default=Now())
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    declined = models.BooleanField(default=False, db_default=False)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "programme"],
                condition=Q(ended_at=None),
                name="education_one_buddy",
            ),
            models.CheckConstraint(
                condition=~Q(subject_id=F("buddy_subject")), name="education_buddy_is_another"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["buddy_subject", "programme"], name="education_pairs_of_buddy")
        ]

    def __str__(self) -> str:
        return "a pair of buddies"
