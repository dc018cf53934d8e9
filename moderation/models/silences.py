"""Somebody does not write here for a while; two people have to want it if it is to be long."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.models import Person
from moderation.keeping import ALONE
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .decisions import Rule


class Silence(models.Model):
    """`days`: what was asked for, None for good. `until_at`: when it ends, None for good.

    `case`: which one it came from; no key, as cases go before silences do. `by`, `second_by`,
    `lifted_by` and `answered_by` are ids of people the member never learns. A long one needs a
    second moderator; until she said yes it ends after a week. `why` and `rule` never change.
    """

    holds = Holds("health", "person", "3 years after its end", True, "delete",
                  after="until_at", days=1095)  # fmt: skip

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.UUIDField()
    kind = models.SlugField(max_length=20, db_index=False)
    thing = models.UUIDField()
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=1000)
    days = models.PositiveSmallIntegerField(null=True)
    by = models.BigIntegerField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    needs_second = models.BooleanField(default=False)
    second_by = models.BigIntegerField(null=True)
    second_at = models.DateTimeField(null=True)
    second_yes = models.BooleanField(default=False)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)
    objection = models.CharField(max_length=2000, blank=True)
    objected_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(second_yes=True, second_by__isnull=False)
                | Q(second_yes=False, until_at__isnull=False, until_at__lte=F("from_at") + ALONE),
                name="moderation_silence_two_for_long",
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("by")),
                name="moderation_silence_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None)
                | (~Q(answered_by=F("by")) & (Q(second_by=None) | ~Q(answered_by=F("second_by")))),
                name="moderation_silence_answered_by_another",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="moderation_silence_of")]

    def __str__(self) -> str:
        return f"silence {self.pk}"

    def in_force(self, now: datetime) -> bool:
        """Whether its person does not write at this moment."""
        return self.lifted_at is None and (self.until_at is None or self.until_at > now)

    @property
    def began(self) -> bool:
        """Whether it ever was in force: one that only waits for a second person never was."""
        return self.until_at is None or self.until_at > self.from_at

    @property
    def waits_for_second(self) -> bool:
        """Not once all that was asked for is over: a yes would only bring a letter too late."""
        open_still = self.needs_second and self.second_at is None and self.lifted_at is None
        return open_still and not self.asked_is_over(timezone.now())

    def asked_is_over(self, now: datetime) -> bool:
        """Whether it would be over by now with a yes, too."""
        ends = None if self.days is None else self.from_at + timedelta(days=self.days)
        return self.began and ends is not None and now > ends

    @property
    def objection_waits(self) -> bool:
        return self.objected_at is not None and self.answered_at is None
