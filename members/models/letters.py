"""Letters the office printed: batches, each letter in them once, and what stands on all of them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds

from .people import Person


class LetterHead(models.Model):
    """Where letters come from and who signs them; one row, and no letters without it."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    only_one = models.BooleanField(default=True, unique=True)
    address = models.TextField()  # where what comes back is sent to, in lines
    window = models.CharField(max_length=90, blank=True)  # read through the envelope
    signed = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return "letter head"


class LetterBatch(models.Model):
    """One PDF for the printer. Its file goes after two weeks; who got a letter stays."""

    holds = Holds(
        "operational", "", "1 year", export=False, erase="keep", after="made_at", days=366
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    letters = models.PositiveIntegerField()
    file_ref = models.UUIDField()
    posted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"letters of {self.made_at:%Y-%m-%d}"


class PostedLetter(models.Model):
    """One letter of a batch. `rows`: the notices it carries, by which it can be printed again."""

    holds = Holds(
        "operational", "person", "1 year", export=True, erase="delete", after="made_at", days=365
    )

    batch = models.ForeignKey(LetterBatch, on_delete=models.CASCADE, related_name="posted")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # its place in the batch
    rows = ArrayField(models.BigIntegerField())
    made_at = models.DateTimeField(db_default=Now())
    returned_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    again_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person"], name="members_letter_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "person"], name="letter_once_a_batch")
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
