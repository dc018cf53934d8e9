"""Outbox rows: what must be sent, written in the transaction of its cause."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds


class Outbox(models.Model):
    """One thing to send. Ids only: what it says and where it goes is sealed until it is sent.

    The dispatcher moves rows with SQL (see actions/dispatching.py); times are the database's.
    """

    holds = Holds(
        "operational",
        "person_id",
        "90 days after sending",
        export=True,
        erase="delete",
        after="done_at",
        days=90,
        sealed={
            "sealed": "notifications_outbox|sealed|{ref}",
        },
    )

    class State(models.IntegerChoices):
        WAITING = 0, _("Waiting")
        SENDING = 1, _("Being sent")
        SENT = 2, _("Sent")
        GATHERED = 3, _("Waiting for a summary")
        DROPPED = 4, _("Not sent")
        FAILED = 5, _("Could not be sent")
        PRINT = 6, _("Waiting to be printed")
        CALL = 7, _("Waiting for a call")

    ref = models.UUIDField(default=uuid.uuid4)  # the Message-ID: the same at every attempt
    kind = models.CharField(max_length=80)  # a registered kind, or the template of a service mail
    service = models.BooleanField(default=False)
    person_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=8, blank=True)  # '' is the recipient's own
    sealed = models.TextField(blank=True)
    digestible = models.BooleanField(default=True)
    dedup = models.UUIDField(null=True, unique=True)  # a mark, not the words
    digest_id = models.BigIntegerField(null=True)

    state = models.SmallIntegerField(choices=State, default=State.WAITING)
    why = models.CharField(max_length=20, blank=True)
    attempts = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ref"], name="outbox_ref"),  # a report of a mail that came back
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=0, service=False),
                name="outbox_due",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=0, service=True),
                name="outbox_service_due",
            ),
            models.Index(fields=["lease_until"], condition=Q(state=1), name="outbox_leased"),
            models.Index(fields=["digest_id"], condition=Q(state=3), name="outbox_gathered"),
            models.Index(
                fields=["state", "id"], condition=Q(state__in=[6, 7]), name="outbox_aside"
            ),
            models.Index(
                fields=["done_at"], condition=Q(done_at__isnull=False), name="outbox_done"
            ),
            models.Index(
                fields=["person_id", "-id"],
                condition=Q(person_id__isnull=False),
                name="outbox_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MailOptOut(models.Model):
    """A person stopped one group of e-mails; the row goes when she takes them up again."""

    holds = Holds("account", "person_id", "until erased", export=True, erase="delete")

    person_id = models.BigIntegerField()
    group = models.CharField(max_length=40)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "group"], name="mail_opt_out_once")
        ]

    def __str__(self) -> str:
        return f"no {self.group} for person {self.person_id}"


class DueJob(models.Model):
    """When a periodic job runs next; whichever tick comes first takes it."""

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class KeptMail(models.Model):
    """A mail as it left, kept only where settings.MAIL_KEPT says so: the demo and the tests."""

    holds = Holds(
        "operational", "", "7 days, demo only", export=False, erase="delete", after="at", days=7
    )

    at = models.DateTimeField(db_default=Now())
    to = models.CharField(max_length=254)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"mail {self.pk}"
