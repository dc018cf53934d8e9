"""Check-ins an organisation writes itself, while they are being written."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds


class CheckIn(models.Model):
    """What is being written, beside what was published last; versions lie with the questionnaire."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    content = models.JSONField(default=dict)  # proms.check_in.Content
    published = models.JSONField(null=True)  # the same, as people answer it now
    instrument = models.OneToOneField(
        "proms.Instrument", null=True, on_delete=models.PROTECT, related_name="check_in"
    )
    times_published = models.PositiveIntegerField(default=0)
    rule = models.PositiveIntegerField(default=0)  # the time its way of counting changed last
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.slug
