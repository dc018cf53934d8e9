"""Who is named with @ in a post."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from members.models import Person
from po_platform.kit.holds import Holds

from .posts import Post


class Named(models.Model):
    """`words`: her name as it stands in the post, which she keeps being meant by under another name;
    '' once it was taken out; former versions may still have it. `told_at`: the notice to her is
    queued, once and never again.
    """

    holds = Holds("content", "person", "as long as the post", export=True, erase="delete")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="named", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "person"], name="forums_named_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["made_at"], condition=Q(told_at__isnull=True), name="forums_named_untold"
            )
        ]

    def __str__(self) -> str:
        return f"named {self.pk}"
