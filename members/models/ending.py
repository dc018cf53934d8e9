"""How a membership ended, what rests since then, and what somebody wishes for after her death."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.leaving import How
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .people import Person


class After(models.TextChoices):
    """What becomes of somebody's data."""

    KEEP = "keep", _("Keep everything, locked away")
    NAMELESS = "nameless", _("Keep only the scores, without a name")
    ERASE = "erase", _("Erase everything")


class Ending(models.Model):
    """Somebody left or died. `at` is also the mark on every row that rests since then.

    `was`: the state before. `due_at`: when what was wished is carried out, a death only after
    somebody else confirmed it. `kept`: what a moment cannot say, by code of the stop. `told_by` is
    sealed for this row and goes when the ending is carried out or taken back.
    """

    holds = Holds(
        "identity",
        "person",
        "until erased",
        export=True,
        erase="delete",
        sealed={
            "told_by": "members_ending|told_by|{ref}",
        },
    )

    class Way(models.TextChoices):
        SCREEN = "screen", _("on this website")
        PHONE = "phone", _("by telephone")
        LETTER = "letter", _("by letter or e-mail")
        IN_PERSON = "in_person", _("face to face")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="endings")
    kind = models.CharField(max_length=4, choices=[(one.value, one.value) for one in How])
    was = models.CharField(max_length=12, choices=Person.State)
    at = models.DateTimeField()
    happened_on = models.DateField(null=True)
    way = models.CharField(max_length=10, choices=Way, default=Way.SCREEN)
    told_by = models.TextField(blank=True)
    recorded_by = models.BigIntegerField(null=True)
    wish = models.CharField(max_length=10, choices=After, default=After.KEEP)
    due_at = models.DateTimeField()
    stopped = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    back_hash = models.BinaryField(null=True, unique=True)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reversed_by = models.BigIntegerField(null=True)
    reversed_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(reversed_at__isnull=True, carried_out_at__isnull=True),
                name="members_ending_open",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(reversed_at__isnull=True, carried_out_at__isnull=True),
                name="ending_open_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="ending_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"ending {self.pk}"

    @property
    def died(self) -> bool:
        return self.kind == How.DIED

    @property
    def is_open(self) -> bool:
        """It can still be taken back."""
        return self.reversed_at is None and self.carried_out_at is None


class LastWish(models.Model):
    """Asked once in life: what becomes of her data, who may report her death, who gets a copy.

    `after` is empty for somebody who only put the question away. The names open with her own key.
    """

    holds = Holds("identity", "person", "until erased", True, "delete", read_audit=True)

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="last_wish")
    after = models.CharField(max_length=10, choices=After, blank=True)
    reporters = models.BinaryField(null=True)
    copy_to = models.BinaryField(null=True)
    said_at = models.DateTimeField()

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"last wish of person {self.person_id}"
