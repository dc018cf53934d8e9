"""Questions to experts: a session on one topic, what members ask in it, and what is answered.

What a member asks lies under the vault. Experts and readers meet only entries: a question as the
team words it, which may stand for several, with its answer.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .articles import Article


class ExpertSession(models.Model):
    """One topic for some days; afterwards the page stays, with its date."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    about = models.TextField()
    rules = models.TextField()
    stage = models.CharField(max_length=20, choices=Article.Stage)
    for_everybody = models.BooleanField(default=False)  # else for whoever is signed in
    opens_at = models.DateTimeField()  # experts answer from here on; members ask before, too
    closes_at = models.DateTimeField()  # no question after that
    announced_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # no answer after that
    called_off_at = models.DateTimeField(null=True)
    called_off_why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    search = SearchVectorField(null=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="education_session_search"),
            models.Index(fields=["language", "-opens_at"], name="education_session_listed"),
        ]

    def __str__(self) -> str:
        return self.slug


class SessionExpert(models.Model):
    """Who answers, as it stands on the page; somebody with a link of her own, and no account.

    Of the link only a hash is kept; it opens the questions of this session until the session ends.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    session = models.ForeignKey(ExpertSession, models.CASCADE, related_name="experts")
    public_name = models.CharField(max_length=80)
    role = models.CharField(max_length=160)
    no_interests = models.BooleanField()
    interests = models.TextField(blank=True)
    declared_at = models.DateTimeField(db_default=Now())
    secret_hash = models.BinaryField(unique=True, null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.public_name


class SessionEntry(models.Model):
    """A question as experts and readers read it, in words of the team; readers once it is published."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    session = models.ForeignKey(ExpertSession, models.CASCADE, related_name="entries")
    words = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    expert = models.ForeignKey(SessionExpert, models.PROTECT, null=True, related_name="entries")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"an entry of {self.session_id}"


class EntryName(models.Model):
    """The name a member wants to stand beside her question; gone as soon as she says so."""

    holds = Holds("content", "", "until taken off or erased", export=True, erase="delete")

    entry = models.OneToOneField(SessionEntry, models.CASCADE, related_name="asked_by")
    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class SessionQuestion(models.Model):
    """What a member asks, in her own words: read by her and by the editors, and by nobody else."""

    holds = Holds("health", "subject_id", "until taken back or erased", True, "delete", True)

    class State(models.TextChoices):
        NEW = "new", _("The team has not read it yet")
        ASKED = "asked", _("It was put to the experts")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Not put to the experts")
        UNANSWERED = "unanswered", _("Not answered in this session")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject_id = models.UUIDField()
    session = models.ForeignKey(ExpertSession, models.PROTECT, related_name="+")
    text = models.TextField()
    name = models.CharField(max_length=40, blank=True)  # '' for no name beside it
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    entry = models.ForeignKey(SessionEntry, models.PROTECT, null=True, related_name="+")
    why = models.TextField(blank=True)  # what the team writes to her
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id"], name="education_asked_of"),
            models.Index(fields=["session", "state"], name="education_asked_state"),
        ]

    def __str__(self) -> str:
        return "a question to experts"
