"""Files of data a curator or clinician asked for."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from .catalogue import Dataset
from .requests import ON_RECORD


class TakeOut(models.Model):
    """One file for whoever asked, made by a job; `ref` is also the id its job and file stand under.

    `wish`: format, what is left out, and marks; `levels`: what may go out of each form. `sealed_key`
    makes names and moves dates while the file is written, and goes then. `sealed_people`: keys of
    the records in it.
    """

    holds = replace(
        ON_RECORD,
        sealed={
            "sealed_key": "registry_takeout|key|{ref}",
            "sealed_people": "registry_takeout|people|{ref}",
        },
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="take_outs")
    asked_by = models.BigIntegerField()
    hat = models.CharField(max_length=20)  # hers, and how strong her proof was, when she asked
    strong = models.BooleanField(default=False)
    wish = models.JSONField(default=dict)
    levels = models.JSONField(default=dict)
    sealed_key = models.TextField(blank=True)
    sealed_people = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["asked_by", "dataset", "-id"], name="registry_takeout_of")
        ]

    def __str__(self) -> str:
        return f"file of dataset {self.dataset_id}"
