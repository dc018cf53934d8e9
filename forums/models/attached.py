"""Pictures and documents: of a draft its author's alone, of a post for whoever reads the post."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .posts import Post


class Attached(models.Model):
    """The bytes lie under STORED_FILES_DIR at `place`, those of a small picture at `small`.

    `shows`: what is to be seen, for whoever does not see it. Documents have no `small`.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    shows = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    place = models.CharField(max_length=60, unique=True)
    small = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def is_picture(self) -> bool:
        return bool(self.small)

    @property
    def places(self) -> list[str]:
        return [place for place in (self.place, self.small) if place]


class DraftFile(Attached):
    """Put beside a draft at the place where it is written, and not sent yet."""

    holds = Holds(
        "health",
        "person",
        "90 days after it was put there",
        True,
        "delete",
        after="made_at",
        days=90,
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.CharField(max_length=40)  # "board:7", as Draft.place

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "at"], name="forums_draftfile_at")]


class PostFile(Attached):
    """In a post; who may read the post may look at it."""

    holds = Holds("content", "post__author", "until erased", export=True, erase="delete")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="files")

    class Meta:
        ordering: ClassVar = ["pk"]
