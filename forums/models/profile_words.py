"""A word a member puts into her profile of a former forum, to show that the account is hers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from members.models import Person
from po_platform.kit.holds import Holds


class ProfileWord(models.Model):
    """For the account of one name, which is only a mark here. Good for 14 days from `asked_at`.

    `placed_at`: she says that it stands there, and nobody has looked since; `looked_at`: a moderator
    looked and did not find it.
    """

    holds = Holds(
        "account",
        "person",
        "14 days after it was asked for",
        True,
        "delete",
        after="asked_at",
        days=14,
        sealed={
            "sealed_name": "forums_profileword|{ref}",
        },
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    name_mark = models.CharField(max_length=64)
    sealed_name = models.TextField()
    word = models.CharField(max_length=12)
    asked_at = models.DateTimeField(db_default=Now())
    placed_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name_mark"], name="forums_profile_word_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["placed_at"],
                condition=models.Q(placed_at__isnull=False),
                name="forums_profile_word_placed",
            )
        ]

    def __str__(self) -> str:
        return f"profile word {self.pk}"
