"""What members give others to read from their own steps: words, and nothing that says whose."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .programmes import Programme


class StepExample(models.Model):
    """Her answer to one step, as others may read it: once an editor looked at it, without her name.

    `asked`: the question as it stood; to another one the words are no answer. Others and editors
    read it through the doors of the vault, which know no person.
    """

    holds = Holds("health", "subject_id", "until taken back or erased", True, "delete", True)

    class State(models.TextChoices):
        NEW = "new", _("Somebody of the team reads it first")
        SHOWN = "shown", _("Others on this programme can read it")
        KEPT = "kept", _("It is not shown")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    asked = models.TextField()
    words = models.TextField()
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    why = models.CharField(max_length=300, blank=True)  # what the team writes to her
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "programme", "step"], name="education_example_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["programme", "step", "-decided_at"],
                condition=models.Q(state="shown"),
                name="education_example_shown",
            ),
            models.Index(
                fields=["id"], condition=models.Q(state="new"), name="education_example_new"
            ),
        ]

    def __str__(self) -> str:
        return "an example"
