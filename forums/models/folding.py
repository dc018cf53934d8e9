"""Words a reader wants folded in what others write: hers alone."""

from __future__ import annotations

from django.db import models

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class FoldedWords(models.Model):
    """`lines`: one or more words each. In the vault: what somebody cannot bear to read says much."""

    holds = Holds("health", "person", "until erased", True, "delete")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    lines = models.TextField()

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"folded words {self.pk}"
