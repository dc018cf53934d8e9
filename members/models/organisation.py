"""The organisation that hosts this installation: one row, shown on every page."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds


@pghistory.track()
class Organisation(models.Model):
    """Name, look, telephone, rules of joining. Texts per language: {"en": …, "de": …}."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    class Joining(models.TextChoices):
        OPEN = "open", _("Anybody can join")
        INVITED = "invited", _("Only with an invitation")
        APPROVED = "approved", _("A person lets each one in")

    only_one = models.BooleanField(default=True, unique=True)
    name = models.CharField(max_length=80)
    tagline = models.JSONField(default=dict)
    phone = models.CharField(max_length=40)
    hours = models.JSONField(default=dict)
    emergency = models.JSONField(default=dict)
    logo_ref = models.CharField(max_length=36, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    highlight = models.CharField(max_length=7, blank=True)
    imprint = models.JSONField(default=dict)
    privacy = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.APPROVED)
    minimum_age = models.PositiveSmallIntegerField(default=16)
    theme = models.JSONField(default=dict)  # computed colours, light and dark
    parts_off = ArrayField(models.CharField(max_length=20), default=list)  # see members/parts.py
    # Mark of the intended purpose the office accepted, see proms/intended_purpose.py.
    purpose_accepted = models.CharField(max_length=16, blank=True)
    purpose_accepted_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(only_one=True), name="one_organisation")
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationLogo(models.Model):
    """The picture beside the name, a row of its own: the name is read far more often."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    ref = models.CharField(max_length=36, unique=True)
    png = models.BinaryField()

    def __str__(self) -> str:
        return self.ref
