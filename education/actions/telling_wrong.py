"""A member says that something is wrong with what her guide wrote: the moderation, the office and
whoever looks after the guides learn of it; the guide herself does not."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from audit.actions import record
from education.actions.guiding import KIND
from education.notices import people_of, people_with, tell
from education.programme_notices import TOLD
from education.programme_rules import may_walk
from education.queries.guiding import living_guides, message_of_guide
from moderation.actions.reporting import report_thing
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand


def tell_of_message(*, actor: Actor, ref: UUID, message: UUID, reason: str, text: str) -> None:
    """A case for the moderation with her words, and a neutral line to those who look after guides.

    Twice about one message is once. Raises Http404, PermissionDenied.
    """
    demand(may_walk(actor))
    with transaction.atomic():
        row = message_of_guide(actor=actor, ref=ref, message=message)
        report_thing(actor=actor, kind=KIND, ref=row.ref, reason=reason, text=text)
        leading = living_guides().filter(leads=True).exclude(account_id=row.by_account)
        people = {
            *people_of(leading.values_list("account_id", flat=True)),
            *people_with((Hat.ADMINISTRATOR,), without=[row.by_account]),
        } - {getattr(actor, "person_id", None)}
        tell(sorted(people), TOLD, reverse("education:told_of_guides"), f"{TOLD}:{row.ref}")
        record(actor=actor, verb="education.guide.told_of", thing=row, subject=row.subject_id)
