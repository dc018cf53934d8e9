"""Forms members were asked to look at again, and texts that are newer than the one they agreed to."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max, Q

from po_platform.access.actor import Actor
from registry.models import Participation
from registry.queries.participation import my_participations


def due_forms(*, actor: Actor, taking_part: Participation) -> set[int]:
    """Ids of the forms of one registry that are due for her now."""
    return {form for found, form in _due() if found == taking_part.pk}


def with_due_forms(*, actor: Actor) -> list[Participation]:
    """Her registries in which a form is due."""
    waiting = {found for found, _form in _due()}
    return list(my_participations(actor=actor).filter(pk__in=waiting)) if waiting else []


def with_newer_text(*, actor: Actor) -> list[Participation]:
    """Hers where members are asked with a newer text than she agreed to or left as it is."""
    published = Q(registry__sheets__published_at__isnull=False)
    mine = my_participations(actor=actor).filter(
        state=Participation.State.ACTIVE, paused_at=None, by_law=False
    )
    found = mine.annotate(newest=Max("registry__sheets__version", filter=published))
    return [one for one in found if (one.newest or 0) > max(one.sheet.version, one.seen_version)]


def _due() -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("select participation, form from my_due_forms()")
        return list(cursor.fetchall())
