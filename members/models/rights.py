"""Requests about somebody's data (GDPR art. 15 to 22): each with its clock, and what was found for it."""

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


class RightsRequest(models.Model):
    """One request, of a member (`person`) or of somebody outside, whose name and address are sealed.

    `due_on` is one month after `came_on`, three when `extended_on` is set. `letter` is sealed too.
    `looked_for`: words that were counted in texts of others, sealed; `counted`: place → [texts,
    people], both gone when it is closed.
    `pack_ref` names what goes out, made only after the second look: a file of the house, or of the
    member where it is for her own page; nobody of the office opens that one.
    Erased with a person are name and words; that there was a request stays in the register.
    """

    holds = Holds(
        "identity",
        "person",
        "3 years after it was closed",
        export=True,
        erase="unlink",
        read_audit=True,
        after="closed_at",
        days=3 * 366,
        sealed={
            "name": "members_rightsrequest|name|{ref}",
            "address": "members_rightsrequest|address|{ref}",
            "looked_for": "members_rightsrequest|looked_for|{ref}",
            "letter": "members_rightsrequest|letter|{ref}",
        },
    )

    class Kind(models.TextChoices):
        ACCESS = "access", _("To know what is kept")
        PORTABILITY = "portability", _("To take data along")
        CORRECTION = "correction", _("To have something put right")
        ERASURE = "erasure", _("To have data erased")
        RESTRICTION = "restriction", _("To have data locked")
        OBJECTION = "objection", _("To object to a use")

    class Way(models.TextChoices):
        LETTER = "letter", _("By letter")
        PHONE = "phone", _("By telephone")
        MAIL = "mail", _("By e-mail")
        IN_PERSON = "in_person", _("Face to face")

    class Shown(models.TextChoices):
        """How we know that somebody is who she says."""

        CALLED_BACK = "called_back", _("Called back on the number we knew before")
        KNOWN_ADDRESS = "known_address", _("The answer goes to the address we knew before")
        KNOWN_FACTS = "known_facts", _("Told us what only this person knows")
        IN_PERSON = "in_person", _("Came and showed a document; no copy was kept")
        POWER = "power", _("Somebody acts with a written power; we saw it")

    class State(models.TextChoices):
        OPEN = "open", _("Being worked on")
        READY = "ready", _("Waits for the second look")
        RELEASED = "released", _("May go out")
        SENT = "sent", _("Answered")
        WITHDRAWN = "withdrawn", _("Taken back")

    class Outcome(models.TextChoices):
        DONE = "done", _("We do what was asked")
        PARTLY = "partly", _("We do a part of it")
        NOTHING = "nothing", _("We found nothing")
        REFUSED = "refused", _("We do not do it")

    class Reason(models.TextChoices):
        """Why not, or not all of it."""

        UNKNOWN = "unknown", _("We could not be sure who asks")
        OTHERS = "others", _("It would take away from the rights of others")
        LAW = "law", _("A law says that we keep it")
        CLAIMS = "claims", _("It is needed for a legal claim")
        REPEATED = "repeated", _("The same was answered a short time ago")
        EXCESSIVE = "excessive", _("It goes beyond every measure, and we can show that")

    class Form(models.TextChoices):
        PAPER = "paper", _("On paper")
        FILE = "file", _("As a file (ZIP)")
        PAGE = "page", _("Into the member’s own page")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    way = models.CharField(max_length=10, choices=Way)
    came_on = models.DateField()
    due_on = models.DateField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField(blank=True)
    address = models.TextField(blank=True)
    language = models.CharField(max_length=8)
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    shown = models.CharField(max_length=14, choices=Shown, blank=True)
    shown_by = models.BigIntegerField(null=True)
    shown_at = models.DateTimeField(null=True)
    extended_on = models.DateField(null=True)
    extended_why = models.CharField(max_length=300, blank=True)
    searched_at = models.DateTimeField(null=True)
    looked_for = models.TextField(blank=True)
    counted = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    form = models.CharField(max_length=5, choices=Form, blank=True)
    letter = models.TextField(blank=True)
    prepared_by = models.BigIntegerField(null=True)
    prepared_at = models.DateTimeField(null=True)
    sent_back_why = models.CharField(max_length=300, blank=True)
    released_by = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    alone_why = models.CharField(max_length=300, blank=True)  # released by the one who wrote it
    pack_ref = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"], condition=Q(closed_at__isnull=True), name="members_rights_open"
            ),
            models.Index(fields=["person"], name="members_rights_person"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | ~Q(released_by=F("prepared_by"))
                | ~Q(alone_why=""),
                name="rights_second_look",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def gives_data(self) -> bool:
        """Whether the answer carries what we keep, and not only words."""
        asks = self.kind in (self.Kind.ACCESS, self.Kind.PORTABILITY)
        return asks and self.outcome in (self.Outcome.DONE, self.Outcome.PARTLY)


class FoundText(models.Model):
    """A place where a search for one request found its words; gone when the request is closed.

    `person`: whose request it is, none for somebody outside.
    `sealed`: {"about", "text"} as it was found; `black`: names to black out, a line each, sealed.
    """

    holds = Holds(
        "identity",
        "person",
        "until the request is closed, 180 days at most",
        export=False,
        erase="delete",
        read_audit=True,
        after="found_at",
        days=180,
        sealed={
            "sealed": "members_rightsrequest|found|{source}|{object_ref}|{request__ref}",
            "black": "members_rightsrequest|black|found|{source}|{object_ref}|{request__ref}",
        },
    )

    class Answer(models.TextChoices):
        GIVE = "give", _("Give it out")
        REDACT = "redact", _("Give it out with names blacked out")
        LEAVE = "leave", _("Leave it out")

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="found")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    object_ref = models.CharField(max_length=60)
    sealed = models.TextField()
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    black = models.TextField(blank=True)
    found_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "source", "object_ref"], name="rights_found_once"
            )
        ]

    def __str__(self) -> str:
        return f"found {self.pk}"
