"""Who gets the check number of each day by e-mail: people inside or outside, as the office names them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from po_platform.kit.holds import Holds


class ProofReader(models.Model):
    """One address; `mark` finds it again when its owner is erased or has another. `told_day`: the newest she has."""

    holds = Holds(
        "account",
        "",
        "until the office takes it out",
        export=False,
        erase="delete",
        sealed={"sealed": "members_proofreader|sealed|{ref}"},
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed = models.TextField()
    mark = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8)
    told_day = models.DateField(null=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"proof reader {self.pk}"
