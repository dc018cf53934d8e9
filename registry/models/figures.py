"""What a registry shows of itself in numbers: what was chosen, and each figure as it was told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .catalogue import Dataset, Registry


class FigureChoice(models.Model):
    """Whom a registry shows its figures and its codebook, and what is counted.

    `code`: the question of the consent whose yes lets answers be counted. `questions`: form|question.
    """

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    class Who(models.TextChoices):
        NOBODY = "nobody", _("Nobody")
        MEMBERS = "members", _("Everybody with an account here")
        EVERYBODY = "everybody", _("Everybody, also without an account")

    registry = models.OneToOneField(
        Registry, on_delete=models.PROTECT, related_name="figure_choice"
    )
    who = models.CharField(max_length=9, choices=Who, default=Who.NOBODY)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=100)
    born = models.CharField(max_length=210, blank=True)  # form|question, a date of birth
    questions = models.JSONField(default=list)
    looked_at = models.DateTimeField(null=True)  # when it was counted last

    def __str__(self) -> str:
        return f"figures of registry {self.registry_id}"


class Figure(models.Model):
    """One figure as it was told from a day on; `exact` stays here, so that the next is compared.

    `told`: group → rounded number. `rest`: everybody else as one number, none where it is not told.
    """

    holds = Holds("operational", "", "for ever: what was told", export=False, erase="keep")

    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="figures")
    key = models.CharField(max_length=210)
    exact = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    rest = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["registry", "key", "-id"], name="registry_figure_last")
        ]

    def __str__(self) -> str:
        return f"figure {self.pk}"
