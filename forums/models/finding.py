"""What the search knows of posts that are out: a narrow row each, written by the database itself."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from po_platform.kit.holds import Holds

from .posts import Post


class PostWords(models.Model):
    """The stems of one published post; folded, held and removed posts have no row.

    Triggers (migrations/0004) write it in the transaction of the post. `month`: year × 12 + month,
    the first column of the index, so that the newest are looked through first. `readers`:
    "everybody", "members" or "board 7", for those in its group. What a reader finds is asked again
    of the post and its topic.
    """

    holds = Holds("content", "post__author", "while the post is out", export=False, erase="delete")

    post = models.OneToOneField(
        Post, primary_key=True, on_delete=models.CASCADE, related_name="found_by"
    )
    month = models.IntegerField()
    readers = models.CharField(max_length=30)
    board = models.BigIntegerField()
    words = SearchVectorField()

    class Meta:
        indexes: ClassVar = [
            GinIndex(
                fields=["month", "readers", "board", "words"],
                name="forums_postwords_gin",
                fastupdate=False,
            )
        ]

    def __str__(self) -> str:
        return f"words of post {self.post_id}"
