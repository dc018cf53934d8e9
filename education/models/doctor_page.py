"""One page about a programme for a doctor: what its member chose, and what she saw before it went out."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .enrolments import Enrolment


class DoctorPage(models.Model):
    """What she lets a doctor know about one programme.

    `content`: the page as she read it before she made a code (education/doctor_page.py); a code
    opens this and nothing newer. Empty as long as nothing went out, and after she changed it.
    `numbers_of`: the asking of each number that stands on it (`Measuring.asked_ref`); when she keeps
    one of these answers to herself, the vault closes the page.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Part(models.TextChoices):
        STEPS = "steps", _("How many steps I have done, and since when")
        GOAL = "goal", _("What I would like")
        PLAN = "plan", _("My newest plan, and whether it worked")
        MEASURED = "measured", _("The numbers from the start, the end and later")
        WORDS = "words", _("What I wrote in the steps")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="+")
    parts = ArrayField(models.CharField(max_length=10), default=list)
    to_say = models.TextField(blank=True)
    agreed_at = models.DateTimeField()
    content = models.JSONField(null=True)
    seen_at = models.DateTimeField(null=True)
    numbers_of = ArrayField(models.UUIDField(), db_default=[], default=list)

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"page {self.pk}"
