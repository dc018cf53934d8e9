"""Who moderates some places only, and which: the whole team moderates everywhere."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from members.models import Person
from po_platform.kit.holds import Holds


class PlaceKeeper(models.Model):
    """Somebody moderates one place, such as a board; counts while she holds the role for it.

    `place`: its ref, which the feature knows and this app does not look up. `named_by`: a person's id.
    Ended, the row is gone; who named her and who ended it stands in the log of who did what.
    """

    holds = Holds("account", "person", "until ended", True, "delete")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.UUIDField(db_index=True)
    since = models.DateTimeField(db_default=Now())
    named_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "place"], name="moderation_keeper_once")
        ]

    def __str__(self) -> str:
        return f"keeper {self.pk}"
