"""A clinician has gone through the ten minutes about cards."""

from __future__ import annotations

from django.db import transaction

from audit.actions import record
from education.card_course import VERSION
from education.models import CourseDone
from education.programme_rules import may_make_cards
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


def finish_course(*, actor: Actor) -> CourseDone:
    """Kept with the version that was read; twice is once."""
    demand(may_make_cards(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    with transaction.atomic():
        row, made = CourseDone.objects.get_or_create(account_id=actor.account_id, version=VERSION)
        if made:
            record(actor=actor, verb="education.course.done", thing=row, version=VERSION)
    return row
