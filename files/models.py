"""What somebody keeps here as a file, and long work done for her: with progress and a result."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class StoredFile(models.Model):
    """One file of one person; its bytes lie under STORED_FILES_DIR at `place`."""

    holds = Holds("health", "subject_id", "until it expires or is erased", True, "delete")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)  # app.noun
    name = models.CharField(max_length=120)  # as shown; never a path
    content_type = models.CharField(max_length=60)  # found in the content, not believed
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    place = models.CharField(max_length=60, unique=True)  # made here, never from a name
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "kind", "-id"], name="files_file_subject"),
            models.Index(
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False),
                name="files_file_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"


class Job(models.Model):
    """Work that takes longer than a page: done a unit at a time, and gone on with after a crash."""

    holds = Holds(
        "health", "subject_id", "90 days after its end", True, "delete", after="ended_at", days=90
    )

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to begin")
        RUNNING = "running", _("Being worked on")
        DONE = "done", _("Done")
        FAILED = "failed", _("Did not work")
        CANCELLED = "cancelled", _("Stopped")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0: not known yet
    resume = models.JSONField(default=dict)  # where the next unit begins; ids and names, no content
    result = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # since the last unit that was done
    due_at = models.DateTimeField(db_default=Now())
    claimed_by = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "kind", "-id"], name="files_job_subject"),
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["queued", "running"]),
                name="files_job_due",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="job_one_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"job {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)
