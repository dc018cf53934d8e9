"""Who acts for a child by law: the paper, the two people who checked it, and the day it ends."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .people import Person


class Proxy(models.Model):
    """One wish to act for somebody by law, from the asking to its end.

    `said`: the child's name and birth date as the asker wrote them, sealed for this row; gone with
    `paper` (sealed too) once it is decided. `of_age_on`: from this day on the child decides.
    `until`: last day the paper names. What it opens stands in the grant.
    """

    holds = Holds(
        "identity",
        "asker",
        "until erased",
        True,
        "delete",
        read_audit=True,
        sealed={
            "said": "members_proxy|said|{ref}",
            "paper": "members_proxy|paper|{ref}",
        },
    )

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be checked")
        CHECKED = "checked", _("In force")
        REFUSED = "refused", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Taken back")
        ENDED = "ended", _("Ended")

    class Ground(models.TextChoices):
        PARENT = "parent", _("I am a parent with custody")
        GUARDIAN = "guardian", _("I am the guardian")
        COURT = "court", _("A court has named me")

    class Shown(models.TextChoices):
        FILE = "file", _("I add a picture or a PDF of it here")
        DESK = "desk", _("I show it in your office")
        POST = "post", _("I send a copy by post")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asker = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_column="person_id"
    )
    child = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground)
    shown = models.CharField(max_length=4, choices=Shown)
    said = models.TextField(blank=True)
    paper = models.TextField(blank=True)
    paper_type = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(db_default=Now())
    seen_by = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)
    checked_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    of_age_on = models.DateField(null=True)
    until = models.DateField(null=True)
    why_not = models.CharField(max_length=200, blank=True)
    grant_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "asked_at"], name="members_proxy_waiting"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | (Q(seen_by__isnull=False) & ~Q(checked_by=F("seen_by"))),
                name="proxy_two_people",
            ),
            models.CheckConstraint(
                condition=Q(child__isnull=True) | ~Q(child=F("asker")),
                name="proxy_not_for_herself",
            ),
            models.UniqueConstraint(
                fields=["asker", "child"],
                condition=Q(state__in=("waiting", "checked"), child__isnull=False),
                name="proxy_once_each",
            ),
        ]

    def __str__(self) -> str:
        return f"proxy {self.pk}"


class ComingOfAge(models.Model):
    """From which day somebody with a legal proxy decides alone, and whether she has decided.

    Between `reached_at` and `decided_at` nothing is collected, released or deleted.
    """

    holds = Holds("identity", "person", "until erased", True, "delete", read_audit=True)

    class Choice(models.TextChoices):
        GO_ON = "go_on", _("I go on")
        WITH_HELP = "with_help", _("I go on, and somebody helps me")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    reached_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    choice = models.CharField(max_length=10, choices=Choice, blank=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["on"], condition=Q(reached_at__isnull=True), name="members_of_age_due"
            )
        ]

    def __str__(self) -> str:
        return f"coming of age of person {self.person_id}"
