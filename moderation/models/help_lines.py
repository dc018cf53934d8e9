"""Where somebody can turn to, kept by volunteers, each with a day on which it was last checked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds


class HelpLine(models.Model):
    """One place to turn to, in words of one language. `region`: '' for the whole country.

    `audience`: whom it is there for; it decides where it stands, and keeps nobody from reading it.
    `owner`: id of the person who checks it, None for nobody. `asked_on`: when she was last asked to.
    """

    holds = Holds("setting", "", "until taken away", export=False, erase="keep")

    class Kind(models.TextChoices):
        TALK = "talk", _("To talk to somebody")
        DOCTOR = "doctor", _("A doctor, outside opening hours")
        ADVICE = "advice", _("Advice")

    class Audience(models.TextChoices):
        ALL = "all", _("Everybody")
        YOUNG = "young", _("Children and young people")
        CARERS = "carers", _("People who care for somebody")
        BEREAVED = "bereaved", _("People who grieve for somebody")

    kind = models.CharField(max_length=8, choices=Kind)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.ALL)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8)
    country = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=60, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    link = models.URLField(max_length=200, blank=True)
    owner = models.BigIntegerField(null=True)
    checked_on = models.DateField()
    asked_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(phone="", link=""), name="moderation_help_line_reaches"
            )
        ]

    def __str__(self) -> str:
        return f"help line {self.pk}"

    @property
    def phone_href(self) -> str:
        """For a link that dials."""
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")
