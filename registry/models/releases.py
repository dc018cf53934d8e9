"""Releases: who is in them under which pseudonym, who fetched them, and their end."""

from __future__ import annotations

import uuid
from dataclasses import replace
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds
from registry.request_words import FORMER

from .catalogue import Event, Form
from .requests import ON_RECORD, DataRequest


class Release(models.Model):
    """What one approved request gets. `ref` is also the id its job and file stand under.

    `sealed_key` makes its pseudonyms and goes with it. `manifest`: what is in it, without people.
    """

    holds = replace(
        ON_RECORD,
        sealed={
            "sealed_key": "registry_release|key|{ref}",
        },
    )

    class State(models.TextChoices):
        BUILDING = "building", _("being made")
        BUILT = "built", _("waits for the second look")
        FAILED = "failed", _("could not be made")
        ACTIVE = "active", _("can be fetched")
        EXPIRED = "expired", _("over, waits to be destroyed")
        ARCHIVED = "archived", _("kept sealed")
        DESTROYED = "destroyed", _("destroyed")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="releases")
    state = models.CharField(max_length=10, choices=State, default=State.BUILDING)
    built_by = models.BigIntegerField()
    as_of = models.DateTimeField(null=True)
    use = models.CharField(max_length=90, blank=True)  # the purposes of the consent it rests on
    formats = models.JSONField(default=list)  # besides CSV: names of registry.file_formats.FORMATS
    origins = models.BooleanField(default=False)  # says where answers come from
    n_people = models.PositiveIntegerField(default=0)
    n_rows = models.PositiveIntegerField(default=0)
    sealed_key = models.TextField(blank=True)
    pseudonyms = models.JSONField(default=list)  # all of them, while it lasts
    manifest = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    file_ref = models.UUIDField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    freed_by = models.BigIntegerField(null=True)
    freed_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # ours is gone, and so is the key
    certified_by = models.BigIntegerField(null=True)
    certified_at = models.DateTimeField(null=True)
    certificate = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(freed_by__isnull=True) | ~Q(freed_by=F("built_by")),
                name="registry_release_second_look",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=~Q(state="failed"),
                name="registry_one_release_a_request",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["expires_on"],
                condition=Q(state__in=["active", "expired"]),
                name="registry_release_ends",
            )
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"


class Archive(models.Model):
    """A sealed copy instead of none: who answers for it, until when, and why.

    The copy lies sealed with us; `sealed_key` opens it and goes on the day. Opened, it can be
    fetched until `open_until`. `fetched_at`: since then it is out again, until whoever fetched it
    says that this copy is destroyed too.
    """

    holds = replace(
        ON_RECORD,
        sealed={
            "sealed_key": "registry_archive|key|{release__ref}",
        },
    )

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="archive")
    keeper = models.CharField(max_length=200)
    why = models.TextField()
    until = models.DateField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField(db_default=Now())
    agreed_by = models.BigIntegerField(null=True)
    agreed_at = models.DateTimeField(null=True)
    sealed_key = models.TextField(blank=True)
    file_ref = models.UUIDField(null=True)
    opened_by = models.BigIntegerField(null=True)
    opened_why = models.TextField(blank=True)
    open_until = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # the key is gone

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="registry_archive_not_alone",
            ),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=True) | ~Q(opened_by=F("asked_by")),
                name="registry_archive_opened_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"archive {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether whoever asked can fetch it now."""
        return self.open_until is not None and self.open_until > timezone.now()


class ReleaseSubject(models.Model):
    """Somebody is in a release. The pseudonym goes with the release; that she was in it stays."""

    holds = Holds("health", "subject_id", "until erased", True, "delete")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="people")
    subject_id = models.UUIDField()
    pseudonym = models.CharField(max_length=13, blank=True)
    gone_at = models.DateTimeField(null=True)  # told to the holders: take this one out

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "subject_id"], name="registry_once_in_a_release"
            ),
            models.UniqueConstraint(
                fields=["release", "pseudonym"],
                condition=~Q(pseudonym=""),
                name="registry_pseudonym_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["subject_id"], name="registry_released_subject")]

    def __str__(self) -> str:
        return f"in release {self.release_id}"


class ReleaseRow(models.Model):
    """One form at the moment of a release, or all lines of one person; gone when its file is made.

    A row without a form is the lines, as they will stand in the file.
    """

    holds = Holds("health", "subject_id", "until the file is made", False, "delete")

    release = models.ForeignKey(  # no index of its own: the one below begins with it
        Release, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    subject_id = models.UUIDField()
    form = models.ForeignKey(Form, null=True, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+")
    instance = models.PositiveIntegerField(default=0)
    repeats_event = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    missing = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict)  # how each answer came, and no account
    lines = models.TextField(blank=True, db_default="")

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(form=None) & ~Q(lines="") | Q(form__isnull=False, lines=""),
                name="registry_releaserow_form_or_lines",
            ),
            models.UniqueConstraint(  # the lines are found by this index, not among all forms
                fields=["release", "subject_id"],
                condition=Q(form=None),
                name="registry_releaserow_lines",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["release", "subject_id"], name="registry_releaserow_of"),
            models.Index(fields=["subject_id"], name="registry_releaserow_subject"),
        ]

    def __str__(self) -> str:
        return f"row {self.pk}"


class Recipient(models.Model):
    """An account that may fetch a release, until its link is over."""

    holds = Holds("account", "account", "until erased", export=True, erase="delete")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="recipients")
    account = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, related_name="registry_releases"
    )
    until = models.DateTimeField()
    deleted_upto = models.BigIntegerField(default=0)  # the last line of the list she confirmed
    deleted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "account"], name="registry_recipient_once")
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"

    @property
    def code(self) -> str:
        """What her copies are marked with: tells whose a copy is, to whoever has this row."""
        return sha256(self.ref.bytes).hexdigest()[:10]


class Fetched(models.Model):
    """A release went out: to whom, when, and exactly which bytes. These rows only grow."""

    holds = ON_RECORD

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="fetched")
    by_account = models.BigIntegerField()
    by_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"fetched {self.pk}"

    @property
    def who(self) -> str:
        """Who fetched it; only as what, once her name is erased."""
        return self.by_name or str(FORMER["asker"])


class Deletion(models.Model):
    """One pseudonym the holders of a release have to delete, until they say that they did."""

    holds = ON_RECORD

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="deletions")
    pseudonym = models.CharField(max_length=13, blank=True)  # '' when the release has ended
    at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["release"],
                condition=Q(confirmed_at__isnull=True),
                name="registry_deletion_open",
            )
        ]

    def __str__(self) -> str:
        return f"deletion {self.pk}"
