"""What keeps whoever moderates well: what she is not given, what the organisation does for her."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class Theme(models.Model):
    """What a case can be about, in the organisation's words: {"en": …, "de": …}.

    `words`: lines that tell it; a case with one of them is about it from the start.
    """

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    title = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    made_at = models.DateTimeField(db_default=Now())
    put_away_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"theme {self.pk}"


class Avoided(models.Model):
    """A kind of case somebody is not given. What she avoids tells of her life: nobody else reads it.

    `kind`: a lane, a reason of a report, or "theme-" and a theme's id; see moderation/kinds.py.
    """

    holds = Holds("health", "person", "until taken back", True, "delete")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.SlugField(max_length=30, db_index=False)
    since = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="moderation_avoided_once")
        ]

    def __str__(self) -> str:
        return f"avoided {self.pk}"


class TeamCare(models.Model):
    """Whom a moderator can talk to after a hard case, as the organisation names it; one row.

    `hard_cases`: from how many in seven days on we ask her to take a break. `refresh_months`: after how
    many she confirms anew what moderators read, 0 for never.
    """

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    only_one = models.BooleanField(default=True, unique=True)
    talk_to = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hard_cases = models.PositiveSmallIntegerField(default=5)
    refresh_months = models.PositiveSmallIntegerField(default=12, db_default=12)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(only_one=True), name="moderation_care_once")
        ]

    def __str__(self) -> str:
        return "care for the team"


class DeskWish(models.Model):
    """How a moderator has her desk. `pictures_open`: pictures at once, and in colour. `rested`: number
    of the last look at a hard case for which she read the kind word, 0 for none.
    """

    holds = Holds("account", "person", "until erased", True, "delete")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    pictures_open = models.BooleanField(default=False)
    rested = models.BigIntegerField(default=0, db_default=0)
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"desk {self.pk}"


class Training(models.Model):
    """One version of what moderators read and confirm before they decide. Never changed.

    `text` per language; `path`: a page of this portal that belongs to it, '' for none.
    """

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    number = models.PositiveSmallIntegerField(unique=True)
    text = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"training {self.number}"


class TrainingRead(models.Model):
    """A moderator read this version and said so. `at`: the last time."""

    holds = Holds("account", "person", "until erased", True, "delete")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="read")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "training"], name="moderation_trained_once")
        ]

    def __str__(self) -> str:
        return f"read {self.pk}"
