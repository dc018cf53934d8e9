"""Who hears about somebody's way: she herself; for a child without an account, who acts by law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection
from django.urls import reverse

from notifications.actions import Note


def acting_by_law(ways: Iterable[UUID]) -> Mapping[UUID, list[int]]:
    """Who acts by law, first the one who comes first, of ways begun for a child without an account.

    Only as System(Purpose.REMIND). One query.
    """
    found: dict[UUID, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("select * from by_law_of_ways(%s::uuid[])", [list(ways)])
        for way, person in cursor.fetchall():
            found.setdefault(way, []).append(person)
    return found


def notes_of_way(
    kind: str, way: UUID, person: int, *, about: str, dedup: str, by_law: Iterable[int]
) -> list[Note]:
    """To her, or to each of those who act by law, who choose there for whom they act."""
    helpers = [
        Note(
            recipient=one, kind=kind, context={"path": reverse("members:helping")},
            dedup=f"{dedup}:{one}", about=about,
        )
        for one in by_law
    ]  # fmt: skip
    path = reverse("education:way", args=[way])
    return helpers or [Note(person, kind, {"path": path}, dedup, about=about)]
