"""How old open cases are, as numbers the database hands out with nobody in them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from moderation.rules import may_tell_of_half_years
from moderation.waiting_bands import bands
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def ages_of_cases(*, actor: Actor) -> Mapping[int, int | None]:
    """By step of `waiting_bands`; None where fewer than five people are behind it."""
    demand(may_tell_of_half_years(actor))
    with connection.cursor() as cursor:
        cursor.execute("select band, n from case_ages()")
        found = dict(cursor.fetchall())
    return {band: found.get(band, 0) for band in bands()}
