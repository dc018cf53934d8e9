"""Members who take part: topics they ask for, drafts they read before others do."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .articles import Article, Revision
from .outside import OutsideReader
from .programmes import ProgrammeVersion


class Topic(models.Model):
    """Something members would like to read, and what the editors say to it. It names nobody.

    `supports` is counted by the database.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class State(models.TextChoices):
        NEW = "new", _("Not looked at yet")
        OPEN = "open", _("Open to everybody’s support")
        PLANNED = "planned", _("Planned")
        NOT_NOW = "not_now", _("Not now")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Not shown")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    title = models.CharField(max_length=160)
    why = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    supports = models.PositiveIntegerField(default=0, editable=False)
    at = models.DateTimeField(db_default=Now())
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="asked_for")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["language", "state", "-supports"], name="education_topic_listed")
        ]

    def __str__(self) -> str:
        return f"topic {self.pk}"


class TopicSupport(models.Model):
    """A member wants to read about something; `proposed`: it was her idea."""

    holds = Holds("health", "subject_id", "until taken back or erased", True, "delete")

    subject_id = models.UUIDField()
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    proposed = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "topic"], name="education_support_once")
        ]

    def __str__(self) -> str:
        return "a wish to read about a topic"


class Task(models.TextChoices):
    """What a member can do in some ten minutes."""

    DRAFT = "draft", _("Read a page before others do")
    EASY = "easy", _("Read a page in very easy words, and say whether you understood it")
    TRANSLATION = "translation", _("Look through a translation")
    PROGRAMME = "programme", _("Read a self-help programme before others begin it")


OF_PAGES = (Task.DRAFT, Task.EASY, Task.TRANSLATION)


class ReadingWish(models.Model):
    """What a member likes to read for us: of pages those for these stages; nothing: do not ask her."""

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    subject_id = models.UUIDField(unique=True)
    stages = ArrayField(models.CharField(max_length=20, choices=Article.Stage))
    kinds = ArrayField(models.CharField(max_length=12, choices=Task), default=list)
    said_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    def __str__(self) -> str:
        return "a wish to read drafts"


class PanelCall(models.Model):
    """A draft of a page or a programme, offered to members who like to read; so many are wanted.

    One for each text.
    """

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    revision = models.OneToOneField(Revision, models.CASCADE, null=True, related_name="panel_call")
    version = models.OneToOneField(
        ProgrammeVersion, models.CASCADE, null=True, related_name="panel_call"
    )
    wanted = models.PositiveSmallIntegerField()
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(revision__isnull=False, version=None)
                | models.Q(revision=None, version__isnull=False),
                name="education_call_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def text(self) -> Revision:
        """What is read, of a page."""
        assert self.revision is not None  # noqa: S101  (its callers know that it is no programme)
        return self.revision

    @property
    def read(self) -> Revision | ProgrammeVersion:
        """What is read, of whichever."""
        return self.text if self.version is None else self.version

    @property
    def language(self) -> str:
        """In which language it is."""
        if self.version is not None:
            return self.version.programme.language
        return self.text.article.language

    @property
    def task(self) -> Task:
        """What whoever takes it up does."""
        if self.version_id is not None:
            return Task.PROGRAMME
        if self.text.article.easy_read_of_id is not None:
            return Task.EASY
        is_told_again = self.text.article.translation_of_id is not None
        return Task.TRANSLATION if is_told_again else Task.DRAFT


class PanelReading(models.Model):
    """That it was this member who read; what she said stands in `reader`, which names nobody."""

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    subject_id = models.UUIDField()
    call = models.ForeignKey(PanelCall, models.PROTECT, related_name="+")
    reader = models.OneToOneField(OutsideReader, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "call"], name="education_reads_once")
        ]

    def __str__(self) -> str:
        return "a reading for the panel"


class PanelThanks(models.Model):
    """The name a member wants to be thanked by on the page; gone as soon as she says so."""

    holds = Holds("content", "", "until taken off or erased", export=True, erase="delete")

    reader = models.OneToOneField(OutsideReader, models.CASCADE, related_name="thanks")
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name
