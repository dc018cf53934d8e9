"""Holding a person still while something about her changes."""

from __future__ import annotations

from django.http import Http404

from members.models import Person


def locked_person(person_id: int) -> tuple[Person, int]:
    """The person and her account's id, 0 for none: rules refuse who cannot sign in.

    Raises Http404 when there is nobody.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person, person.account_id or 0
