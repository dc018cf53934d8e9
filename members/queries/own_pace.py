"""How far somebody wants to be left alone, for whoever counts what she did not answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from members.models import Person


def rests_until(person_ids: Collection[int]) -> dict[int, date]:
    """person id → the day her last rest from e-mails ends or ended; without those who had none."""
    rows = Person.objects.filter(pk__in=person_ids).values_list("pk", "account__no_mail_until")
    return {person: until for person, until in rows if until is not None}
