"""Decisions, which only grow, and the rules they rest on, whose wording never changes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .cases import Case


class Rule(models.Model):
    """One version of one rule, in the organisation's words: {"en": …, "de": …}. Never changed."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    from_at = models.DateTimeField(db_default=Now())
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "version"], name="moderation_rule_version"),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(until_at__isnull=True),
                name="moderation_rule_now",
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.number}, version {self.version}"


class Decision(models.Model):
    """What was decided about one version of a thing; the statement of reasons is made of it.

    `person`: the author. `before` and `after`: how the thing stood and stands (content.Standing).
    `judged` and `made`: the version that was read, and the one the decision left. `by`: a person's
    id, never shown to the author. `reverses`: the decision this one undoes. `ground`: the law it goes
    against, in words, where that is why. `label`: what readers find above it since, {"path", "title", "said"}, {} for nothing.
    """

    holds = Holds("health", "person", "3 years", True, "delete", after="at", days=1095)

    class Source(models.TextChoices):
        REPORT = "report", _("Somebody told us about it.")
        WAITED = "waited", _("It waited for a moderator before it came out.")
        NOTICED = (
            "noticed",
            _("A list of words on our own machine marked it, for a person to read."),
        )
        NAMED = (
            "named",
            _(
                "A program on our own machine found the name of somebody of a clinic or practice in"
                " it, for a person to read."
            ),
        )
        OWN = "own", _("We saw it ourselves.")
        APPEAL = "appeal", _("You objected, and another person looked at it.")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=20, db_index=False)
    thing = models.UUIDField()
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    judged = models.PositiveIntegerField()
    made = models.PositiveIntegerField()
    why = models.CharField(max_length=1000, blank=True)
    ground = models.CharField(max_length=200, blank=True, default="", db_default="")
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="+")
    label = models.JSONField(default=dict)
    source = models.CharField(max_length=8, choices=Source)
    by = models.BigIntegerField()
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "thing"], name="moderation_decided")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class DecisionSeen(models.Model):
    """A decision no longer stands on its author's start page. `decision`: its ref, as decisions only
    grow, and what was seen keeps none of them.
    """

    holds = Holds("account", "person", "3 years", True, "delete", after="at", days=1095)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    decision = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "decision"], name="moderation_seen_once")
        ]

    def __str__(self) -> str:
        return f"seen {self.pk}"
