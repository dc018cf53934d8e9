"""Each look at a member's request is hers to read."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from members.facts import record_person_read
from members.models import RightsRequest
from po_platform.access.actor import SignedIn, acting_as


def note_look(*, actor: SignedIn, row: RightsRequest) -> None:
    """Before anything about the request is shown. Of somebody outside there is nobody to tell."""
    if row.person_id is None or row.person_id == actor.person_id:
        return
    with transaction.atomic(), acting_as(replace(actor, looks_at=row.person_id)):
        record_person_read(row.person_id, _("To answer your request about your data"))
