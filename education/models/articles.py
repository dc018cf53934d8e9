"""Articles and their revisions: what is being written and what is read never touch each other."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds


class Article(models.Model):
    """One page in one language. Readers see `live`; nobody sees it before its checks are done."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class Kind(models.TextChoices):
        TOPIC = "topic", _("A topic")
        SYMPTOMS = "symptoms", _("Signs of illness")
        EXAMINATION = "examination", _("An examination")
        TREATMENT = "treatment", _("A treatment or medicine")
        RIGHTS = "rights", _("My rights")

    class Stage(models.TextChoices):
        """Where on her way a reader stands."""

        NEW = "new", _("Just diagnosed")
        DAYS = "days", _("Everyday life")
        VISITS = "visits", _("Appointments and treatment")
        WORSE = "worse", _("When it gets worse")
        RIGHTS = "rights", _("Work and rights")
        CLOSE = "close", _("Family and friends")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=Kind)
    stage = models.CharField(max_length=20, choices=Stage)
    translation_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="translations"
    )
    easy_read_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="easy_read")
    # A text of a column is one person's: an editor reads it before others do, no doctor.
    column = models.ForeignKey("Column", models.PROTECT, null=True, related_name="texts")
    live = models.OneToOneField("Revision", models.PROTECT, null=True, related_name="+")
    review_by = models.DateField(null=True)
    example = models.BooleanField(default=False)  # shipped with the software, checked by nobody
    # Which of the moments before `review_by` was told, in days (60, 30, 0); none since the last check.
    due_told = models.SmallIntegerField(null=True)
    archived_at = models.DateTimeField(null=True)
    archived_reason = models.CharField(max_length=300, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # What was read in keeps its name there, so that reading it in again makes no second one.
    origin = models.CharField(max_length=200, unique=True, null=True)  # noqa: DJ001  (two empty ones are not the same)
    origin_mark = models.CharField(max_length=64, blank=True)
    search = SearchVectorField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="education_article_search"),
            models.Index(fields=["language", "stage"], name="education_article_stage"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def original(self) -> Article | None:
        """The page this one tells again, in another language or in very easy words."""
        return self.translation_of or self.easy_read_of


class Revision(models.Model):
    """One state of an article. A draft changes; what was sent to the readers of it never does."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("Being checked")
        PUBLISHED = "published", _("Published")
        DROPPED = "dropped", _("Thrown away")

    class Significance(models.TextChoices):
        TYPO = "typo", _("A typing mistake")
        CONTENT = "content", _("Wording or order")
        MEDICAL = "medical", _("Something medical")

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=160)
    # What this text is about and where it stands; '' as the page has it. The page takes it over when
    # the text is published.
    kind = models.CharField(max_length=20, choices=Article.Kind, blank=True, db_default="")
    stage = models.CharField(max_length=20, choices=Article.Stage, blank=True, db_default="")
    purpose = models.CharField(max_length=300, blank=True)  # for whom, and what for
    in_short = models.JSONField(default=list)  # up to three sentences
    body = models.JSONField(default=list)  # [{"id", "kind", …}], see education/sections.py
    uncertain = models.TextField(blank=True)  # what is not known
    money = models.TextField(blank=True)  # who paid
    significance = models.CharField(
        max_length=20, choices=Significance, default=Significance.MEDICAL
    )
    what_changed = models.CharField(max_length=300, blank=True)
    wanted_review_by = models.DateField(null=True)
    # Accounts that wrote on it; none for what was read in. Whoever wrote does not check.
    writers = ArrayField(models.BigIntegerField(), default=list)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    translated_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    # Since when whoever keeps the page knows; at once where there is nothing to tell.
    told_at = models.DateTimeField(null=True)
    locked_by = models.BigIntegerField(null=True)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="education_revision_number"),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(state__in=["draft", "review"]),
                name="education_one_open_revision",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=models.Q(state="published", told_at__isnull=True),
                name="education_revision_to_tell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} no. {self.number}"

    @property
    def is_about(self) -> str:
        """Its kind, of Article.Kind."""
        return self.kind or self.article.kind

    @property
    def stands_in(self) -> str:
        """Its stage, of Article.Stage."""
        return self.stage or self.article.stage


class Picture(models.Model):
    """A picture we made from an uploaded one; its words stand in the section that shows it."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    png = models.BinaryField()
    # Words of whoever used it last, taken over when it is used again.
    alt = models.CharField(max_length=300, blank=True, db_default="")
    credit = models.CharField(max_length=300, blank=True, db_default="")
    # Whether somebody is to be recognised: "none", "agreed"; see education/sections.py.
    people = models.CharField(max_length=10, blank=True, db_default="")
    agreed = models.CharField(max_length=160, blank=True, db_default="")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.ref)


class KeptFile(models.Model):
    """A file a section gives its readers; its bytes lie under STORED_FILES_DIR at `place`.

    Its bytes never change: another file is another row, so an older text still has its own.
    """

    holds = Holds("content", "", "as long as a text names it", export=False, erase="keep")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)  # found in the content, not believed
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    place = models.CharField(max_length=60, unique=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.ref)
