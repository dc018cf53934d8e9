"""Columns: texts of one member or expert in her own voice, which are health pages of a lighter kind.

A text is an Article with a column: it is written, read by an editor, published and put right as all
pages are, without a doctor's check, and says so.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Account
from po_platform.kit.holds import Holds


class Column(models.Model):
    """A place for one voice. Offered by a link whose hash alone is kept; nobody before it is taken."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    class Voice(models.TextChoices):
        MEMBER = "member", _("A member: what she lives through")
        EXPERT = "expert", _("An expert: what she thinks about a matter")

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    about = models.TextField(blank=True)
    voice = models.CharField(max_length=10, choices=Voice)
    made_at = models.DateTimeField(db_default=Now())
    offered_by = models.BigIntegerField(null=True)
    secret_hash = models.BinaryField(unique=True, null=True)
    offered_until = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # no new text; those there stay

    def __str__(self) -> str:
        return self.slug


class ColumnAuthor(models.Model):
    """Who writes a column, as it stands beside each text, and which interests there are."""

    holds = Holds("account", "account", "until erased", True, "delete")

    column = models.OneToOneField(Column, models.CASCADE, related_name="author")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    public_name = models.CharField(max_length=80)
    background = models.CharField(max_length=160, blank=True)
    no_interests = models.BooleanField()
    interests = models.TextField(blank=True)
    taken_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.public_name
