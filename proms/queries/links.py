"""What the link of a reminder leads to: of all that opened with it, what waits still, one by one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from po_platform.access.actor import Bearer, acting_as
from proms.queries.reply_codes import assignment_of, opened_by


@dataclass(frozen=True, slots=True)
class Waits:
    """The next form behind a link: how many wait, this one included, and how long it takes."""

    bearer: Bearer
    hashed: bytes
    count: int
    minutes: int


def waits_behind(hashed: bytes) -> Waits | None:
    """Its own form first, then those that opened with it, in their order; None when none waits.

    `hashed`: what is stored of a secret, of one that opens nothing any more too.
    """
    with connection.cursor() as cursor:
        cursor.execute("select secret_hash from open_of_link(%s)", [hashed])
        found = [bytes(one) for (one,) in cursor.fetchall()]
    bearer = opened_by(found[0]) if found else None
    if bearer is None:
        return None
    with acting_as(bearer):
        held = assignment_of(bearer)
    if held is None:
        return None
    return Waits(bearer, found[0], len(found), held.instrument.minutes)
