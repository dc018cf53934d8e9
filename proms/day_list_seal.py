"""A list of visits between looking at it and writing it down: signed, and kept on no server."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from uuid import UUID

from django.core import signing

from members.models import Clinic
from po_platform.access.actor import SignedIn
from proms.actions.day_list import Arranged
from proms.queries.day_list import Proposed

LASTS = 60 * 60  # seconds between looking at a list and writing it down


class NotTheirs(Exception):
    """What came back was not looked at by this person for this clinic within the hour."""


def sealed(actor: SignedIn, clinic: Clinic, visits: Iterable[Proposed]) -> str:
    """Good for this person and clinic alone."""
    rows = [
        [str(one.subject), one.on.isoformat(), one.at.isoformat() if one.at else "", one.mark]
        for one in visits
    ]
    return signing.dumps(rows, salt=_salt(actor, clinic), compress=True)


def opened_again(actor: SignedIn, clinic: Clinic, seal: str) -> list[Arranged]:
    """What was looked at. Raises NotTheirs."""
    try:
        rows = signing.loads(seal, salt=_salt(actor, clinic), max_age=LASTS)
    except signing.BadSignature as error:
        raise NotTheirs from error
    return [
        Arranged(
            UUID(subject), date.fromisoformat(on), time.fromisoformat(at) if at else None, mark
        )
        for subject, on, at, mark in rows
    ]


def _salt(actor: SignedIn, clinic: Clinic) -> str:
    return f"proms.day_list:{actor.account_id}:{clinic.pk}"
