"""Somebody tells us that a member has died: a task for the office, which acts only by a person."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from audit.actions import record
from members.call_secrets import mark_of, seal_for_call
from members.models import CallRequest
from members.queries.calls import promised_days
from members.working_days import in_working_days
from po_platform.access.actor import Actor
from po_platform.kit.crypto import secret_hash


@dataclass(frozen=True, slots=True)
class Tidings:
    """What the form gives: who has died, and who tells us."""

    whom: str
    name: str
    number: str
    suits: str
    language: str


def tell_of_a_death(*, actor: Actor, tidings: Tidings) -> str:
    """The code with which this is looked at and taken back. Nothing about the member changes.

    Names no person, also for somebody signed in: it is not a call about herself.
    """
    with transaction.atomic():
        ref, code, now = uuid4(), secrets.token_urlsafe(18), timezone.now()
        row = CallRequest(
            ref=ref,
            secret_hash=secret_hash(code),
            name=seal_for_call(ref, "name", tidings.name),
            number=seal_for_call(ref, "number", tidings.number),
            whom=seal_for_call(ref, "whom", tidings.whom),
            number_mark=mark_of(tidings.number),
            about=CallRequest.About.DEATH,
            suits=tidings.suits,
            language=tidings.language,
            state=CallRequest.State.OFFICE,
            passed_on_at=now,
            promised_on=in_working_days(timezone.localdate(), promised_days()),
        )
        # Nobody but the vault sees a visitor's row again, so nothing is read back here.
        CallRequest.objects.bulk_create([row], ignore_conflicts=True)
        record(actor=actor, verb="members.death.told")
    return code
