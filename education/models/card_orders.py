"""Cards a practice asks for on a page without an account: who it is, sealed, until they are posted."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .programmes import Programme


class CardOrder(models.Model):
    """One order; nothing about patients, or anybody of ours, stands here.

    `card_ref`: the card the office made for it. `course_version`: of the ten minutes that whoever
    ordered had gone through, where the programme asks for it.
    """

    holds = Holds(
        "operational",
        "",
        "90 days after it was posted or turned down",
        export=False,
        erase="keep",
        after="closed_at",
        days=90,
        sealed={
            "practice": "education_cardorder|practice|{ref}",
            "address": "education_cardorder|address|{ref}",
            "reach": "education_cardorder|reach|{ref}",
        },
    )

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be posted")
        SENT = "sent", _("Posted")
        NOT_SENT = "not_sent", _("Not posted")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    patients = models.PositiveSmallIntegerField()
    practice = models.TextField()  # sealed for this row, as the two below
    address = models.TextField()
    reach = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(
        max_length=10, choices=State, default=State.WAITING, db_default="waiting"
    )
    card_ref = models.UUIDField(null=True)
    course_version = models.PositiveSmallIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"order {self.pk}"
