"""Wishes to have everything erased, with the days to change one's mind, and what the office prepares."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .people import Person
from .rights import RightsRequest


class EraseRequest(models.Model):
    """One wish; carried out after `due_at` unless it was stopped. It goes with the person."""

    holds = Holds("account", "person", "until erased", export=True, erase="delete")

    class Way(models.TextChoices):
        SCREEN = "screen", _("on this website")
        OFFICE = "office", _("by the office")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="erase_requests")
    way = models.CharField(max_length=8, choices=Way, default=Way.SCREEN)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    nameless = models.BooleanField(default=False)  # scores stay, with nothing that says whose

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(stopped_at__isnull=True), name="members_erase_due"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(stopped_at__isnull=True), name="erase_wanted_once"
            )
        ]

    def __str__(self) -> str:
        return f"wish of person {self.person_id}"


class OfficeErasure(models.Model):
    """Somebody of the office prepares that a person is erased; somebody else makes it a wish.

    `shown`: how we know that it is her wish, none after a death. `at_once`: without the days to
    change one's mind. The reason stands with the person. It goes with the person.
    """

    holds = Holds("account", "person", "until erased", export=True, erase="delete")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    shown = models.CharField(max_length=14, choices=RightsRequest.Shown, blank=True)
    at_once = models.BooleanField(default=False)
    prepared_by = models.BigIntegerField()
    prepared_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="erasure_prepared_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("prepared_by")),
                name="erasure_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"prepared erasing of person {self.person_id}"
