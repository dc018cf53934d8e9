"""Messages between two members: theirs alone, and whom each of them takes messages from."""

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

LONGEST = 4000


class Message(models.Model):
    """From `person` to `reader`; nothing of it ever changes but the moment the reader opened it.

    In the vault: the two of them see it, moderators one that was reported, by a function of its own.
    `client_ref`: of the form, so that one press is one message.
    """

    holds = Holds("health", "person", "3 years", True, "delete", after="at", days=1095)

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=LONGEST)
    client_ref = models.UUIDField()
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "client_ref"], name="forums_message_once"),
            models.CheckConstraint(
                condition=~Q(person=F("reader")), name="forums_message_to_another"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "reader", "-id"], name="forums_message_sent"),
            models.Index(fields=["reader", "person", "-id"], name="forums_message_got"),
            models.Index(fields=["reader"], condition=Q(read_at=None), name="forums_message_waits"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Correspondent(models.Model):
    """What one member chose about messages of another; the other is not told."""

    holds = Holds("account", "person", "until taken back", export=True, erase="delete")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    allowed = models.BooleanField(default=False)
    muted = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "other"], name="forums_correspondent_once")
        ]

    def __str__(self) -> str:
        return f"correspondent {self.pk}"


class TakesFrom(models.TextChoices):
    """Whose messages somebody takes."""

    NOBODY = "", _("From nobody")
    ALLOWED = "allowed", _("From members I allow")
    ALL = "all", _("From all members")
