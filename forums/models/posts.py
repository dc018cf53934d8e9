"""What people write for others to read, with its state and its former versions.

Not under row-level security: a post is written to be read by many, who are no list of subjects;
who may read it is decided by the audience its author chose (forums/sight.py), and it carries her
person and never the subject id of her health rows. What is private to its author stands apart, in
the vault: see writing.Draft.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Person
from po_platform.kit.holds import Holds

from .boards import Topic


class Post(models.Model):
    """One post. `no`: its place in the topic, dense, given when it comes out and never again.

    `version` grows with every change of words or state; whoever decides names the one she judged.
    `html` is what `bake` number `baked` made of `text`. `answers`: the post it answers; `quoted`:
    words of that post, shown as long as that post is shown. `told_at`: its notices are queued.
    `context`: what moderators put above it, {"path", "title", "said"}; shown while `context_on`, and
    without its link while `context_gone`: the page is not there any more.
    `findable_at`: no search finds it before; None for a post that was written here. `sealed`: it was
    taken off and its words lie sealed with the moderation. `kept_close`: words of danger stand in it
    and no moderator decided since; members read it, and no guest, search or mail has it.
    `as_team`: written as a moderator; `unnamed`: signed by the team alone, see forums/authors.py.
    """

    holds = Holds("content", "author", "until erased", export=True, erase="delete")

    class State(models.TextChoices):
        HELD = "held", _("Waiting for a moderator")
        PUBLISHED = "published", _("Published")
        FOLDED = "folded", _("Folded by a moderator")
        RETURNED = "returned", _("A moderator asks for a change")
        REMOVED = "removed", _("Taken off by a moderator")
        TAKEN_BACK = "taken_back", _("Taken back by its author")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="written", db_index=False
    )
    no = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    client_ref = models.UUIDField()
    as_team = models.BooleanField(default=False)
    unnamed = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=10, choices=State)
    back_to = models.CharField(max_length=10, blank=True)  # the state before it was taken back
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    html = models.TextField()
    baked = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=80, blank=True)
    answers = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    quoted = models.CharField(max_length=500, blank=True)
    reasons = models.JSONField(default=list)  # codes of publishing.Reason
    context = models.JSONField(default=dict)
    context_on = models.BooleanField(default=False)
    context_gone = models.BooleanField(default=False, db_default=False)
    decided_why = models.CharField(max_length=500, blank=True)
    written_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    findable_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    sealed = models.BooleanField(default=False, db_default=False)
    kept_close = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "no"], name="forums_post_place"),
            models.UniqueConstraint(fields=["author", "client_ref"], name="forums_post_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["author", "-written_at"], name="forums_post_author"),
            models.Index(fields=["written_at"], condition=Q(state="held"), name="forums_post_held"),
            models.Index(
                fields=["published_at"],
                condition=Q(state="published", told_at__isnull=True),
                name="forums_post_untold",
            ),
            models.Index(fields=["baked"], name="forums_post_baked"),
            models.Index(fields=["id"], condition=Q(context_on=True), name="forums_post_noted"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class MovedPost(models.Model):
    """What stood at this number of a topic stands in another one now. The number is not given again."""

    holds = Holds("content", "post__author", "as long as the post", export=False, erase="delete")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="moved", db_index=False)
    no = models.PositiveIntegerField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "no"], name="forums_moved_place")
        ]

    def __str__(self) -> str:
        return f"moved post {self.post_id}"


class PostVersion(models.Model):
    """How a post read before it was changed."""

    holds = Holds("content", "post__author", "until erased", export=True, erase="delete")

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    text = models.TextField()
    note = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "number"], name="forums_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of post {self.post_id}"
