"""What somebody has read, follows and does not want to see: a row each, never one per post."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Person
from po_platform.kit.holds import Holds

from .boards import Board, Topic


class Level(models.TextChoices):
    """How much somebody wants to hear of a topic or board."""

    ALL = "all", _("Every post")
    TOPICS = "topics", _("New topics")  # of a board only
    USUAL = "", _("Answers to me")
    NOTHING = "nothing", _("Nothing")


class TopicReader(models.Model):
    """How far one person has read one topic, which only ever moves forward, and how she follows it."""

    holds = Holds("account", "person", "until erased", export=True, erase="delete")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="readers", db_index=False
    )
    last_no = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(db_default=Now())
    level = models.CharField(max_length=8, choices=Level, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "topic"], name="forums_topic_reader")
        ]
        indexes: ClassVar = [
            models.Index(fields=["topic"], condition=~Q(level=""), name="forums_topic_followers"),
        ]

    def __str__(self) -> str:
        return f"reader {self.pk}"


class BoardReader(models.Model):
    """Until when everything on a board counts as read, and how one person follows it."""

    holds = Holds("account", "person", "until erased", export=True, erase="delete")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    board = models.ForeignKey(
        Board, on_delete=models.CASCADE, related_name="readers", db_index=False
    )
    read_until = models.DateTimeField(null=True)
    level = models.CharField(max_length=8, choices=Level, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "board"], name="forums_board_reader")
        ]
        indexes: ClassVar = [
            models.Index(fields=["board"], condition=~Q(level=""), name="forums_board_followers"),
        ]

    def __str__(self) -> str:
        return f"board reader {self.pk}"


class Ignored(models.Model):
    """Whose posts somebody finds folded; the other is not told."""

    holds = Holds("account", "person", "until taken back", export=True, erase="delete")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    ignored = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "ignored"], name="forums_ignored_once")
        ]

    def __str__(self) -> str:
        return f"ignored {self.pk}"
