"""Groups of members: what they are, who leads them, whom to call, and who is in them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .conditions import Condition
from .people import Person


class Group(models.Model):
    """People with something in common. Texts per language: {"en": …, "de": …}."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    class Kind(models.TextChoices):
        CONDITION = "condition", _("An illness")
        LOCAL = "local", _("A place")
        LANGUAGE = "language", _("A language")
        AGE = "age", _("An age")
        CARERS = "carers", _("Relatives and those who care")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    condition = models.ForeignKey(
        Condition, null=True, on_delete=models.PROTECT, related_name="groups"
    )
    language = models.CharField(max_length=12, blank=True)
    public = models.BooleanField(default=False)
    by_request = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"group {self.pk}"


class GroupLead(models.Model):
    """Somebody who leads a group and agreed to stand on its page; ended, never changed."""

    holds = Holds(
        "account",
        "person",
        "1 year after the end",
        export=True,
        erase="delete",
        after="ended_at",
        days=365,
    )

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="leads")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ended_at__isnull=True),
                name="group_lead_once",
            )
        ]

    def __str__(self) -> str:
        return f"lead {self.pk} of group {self.group_id}"


class GroupContact(models.Model):
    """Whom to call about a group: the name and number she agreed to show, and when.

    `person` is empty for somebody who has no account and gave her yes by telephone or letter.
    """

    holds = Holds(
        "account",
        "person",
        "30 days after the end",
        export=True,
        erase="delete",
        after="ended_at",
        days=30,
    )

    class How(models.TextChoices):
        PHONE = "phone", _("by telephone")
        LETTER = "letter", _("by letter or e-mail")
        IN_PERSON = "in_person", _("face to face")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    public_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=40)
    hours = models.JSONField(default=dict)
    agreed_on = models.DateField()
    agreed_how = models.CharField(max_length=10, choices=How)
    added_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"contact {self.pk} of group {self.group_id}"


class GroupMembership(models.Model):
    """Somebody is in a group, asks to be, or was. What group one is in is health data.

    `named`: those who lead see her display name, as she was told when she asked. `left_at`: the
    end in whatever way; `declined`: it ended with a no.
    """

    holds = Holds(
        "health",
        "subject_id",
        "1 year after leaving",
        export=True,
        erase="delete",
        read_audit=True,
        after="left_at",
        days=365,
    )

    subject_id = models.UUIDField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(default=False)
    words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    joined_at = models.DateTimeField(null=True)
    declined = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "group"], name="members_ingroup_subject"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "subject_id"],
                condition=Q(left_at__isnull=True),
                name="in_group_once",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"
