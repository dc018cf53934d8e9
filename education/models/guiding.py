"""Guides: how they work, whom they go along with, and what they and members write to each other."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from members.models import Account, Grant
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .articles import Article
from .enrolments import Enrolment


class Guide(models.Model):
    """What a guide promises, how many people she takes, and who answers while she is away."""

    holds = Holds("account", "account", "until erased", export=True, erase="delete")

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    public_name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    days = models.CharField(max_length=80, blank=True)  # "Tuesdays and Fridays"
    answers_within = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(14)]
    )  # days
    most_people = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(0), MaxValueValidator(50)]
    )
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True)
    cover = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    # Named by the office: writes the words all guides have at hand, and answers their questions.
    leads = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"guide {self.pk}"


class GuideAssignment(models.Model):
    """A guide goes along with somebody on one programme, as her consent says and while it lives.

    `told_gone_at`: when the member heard that her guide is none any more; empty once she is back.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    guide_account = models.BigIntegerField()
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    sees_words = models.BooleanField(default=False)
    from_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    told_gone_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(ended_at__isnull=True),
                name="education_one_guide",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["guide_account"],
                condition=models.Q(ended_at__isnull=True),
                name="education_guided_by",
            )
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class GuideMessage(models.Model):
    """One message between a member and her guide; nobody else reads it, unless somebody is in danger.

    `settled_at`: since when it waits for no answer; somebody answered, or said that it needs none.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    by_guide = models.BooleanField()
    by_account = models.BigIntegerField()
    by_name = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    # The page it is about; of a guide, the one she gives to read.
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "-id"], name="education_message_of"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
