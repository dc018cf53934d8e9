"""Who is in a registry, what is known of them, and the files it came from."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds
from questionnaires.models import Version

from .catalogue import Dataset, Event, Form, Registry, Site


class Batch(models.Model):
    """One file of data taken in whole; undone, its rows are as they were before.

    `brought`: what it made of the dataset, by name (registry/actions/brought.py).
    """

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    blank_erases = models.BooleanField(default=False)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    brought = models.JSONField(default=dict)
    made_by_account = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Subject(models.Model):
    """One person in one registry, under the name the registry gives: a number, never a name.

    `same_as`: the record this one was put together with; its entries stand there meanwhile.
    `state_on`, `state_why`: since when, and from whom it is known, where those who keep the registry
    wrote down whether she lives and can be reached. `site`: where it is kept, where a registry has
    sites; null: at none, and only those who work for all sites see it.
    """

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Vital(models.TextChoices):
        ALIVE = "alive", _("alive")
        DEAD = "dead", _("has died")
        UNKNOWN = "unknown", _("not known")

    class Takes(models.TextChoices):
        ACTIVE = "active", _("takes part")
        LOST = "lost", _("no contact any more")
        OPTED_OUT = "opted_out", _("does not want to take part any more")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField(default=uuid.uuid4)
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="subjects")
    number = models.CharField(max_length=100)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    vital = models.CharField(max_length=8, choices=Vital, default=Vital.UNKNOWN)
    takes_part = models.CharField(max_length=10, choices=Takes, default=Takes.ACTIVE)
    state_on = models.DateField(null=True)
    state_why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="others")

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registry", "number"],
                condition=models.Q(voided_at=None),
                name="registry_record_once",
            ),
            models.UniqueConstraint(
                fields=["registry", "subject_id"], name="registry_subject_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["subject_id"], name="registry_subject_of")]

    def __str__(self) -> str:
        return f"subject {self.ref}"


COUNTED = ("t1", "t2", "t3", "t4", "n1", "n2", "n3", "n4")  # filled by the database
LISTED = ("l1", "l2", "l3", "l4")  # the same, without an index


@pghistory.track(exclude=["first_at", "born_year", *COUNTED, *LISTED])
class Entry(models.Model):
    """One form about one subject on one occasion, pinned to the version it was filled in with.

    `answers` and `missing` as the form engine stores them; what could tell who somebody is stands
    sealed in `sealed` instead. `cells`: how a file wrote a cell, where we would write it otherwise.
    `why`: why it changed last; `locked_why`: why nobody changes it any more, while `locked_at` stands.
    `t1` to `l4`: answers that are counted often, as `Form.counted` says, written by a trigger.
    `born_year`: of a sealed birth date its year, where the dataset lets ages be used (ADR 13).
    """

    holds = Holds(
        "health",
        "subject_id",
        "until erased",
        True,
        "delete",
        read_audit=True,
        sealed={
            "sealed": "registry_entry|sealed|{ref}",
        },
    )

    class Source(models.TextChoices):
        SELF = "self", _("by the person herself")
        PROXY = "proxy", _("by somebody who speaks for her")
        CLINICIAN = "clinician", _("by a clinician")
        CURATOR = "curator", _("by a curator")
        IMPORT = "import", _("from a file")
        WORKED_OUT = (
            "worked_out",
            _("worked out from other answers"),
        )  # of one answer, not of an entry

    class Status(models.IntegerChoices):
        INCOMPLETE = 0, _("not complete")
        UNVERIFIED = 1, _("not looked through yet")
        COMPLETE = 2, _("complete")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    record = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="entries")
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+")
    instance = models.PositiveIntegerField(default=0)  # 0: the form does not repeat
    repeats_event = models.BooleanField(default=False)  # the visit repeats, not the form
    occurred_on = models.CharField(max_length=10, blank=True)  # when it was true; may be a year
    answers = models.JSONField(default=dict)
    missing = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    provenance = models.JSONField(default=dict)  # by question: registry/provenance.py
    status = models.PositiveSmallIntegerField(choices=Status, null=True)
    source = models.CharField(max_length=10, choices=Source)
    entered_by = models.BigIntegerField(null=True)
    row_version = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(db_default=Now(), editable=False)  # set once
    changed_at = models.DateTimeField(db_default=Now())  # when what it says last became another
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    locked_at = models.DateTimeField(null=True)
    locked_why = models.CharField(max_length=300, blank=True)
    born_year = models.PositiveSmallIntegerField(null=True, editable=False)
    t1 = models.TextField(null=True, editable=False)  # noqa: DJ001  # null: no answer
    t2 = models.TextField(null=True, editable=False)  # noqa: DJ001  # null: no answer
    t3 = models.TextField(null=True, editable=False)  # noqa: DJ001  # null: no answer
    t4 = models.TextField(null=True, editable=False)  # noqa: DJ001  # null: no answer
    n1 = models.FloatField(null=True, editable=False)
    n2 = models.FloatField(null=True, editable=False)
    n3 = models.FloatField(null=True, editable=False)
    n4 = models.FloatField(null=True, editable=False)
    l1 = ArrayField(models.TextField(), null=True, editable=False)
    l2 = ArrayField(models.TextField(), null=True, editable=False)
    l3 = ArrayField(models.TextField(), null=True, editable=False)
    l4 = ArrayField(models.TextField(), null=True, editable=False)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record", "form", "event", "repeats_event", "instance"],
                condition=models.Q(voided_at=None),
                nulls_distinct=False,
                name="registry_entry_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["registry", "form", "-changed_at"], name="registry_entry_newest"),
            models.Index(fields=["subject_id"], name="registry_entry_subject"),
            models.Index(
                fields=["changed_at"],
                condition=models.Q(status=0, voided_at=None),
                name="registry_entry_unfinished",
            ),
            *(
                models.Index(
                    fields=["form", column],
                    condition=models.Q(**{f"{column}__isnull": False}),
                    name=f"registry_entry_{column}",
                )
                for column in COUNTED
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.ref}"
