"""What came from an older forum: known again by marks, and whose it was until she says so."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from members.models import Person
from po_platform.kit.holds import Holds

from .boards import Board, Topic
from .posts import Post


class FormerAuthor(models.Model):
    """An account of an older forum. Its name and the address of its page there are sealed, its
    mailbox is only a mark.

    `person`: who showed that it was hers; `offered_to`: who a moderator says it was, until she agrees.
    """

    holds = Holds(
        "account",
        "person",
        "until erased",
        export=True,
        erase="delete",
        sealed={
            "sealed_name": "forums_formerauthor|{mark}",
            "sealed_profile": "forums_formerauthor profile|{mark}",
        },
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.SlugField(max_length=40, db_index=False)
    mark = models.CharField(max_length=64, unique=True)
    sealed_name = models.TextField(blank=True)
    sealed_profile = models.TextField(blank=True)
    name_mark = models.CharField(max_length=64, blank=True, db_index=True)
    address_mark = models.CharField(max_length=64, blank=True, db_index=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_to = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_by = models.BigIntegerField(null=True)
    claimed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"former author {self.pk}"


class Brought(models.Model):
    """One board, topic or post that was taken over.

    The row outlives what it stands for: what was erased or taken off here does not come back with the next run.

    Its keys are let go by the database itself ("on delete set null"), as erasing deletes by SQL.
    """

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    source = models.SlugField(max_length=40, db_index=False)
    mark = models.CharField(max_length=64, unique=True)
    board = models.ForeignKey(Board, null=True, on_delete=models.SET_NULL, related_name="+")
    topic = models.ForeignKey(
        Topic, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    post = models.ForeignKey(
        Post, null=True, on_delete=models.SET_NULL, related_name="brought", db_constraint=False
    )
    author = models.ForeignKey(
        FormerAuthor, null=True, on_delete=models.SET_NULL, related_name="brought",
        db_constraint=False,
    )  # fmt: skip
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["source"], condition=Q(board__isnull=False), name="forums_brought_source"
            )
        ]

    def __str__(self) -> str:
        return f"brought {self.pk}"
