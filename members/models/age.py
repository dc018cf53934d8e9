"""What a member says about being of age: no birth date, and nothing that proves it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .people import Person


class AgeSaid(models.Model):
    """Whether somebody is 18 or older, as she says. Nobody but she reads it; the vault compares two.

    Written by `say_age` of the vault only. BOTH: of age at first, with messages, and not later; that
    keeps everybody apart from her until a year is over. `at`: of a yes, when she first said it.
    """

    holds = Holds("identity", "person", "until erased", True, "delete", read_audit=True)

    class Said(models.TextChoices):
        ADULT = "adult", _("Yes, I am 18 or older")
        YOUNG = "young", _("Not yet 18")
        BOTH = "both", _("Yes, and later not yet")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=5, choices=Said)
    at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"age said {self.pk}"
