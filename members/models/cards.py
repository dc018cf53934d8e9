"""Cards with numbered codes, each good once: for people who share a mailbox or have none."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .accounts import Account


class CodeCard(models.Model):
    """One printed sheet; of its codes only keyed marks are kept. A new one ends the old one.

    An ended card is kept a year, so that a code of it can be told from a wrong one.
    """

    holds = Holds(
        "account",
        "account",
        "1 year after a newer card",
        export=True,
        erase="delete",
        after="ended_at",
        days=365,
    )

    class Sure(models.TextChoices):
        SEEN = "seen", _("The person is here and showed who they are")
        CALLED = "called", _("I called back on the number we have")
        POST = "post", _("It goes by post to the address we have")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="cards")
    marks = ArrayField(models.CharField(max_length=64))  # in the order printed
    used = models.SmallIntegerField(default=0)  # the highest number that was used
    sure = models.CharField(max_length=8, choices=Sure)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(ended_at__isnull=True),
                name="code_card_living_once",
            )
        ]

    def __str__(self) -> str:
        return f"card {self.pk} of account {self.account_id}"

    @property
    def left(self) -> int:
        """How many codes still open something."""
        return len(self.marks) - self.used
