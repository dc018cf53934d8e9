"""Holding a person still while something about her changes."""

from __future__ import annotations

from django.db import connection
from django.http import Http404

from members.models import Person
from members.queries.signing import same_address


def lock_address(address: str) -> None:
    """To the end of the transaction nobody else takes up this address."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"address {same_address(address)}"],
        )


def locked_person(person_id: int) -> tuple[Person, int]:
    """The person and her account's id, 0 for none: rules refuse who cannot sign in.

    Raises Http404 when there is nobody.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person, person.account_id or 0
