"""What moderators look at first: words that stand in a text, and for a while what somebody writes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class WatchedWords(models.Model):
    """Words of the organisation, and what happens to a post they stand in. None is ever deleted.

    `page`: of LINK alone, the path of a page of ours. Its author is shown it before she sends;
    the post itself, who reads it first and when it comes out stay as if there were no list.
    """

    holds = Holds("setting", "", "until taken away", export=False, erase="keep")

    class Effect(models.TextChoices):
        LOOK = "look", _("It comes out, and a moderator looks at it")
        HOLD = "hold", _("It waits until a moderator has read it")
        CALL = "call", _("Somebody may be in danger: people are called at once")
        METHOD = "how", _("It names a method: people are called, and on some boards it waits")
        LINK = "link", _("Its author is shown a page of ours before she sends it, nothing else")

    name = models.CharField(max_length=60)
    lines = ArrayField(models.CharField(max_length=60))
    effect = models.CharField(max_length=4, choices=Effect)
    page = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(effect="link", page__startswith="/")
                | (~models.Q(effect="link") & models.Q(page="")),
                name="forums_words_lead_to_a_page",
            )
        ]

    def __str__(self) -> str:
        return f"words {self.pk}"


class ReadFirst(models.Model):
    """Until `until_at` whatever one member posts waits for a moderator; `why` never changes.

    `by` and `ended_by` are ids of people the member never learns.
    """

    holds = Holds("health", "person", "1 year after its end", True, "delete",
                  after="until_at", days=365)  # fmt: skip

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=500)
    by = models.BigIntegerField()
    from_at = models.DateTimeField(db_default=Now())
    until_at = models.DateTimeField()
    ended_by = models.BigIntegerField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-until_at"], name="forums_read_first_of")
        ]

    def __str__(self) -> str:
        return f"read first {self.pk}"

    def in_force(self, now: datetime) -> bool:
        """Whether what its person posts waits at this moment."""
        return self.until_at > now


class Badge(models.Model):
    """What somebody is beside a member, as the office found out; stands beside her name in talk."""

    holds = Holds("account", "person", "until taken away", export=True, erase="delete")

    class Kind(models.TextChoices):
        CLINICIAN = "clinician", _("Health professional")
        STAFF = "staff", _("Works for us")
        PEER = "peer", _("Trained peer")

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="talk_badge"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"badge of person {self.person_id}"
