"""Members are asked once to agree to the rules as they now are, and who did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from members.models import Person
from po_platform.kit.holds import Holds


class RulesCall(models.Model):
    """`said`: what is new, in short, per language. Only the newest one asks anybody."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    said = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"call {self.pk}"


class RulesAgreed(models.Model):
    """Somebody read the rules and agreed to them."""

    holds = Holds("account", "person", "until erased", export=True, erase="delete")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    call = models.ForeignKey(RulesCall, on_delete=models.PROTECT, related_name="agreed")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "call"], name="moderation_agreed_once")
        ]

    def __str__(self) -> str:
        return f"agreed {self.pk}"
