"""Programmes in versions: what is being written and what people are in the middle of never mix."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from education.programme_shape import mark_of
from members.models import Account
from po_platform.kit.holds import Holds

TOP = ("title", "lead", "good_for", "not_for", "measured_by", "guided", "course_needed")


class Programme(models.Model):
    """One self-help programme in one language. Whoever begins gets the version in `live`."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=160)
    language = models.CharField(max_length=10)
    translation_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="translations"
    )
    live = models.OneToOneField("ProgrammeVersion", models.PROTECT, null=True, related_name="+")
    guided = models.BooleanField(default=False)  # a guide may go along
    # Whoever hands out cards goes through education/card_course.py first.
    course_needed = models.BooleanField(default=False, db_default=False)
    example = models.BooleanField(default=False)  # shipped with the software, checked by nobody
    search = SearchVectorField(null=True)  # of `live`
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["search"], name="education_programme_search")]

    def __str__(self) -> str:
        return self.slug


class ProgrammeVersion(models.Model):
    """One state of a programme. A published one never changes: people stay on it to its end."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=160)
    lead = models.CharField(max_length=400, blank=True)
    good_for = models.JSONField(default=list)  # sentences: this may be for you, if …
    not_for = models.JSONField(default=list)  # sentences: talk to a person first, if …
    modules = models.JSONField(default=list)  # see education/programme_shape.py
    # Which questionnaire says how somebody is at the start, at the end and three months on.
    measured_by = models.CharField(max_length=80, blank=True, db_default="")
    # As in Programme; a draft's count there when it comes out.
    guided = models.BooleanField(default=False, db_default=False)
    course_needed = models.BooleanField(default=False, db_default=False)
    # It was stopped: nobody begins it, and whoever is on it reads why.
    stop = models.ForeignKey("ProgrammeStop", models.PROTECT, null=True, related_name="versions")
    what_changed = models.CharField(max_length=300, blank=True)
    # Accounts that wrote on it; whoever wrote does not publish.
    writers = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)
    # By when it is checked again, and which of the moments before it was told, as in Article.
    review_by = models.DateField(null=True)
    due_told = models.SmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="education_programme_version_number"
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=models.Q(state="draft"),
                name="education_one_programme_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} no. {self.number}"

    @property
    def top(self) -> dict[str, Any]:
        """What members read before they begin, and what holds for all of it."""
        return {name: getattr(self, name) for name in TOP}

    @property
    def is_overdue(self) -> bool:
        """Its next check did not come in time."""
        return self.review_by is not None and self.review_by < timezone.localdate()

    @property
    def mark(self) -> str:
        """The same for the same text: what was read and what comes out are compared by it."""
        return mark_of([self.top, self.modules])


class ProgrammeStop(models.Model):
    """One person stopped a programme: from when, why, and when that was lifted.

    `words` are in `language`, that of the page it was written on. `told_at`: those on the way.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="stops")
    words = models.CharField(max_length=600)
    language = models.CharField(max_length=10)
    by_account = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"stop {self.pk}"


class ProgrammeCard(models.Model):
    """A sheet a clinician hands out: its code opens one programme, so many times, until a day.

    Of the code only a keyed hash is kept; it is made again from `ref` for whoever made the card.
    Nothing leads from a card to those who used it. One a practice ordered belongs to no account.
    """

    holds = Holds(
        "account", "account",
        "until erased; of one a practice ordered the name goes with the order, the code stays",
        export=True, erase="delete",
    )  # fmt: skip

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    code_hash = models.BinaryField(unique=True)
    printed_name = models.CharField(max_length=120)  # who hands it out, as it stands on the sheet
    may_be_used = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    by_guide = models.BooleanField(default=False, db_default=False)  # an invitation, for one person
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("may_be_used")),
                name="education_card_used_as_often_as_allowed",
            )
        ]

    def __str__(self) -> str:
        return f"card {self.pk}"
