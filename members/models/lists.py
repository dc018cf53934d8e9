"""The association's own list of members: one upload or download, and who stands in it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from files.house import HOUSE
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .people import Person


class MemberList(models.Model):
    """One list on its way in or out: which column is what, how far, with what outcome."""

    holds = Holds(
        "operational",
        "",
        "1 year",
        export=False,
        erase="keep",
        after="made_at",
        days=365,
    )

    class Way(models.TextChoices):
        IN = "in", _("Taken in")
        OUT = "out", _("Given out")

    class State(models.TextChoices):
        NEW = "new", _("To be looked at")
        RUNNING = "running", _("Being worked on")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    way = models.CharField(max_length=4, choices=Way)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    name = models.CharField(max_length=120)  # of the file
    language = models.CharField(max_length=8)  # of people whose line names none
    header = models.JSONField(default=list)
    matching = models.JSONField(default=dict)  # column → position in the header
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)  # new, changed, same … → how many
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["way"], condition=Q(state="running"), name="member_list_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"member list {self.pk}"


class MemberListText(models.Model):
    """What stands in such a list, sealed; emptied when it was worked through."""

    holds = Holds(
        "identity",
        "",
        "until worked through, 7 days at most",
        export=False,
        erase="keep",
        after="made_at",
        days=7,
        sealed={
            "sealed": "members_memberlisttext|sealed|{list_ref}",
        },
    )

    subject_id = models.UUIDField(default=HOUSE)
    list_ref = models.UUIDField(unique=True)
    sealed = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"text of list {self.list_ref}"


class ListedPerson(models.Model):
    """That somebody stands in the association's list, and under which number.

    `row_mark` tells whether her line changed since. `differs`: it did, after she had joined; what
    she entered herself is not written over.
    """

    holds = Holds("account", "person", "until erased", export=True, erase="delete")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="listed")
    key = models.CharField(max_length=60)
    key_mark = models.CharField(max_length=64, unique=True)
    row_mark = models.CharField(max_length=64)
    differs = models.BooleanField(default=False)
    seen_in = models.ForeignKey(MemberList, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    invited_at = models.DateTimeField(null=True)
    times_invited = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"line of person {self.person_id}"


class ForgottenLine(models.Model):
    """The keyed mark of a line whose person was erased, so that the next list does not bring her back."""

    holds = Holds("operational", "", "1 year", export=False, erase="keep", after="at", days=365)

    key_mark = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"forgotten {self.at:%Y-%m-%d}"


class ListPromise(models.Model):
    """After how many days somebody who never answered is forgotten; one row, ours while there is none."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    only_one = models.BooleanField(default=True, unique=True)
    days = models.PositiveSmallIntegerField(
        default=180, validators=[MinValueValidator(30), MaxValueValidator(730)]
    )

    def __str__(self) -> str:
        return f"{self.days} days"
