"""What an office says once while it sets the portal up, and what it tells whoever takes over."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds


class SetUpMark(models.Model):
    """That something no table can tell was done: a test mail read back, copies tried out."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class HandOverNote(models.Model):
    """What stands in no table and a successor has to know; one row. Never a password."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    only_one = models.BooleanField(default=True, unique=True)
    host = models.TextField(blank=True)  # who runs the server, and how they are reached
    elsewhere = models.TextField(blank=True)  # where things are that are not in the portal
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return "hand-over"
