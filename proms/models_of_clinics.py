"""How a clinic arranges summaries, its own guidance, and its own numbers for people."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Clinic
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class ClinicScales(models.Model):
    """Which scales open first in the summaries a clinic reads, in their order."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    clinic = models.OneToOneField(Clinic, on_delete=models.PROTECT, related_name="+")
    scales = models.JSONField(default=list)  # "<spec>.<scale>"
    chosen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"scales of clinic {self.clinic_id}"


class ClinicGuidance(models.Model):
    """A clinic's own paper on the web, beside a scale or a questionnaire; the same whatever was answered."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    url = models.URLField(max_length=500)  # https alone
    about = models.CharField(max_length=160)  # "<spec>" or "<spec>.<scale>"
    version = models.CharField(max_length=80)  # its number or date, as the clinic names it
    responsible = models.CharField(max_length=120)
    written_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"guidance {self.pk} of clinic {self.clinic_id}"


class ScaleChoice(models.Model):
    """One clinician opens or folds one scale in the summary of one person, or has a line in it.

    A member has lines in her own course: a choice of hers, about herself.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    class Place(models.TextChoices):
        CLINIC = "clinic", _("As the clinic chose")
        FIRST = "first", _("Opens first")
        FOLDED = "folded", _("Folded")

    subject_id = models.UUIDField()
    account_id = models.BigIntegerField()  # whose pages these are; nobody else's change
    scale = models.CharField(max_length=160)
    place = models.CharField(max_length=8, choices=Place)
    # a dotted line of averages: "<table>.<group>" (proms.norms.choice_of); "": none
    norm = models.CharField(max_length=48, blank=True, db_default="", default="")
    chosen_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "account_id", "scale"], name="scale_choice_once"
            )
        ]

    def __str__(self) -> str:
        return f"scale choice {self.pk}"


class PatientNumber(models.Model):
    """By which number of its own a clinic knows somebody who shares with it: its mark, never itself."""

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    subject_id = models.UUIDField()
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64)
    noted_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "clinic"], name="patient_number_once"),
            models.UniqueConstraint(fields=["clinic", "mark"], name="patient_number_of_one"),
        ]

    def __str__(self) -> str:
        return f"patient number {self.pk}"
