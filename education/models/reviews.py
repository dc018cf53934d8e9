"""What stands between a draft and its readers: steps, checklists, test readings, interests."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Account
from po_platform.kit.holds import Holds

from .articles import Article, Revision
from .outside import OutsideReader


class ReviewStep(models.Model):
    """One check of one revision. They follow each other: the next opens when the one before is done."""

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    class Step(models.TextChoices):
        LAY = "lay", _("Plain-language reading")
        MEDICAL = "medical", _("Medical check")
        PUBLISH = "publish", _("Publishing")

    class State(models.TextChoices):
        LATER = "later", _("Not yet")
        OPEN = "open", _("Waiting")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Sent back")
        TAKEN_BACK = "taken_back", _("Taken back")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20, choices=Step)
    state = models.CharField(max_length=20, choices=State, default=State.LATER)
    opened_at = models.DateTimeField(null=True)
    by_account = models.BigIntegerField(null=True)
    outside = models.ForeignKey(OutsideReader, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["revision_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision"],
                condition=models.Q(state="open"),
                name="education_one_open_step",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.revision_id}"


class Contributor(models.Model):
    """How somebody who writes or checks stands on pages, and what she declared. The newest counts."""

    holds = Holds("account", "account", "until erased", True, "delete")

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    public_name = models.CharField(max_length=80)
    background = models.CharField(max_length=160, blank=True)
    no_interests = models.BooleanField()
    interests = models.TextField(blank=True)
    declared_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.public_name


class ChecklistAnswer(models.Model):
    """A checklist as it was and how somebody answered it, kept with the revision it was about."""

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="checklists")
    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    items = models.JSONField()  # [{"id", "text"}] in the words that were shown
    answers = models.JSONField()  # {item id: "yes" | "no" | "na"}
    note = models.TextField(blank=True)
    by_account = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "name", "by_account"], name="education_one_answer_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.revision_id}"


class TestReading(models.Model):
    """Somebody of those an easy-read page is for read it. Named as she wants to be named.

    `outside`: a member said so herself; her name, if she wants one, stands in PanelThanks.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="readings")
    reader = models.CharField(max_length=80)
    outside = models.OneToOneField(
        "OutsideReader", models.CASCADE, null=True, related_name="test_reading"
    )
    understood = models.BooleanField()
    note = models.TextField(blank=True)
    on = models.DateField()
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "reader"],
                condition=models.Q(outside=None),
                name="education_reader_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader}, {self.on}"


class Urgent(models.Model):
    """A warning on a live page, or its withdrawal, by one person at once; looked at within a week."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class Kind(models.TextChoices):
        WARN = "warn", _("Keep the page and put a warning on it")
        WITHDRAW = "withdraw", _("Take the page away")

    article = models.ForeignKey(Article, models.CASCADE, related_name="urgents")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField(max_length=500)
    language = models.CharField(
        max_length=10, blank=True, db_default=""
    )  # of the words; '' as the page
    by_account = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    review_until = models.DateField()
    told_at = models.DateTimeField(null=True)
    over_told_at = models.DateTimeField(null=True)  # since when they know that it is over
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(settled_at__isnull=True),
                name="education_one_urgent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.article_id}"


class HouseRules(models.Model):
    """How this organisation checks its pages; one row. `one_doctor`: the lighter form, stated openly."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    one_doctor = models.BooleanField(default=False)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return "one doctor" if self.one_doctor else "four eyes"
