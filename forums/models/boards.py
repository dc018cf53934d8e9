"""Boards and topics: who may read and write on them, and in which order they stand."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forums.publishing import InDanger
from members.models import Group, Person
from po_platform.kit.holds import Holds


class Audience(models.TextChoices):
    """Who can read, from the widest to the narrowest."""

    EVERYBODY = "everybody", _("Everybody, also without signing in")
    MEMBERS = "members", _("Members")
    GROUP = "group", _("Only the people in this group")


class Pause(models.IntegerChoices):
    """Minutes between two posts of one person."""

    NONE = 0, _("No pause")
    QUARTER = 15, _("15 minutes")
    HOUR = 60, _("An hour")
    FEW_HOURS = 240, _("4 hours")
    DAY = 1440, _("A day")


IN_DANGER = [
    (InDanger.OPEN.value, _("It stands open, so that others can answer")),
    (
        InDanger.FOLDED.value,
        _("It comes out folded: readers choose when to open it, and can answer"),
    ),
    (InDanger.HELD.value, _("It waits until somebody has looked")),
]


@pghistory.track()
class Board(models.Model):
    """A place to talk, about a theme or of a group. Texts per language: {"en": …, "de": …}.

    `widest`: the widest audience an author may choose here. What is held for a moderator:
    `first_posts_held` posts of somebody new, and where it is set every post, those with links or pictures,
    and those written while nobody is on duty; `holds_new_links`: links and pictures of somebody new.
    `in_danger`: what becomes of words of danger, before all of that; `holds_methods`: they wait where a
    list says that a method is named (WatchedWords). `pause`: minutes between two
    posts of one person in a topic, and between two topics of hers; 0 for none. `engines`: whether
    search engines may find what everybody reads here. `words_by_mail`: who chose so gets the words of
    posts by e-mail. `named_to_guests`: everybody may know that a board for members is there, by its
    title and text alone (sight.named).
    """

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    class Starters(models.TextChoices):
        MEMBERS = "members", _("Every member who can read it")
        TEAM = "team", _("Only the moderators; members answer")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    reminder = models.JSONField(default=dict)
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="boards")
    widest = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS)
    starters = models.CharField(max_length=8, choices=Starters, default=Starters.MEMBERS)
    first_posts_held = models.PositiveSmallIntegerField(default=0)
    holds_all = models.BooleanField(default=False)
    holds_links = models.BooleanField(default=False)
    holds_pictures = models.BooleanField(default=False)
    holds_off_duty = models.BooleanField(default=False)
    in_danger = models.CharField(
        max_length=6, choices=IN_DANGER, default=InDanger.OPEN.value, db_default=InDanger.OPEN.value
    )
    holds_methods = models.BooleanField(default=False, db_default=False)
    holds_new_links = models.BooleanField(default=False, db_default=False)
    engines = models.BooleanField(default=False, db_default=False)
    words_by_mail = models.BooleanField(default=False, db_default=False)
    named_to_guests = models.BooleanField(default=False, db_default=False)
    pause = models.PositiveSmallIntegerField(choices=Pause, default=Pause.NONE)
    place = models.PositiveSmallIntegerField(default=50)
    made_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"board {self.pk}"


class Topic(models.Model):
    """One conversation. Foreign keys have no index of their own where a list's index serves.

    `posts`: the highest number given; `helpful`: the post that helped; `pause`: as of its board,
    where it is longer; `holds_all`: every answer waits for a moderator. `answered`: somebody else's
    post is there to read; the database keeps it with every change of a post (migrations/0012).

    Nothing of it is shown before `shown_at`, when its first post came out; `gone_at`: taken away;
    `unlisted`: read by who has its address, and in no list or search. `told`: what moderators say
    about where it stands, for everybody who reads it. `locks_at`: from then on it is closed to answers
    by itself. `memorial_of`: the member who died and is remembered in it. `merged_into`: its posts
    follow behind those of that one, since `merged_at`; its address leads there. `kept_close`: what it
    began with is, its title too. `last_by_team`: the last post is signed by the team, so that
    `last_poster` is nobody. `kept_from_engines`: whoever began it wants that search engines leave it
    out, also where its board lets them in.
    """

    holds = Holds("content", "starter", "until erased", export=True, erase="unlink")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey(
        Board, on_delete=models.PROTECT, related_name="topics", db_index=False
    )
    title = models.CharField(max_length=120)
    audience = models.CharField(max_length=10, choices=Audience)
    starter = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(db_default=Now())
    shown_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    pinned = models.BooleanField(default=False)
    locked = models.BooleanField(default=False)
    posts = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True)
    last_poster = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    last_by_team = models.BooleanField(default=False, db_default=False)
    helpful = models.PositiveIntegerField(null=True)
    pause = models.PositiveSmallIntegerField(choices=Pause, default=Pause.NONE)
    answered = models.BooleanField(default=False, db_default=False)
    holds_all = models.BooleanField(default=False, db_default=False)
    unlisted = models.BooleanField(default=False, db_default=False)
    told = models.CharField(max_length=300, blank=True, db_default="")
    locks_at = models.DateTimeField(null=True)
    memorial_of = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="merged",
        db_constraint=False,  # the database itself lets go of it: migrations/0017
    )
    merged_at = models.DateTimeField(null=True)
    kept_close = models.BooleanField(default=False, db_default=False)
    kept_from_engines = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["memorial_of"],
                condition=Q(memorial_of__isnull=False),
                name="forums_topic_memorial",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["board", "-last_post_at", "-id"],
                condition=Q(shown_at__isnull=False, gone_at__isnull=True),
                name="forums_topic_newest",
            ),
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(shown_at__isnull=False, gone_at__isnull=True),
                name="forums_topic_all",
            ),
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(
                    shown_at__isnull=False, gone_at__isnull=True, answered=False, locked=False
                ),
                name="forums_topic_waits",
            ),
            models.Index(fields=["board"], condition=Q(pinned=True), name="forums_topic_pinned"),
        ]

    def __str__(self) -> str:
        return f"topic {self.pk}"

    @property
    def is_closed(self) -> bool:
        """Whether members can answer no more, closed by somebody or by itself."""
        return self.locked or (self.locks_at is not None and self.locks_at <= timezone.now())

    @property
    def pause_here(self) -> int:
        """Minutes between two answers of one person: of the topic or of its board."""
        return max(self.pause, self.board.pause)

    @property
    def name(self) -> str:
        """Its title; what was taken off with its first post, or of somebody who was erased, is gone."""
        if not self.title and self.locks_at is not None and self.memorial_of_id is None:
            return _now("In memory of a former member")
        if self.starter_id is not None:
            return self.title or _now("A topic whose beginning was taken off")
        return self.title or _now("A topic of a former member")
