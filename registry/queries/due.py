"""Forms that wait for a member, and texts that are newer than the one she agreed to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Q

from po_platform.access.actor import Actor
from registry.models import Participation
from registry.queries.participation import my_participations
from registry.queries.records import Occasion


@dataclass(frozen=True)
class Due:
    """What is due for her in one registry. `again`: ids of forms to look at again after months;
    `visits`: (form, visit) of those whose visit has come, or that she began and left.
    """

    again: frozenset[int]
    visits: frozenset[tuple[int, int | None]]

    def at(self, one: Occasion) -> bool:
        """Whether it is time for this form on this occasion. What began is told in other words."""
        if one.form.pk in self.again:
            return one.entry is None or not one.form.repeats
        place = one.form.pk, one.event.pk if one.event else None
        return one.entry is None and place in self.visits


def due_forms(*, actor: Actor, taking_part: Participation) -> Due:
    """What is due for her now in this registry."""
    mine = [(form, visit, again) for found, form, visit, again in _due() if found == taking_part.pk]
    return Due(
        frozenset(form for form, _visit, again in mine if again),
        frozenset((form, visit) for form, visit, again in mine if not again),
    )


def with_due_forms(*, actor: Actor) -> list[tuple[Participation, bool]]:
    """Her registries in which a form is due, and whether she filled in or read all of it before."""
    waiting: dict[int, bool] = {}
    for found, _form, _visit, again in _due():
        waiting[found] = waiting.get(found, True) and again
    mine = my_participations(actor=actor).filter(pk__in=waiting) if waiting else []
    return [(one, waiting[one.pk]) for one in mine]


def with_newer_text(*, actor: Actor) -> list[Participation]:
    """Hers where members are asked with a newer text than she agreed to or left as it is."""
    published = Q(registry__sheets__published_at__isnull=False)
    mine = my_participations(actor=actor).filter(
        state=Participation.State.ACTIVE, paused_at=None, by_law=False
    )
    found = mine.annotate(newest=Max("registry__sheets__version", filter=published))
    return [one for one in found if (one.newest or 0) > max(one.sheet.version, one.seen_version)]


def _due() -> list[tuple[int, int, int | None, bool]]:
    with connection.cursor() as cursor:
        cursor.execute("select participation, form, visit, again from my_due_forms()")
        return list(cursor.fetchall())
