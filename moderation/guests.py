"""Guests who report something: name and address sealed for one row, and what they read when too many do."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from members.queries.organisation import OrganisationView
from po_platform.kit.crypto import opened_or_none, seal_for_application


@dataclass(frozen=True, slots=True)
class Guest:
    """Who told us without an account."""

    name: str
    address: str


def seal_guest(ref: UUID, guest: Guest) -> str:
    """Opens for this report only."""
    return seal_for_application(json.dumps(asdict(guest)), _place(ref))


def open_guest(ref: UUID, sealed: str) -> Guest | None:
    """None where there is none, or what she told does not open: decided it is all the same."""
    told = opened_or_none(sealed, _place(ref)) if sealed else None
    return Guest(**json.loads(told)) if told else None


def _place(ref: UUID) -> str:
    return f"moderation_report|guest|{ref}"


def all_full(we: OrganisationView) -> str:
    """What a guest reads when too many others wrote today: where she reaches us all the same."""
    words = [_("Too many people told us something today, so no more fits in here. It is not because"
               " of you.")]  # fmt: skip
    if we.phone:
        words.append(_("Call us: %(phone)s.") % {"phone": we.phone})
    address = ", ".join(line.strip() for line in we.imprint.splitlines() if line.strip())
    if address:
        words.append(_("Or write to us: %(address)s") % {"address": address})
    return " ".join(words)
