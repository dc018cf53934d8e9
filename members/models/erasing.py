"""Wishes to have everything erased, with the days in which one may change one's mind."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .people import Person


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
