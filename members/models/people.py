"""Whom data is about: a person, the encrypted identity, the random subject id, the roles."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.member_number import member_number
from po_platform.access.actor import Hat
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .accounts import Account


class Person(models.Model):
    """A human being of the organisation; may have no account, no address, or a shared one."""

    holds = Holds("account", "self", "until erased", export=True, erase="tombstone")

    class Way(models.TextChoices):
        NONE = "", _("By e-mail; by letter if we have no e-mail address")
        LETTER = "letter", _("By letter")
        PHONE = "phone", _("By telephone")

    class NoPost(models.TextChoices):
        NO_ADDRESS = "no_address", _("We have no postal address")
        RETURNED = "returned", _("A letter came back")
        NO_NUMBER = "no_number", _("We have no telephone number")

    class State(models.TextChoices):
        APPLIED = "applied", _("Waiting to be let in")
        INVITED = "invited", _("Not joined yet")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        UNDECIDED = "undecided", _("Of age, has to decide")
        LEFT = "left", _("Left")
        DECEASED = "deceased", _("Died")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.OneToOneField(
        Account, null=True, on_delete=models.SET_NULL, related_name="person"
    )
    display_name = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    state_since = models.DateTimeField(db_default=Now())
    joined_on = models.DateField(db_default=Now())
    reached_by = models.CharField(max_length=6, choices=Way, blank=True)
    post_stopped_at = models.DateTimeField(null=True)  # no letters until a person has looked
    post_stopped_why = models.CharField(max_length=12, choices=NoPost, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="members_person_state"),
            models.Index(
                fields=["post_stopped_at"],
                condition=models.Q(post_stopped_at__isnull=False),
                name="members_person_no_post",
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def number(self) -> str:
        """Her member number, with its check figure."""
        return member_number(self.pk)


class SubjectLink(models.Model):
    """The one table between a person and the random id on her health rows.

    The web role cannot read it: two functions of the vault can, and answer for the actor only.
    """

    holds = Holds("identity", "person", "until erased", export=False, erase="delete")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"link of person {self.person_id}"


class PersonKey(models.Model):
    """A person's data key, wrapped by a key outside the database; erase destroys this row."""

    holds = Holds("identity", "person", "until erased", export=False, erase="shred")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    wrapping_key = models.CharField(max_length=32)
    wrapped = models.BinaryField()

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"key of person {self.person_id}"


class Identity(models.Model):
    """Name, address, telephone and birth date, each sealed for its own place."""

    holds = Holds("identity", "person", "until erased", True, "shred", read_audit=True)

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    real_name = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    birth_date = models.BinaryField(null=True)
    name_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"identity of person {self.person_id}"


@pghistory.track()
class RoleHolding(models.Model):
    """A role somebody holds, with the reason and an end; ended, never deleted."""

    holds = Holds(
        "account",
        "account",
        "10 years after the end",
        export=True,
        erase="delete",
        after="ends_at",
        days=3650,
    )

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="role_holdings")
    role = models.CharField(max_length=16, choices=[(hat.value, hat.value) for hat in Hat])
    reason = models.CharField(max_length=200)
    starts_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True, blank=True)
    given_by = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "role"], name="members_role_account")]

    def __str__(self) -> str:
        return f"{self.role} of account {self.account_id}"


class Tombstone(models.Model):
    """Proof of an erase that outlives a restore: only keyed marks, nothing that points back."""

    holds = Holds("operational", "", "10 years", export=False, erase="keep")

    person_mark = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_default=Now())
    scope = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"erased {self.at:%Y-%m-%d}"
