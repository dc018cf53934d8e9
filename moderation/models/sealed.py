"""What a decision took off or covered: sealed for some days, then gone; sooner only by two people."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class Sealed(models.Model):
    """The words of one thing as they stood before a decision; `words` is encrypted, '' once over.

    `piece`: only a piece was covered, and the thing is still there. `kept_*`: an authority or a
    court needs it, so it is not deleted. `asked_*`: somebody wants it deleted before its time;
    `ended_by`: who agreed, or who undid the decision. All of them are ids of people the author
    never learns.
    """

    holds = Holds(
        "health",
        "person",
        "3 years; its words for PO_SEALED_DAYS only",
        True,
        "delete",
        after="ended_at",
        days=1095,
        sealed={
            "words": "moderation_sealed|words|{ref}",
        },
    )

    class Ended(models.TextChoices):
        BACK = "back", _("Given back: the decision was undone")
        PURGED = "purged", _("Deleted when its time was over")
        TWO = "two", _("Deleted before its time, by two people")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(max_length=20, db_index=False)
    thing = models.UUIDField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    piece = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    sealed_at = models.DateTimeField(db_default=Now())
    purge_after = models.DateTimeField()
    kept_why = models.CharField(max_length=500, blank=True)
    kept_by = models.BigIntegerField(null=True)
    kept_at = models.DateTimeField(null=True)
    asked_why = models.CharField(max_length=500, blank=True)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=6, choices=Ended, blank=True)
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(ended_as="two")
                | Q(asked_by__isnull=False, ended_by__isnull=False) & ~Q(ended_by=F("asked_by")),
                name="moderation_sealed_two_to_delete",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(words=""), name="moderation_sealed_over_is_empty"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "thing"], name="moderation_sealed_thing"),
            models.Index(
                fields=["purge_after"],
                condition=Q(ended_at__isnull=True),
                name="moderation_sealed_due",
            ),
        ]

    def __str__(self) -> str:
        return f"sealed {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def second_waits(self) -> bool:
        return self.asked_at is not None and not self.is_over


class SealOpening(models.Model):
    """A moderator read what is sealed, and why she had to. Only grows."""

    holds = Holds("health", "person", "3 years", False, "delete", after="at", days=1095)

    sealed = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.BigIntegerField()
    purpose = models.CharField(max_length=500)
    at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"opening {self.pk}"
