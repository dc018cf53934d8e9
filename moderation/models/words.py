"""A word in private between the team and a member, about one case of hers; it only grows."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .cases import Case

LONGEST = 2000


class PrivateWord(models.Model):
    """One message. `person`: the member, whoever wrote it; `by`: the moderator who wrote it, a
    person's id that the member never learns, None for the member's own.

    `thread`, `kind` and `thing` are those of the case, which a member cannot read. `client_ref`: of
    the form, so that one press is one message. `read_at`: when the member opened it.
    """

    holds = Holds("health", "person", "3 years", True, "delete", after="at", days=1095)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="words")
    thread = models.UUIDField()
    kind = models.SlugField(max_length=20, db_index=False)
    thing = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_team = models.BooleanField()
    by = models.BigIntegerField(null=True)
    text = models.CharField(max_length=LONGEST)
    client_ref = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "client_ref"], name="moderation_word_once"),
            models.CheckConstraint(
                condition=Q(from_team=True, by__isnull=False) | Q(from_team=False, by=None),
                name="moderation_word_from",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="moderation_word_of")]

    def __str__(self) -> str:
        return f"word {self.pk}"
