"""What stays of an erase: a tombstone, a line outside the database, a row in the record; marks only."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from audit.actions import record
from audit.models import Event
from members import erasure_list
from members.erasure_list import Erasure, reference_of
from members.models import Tombstone
from po_platform.access.actor import Purpose, System, acting_as

DONE = "members.person.erased"


def bury(erasure: Erasure) -> None:
    """As the eraser. The list first: whoever is interrupted is erased once more, never forgotten."""
    erasure_list.add(erasure)
    keep_tombstones([erasure])


def keep_tombstones(erasures: Iterable[Erasure]) -> None:
    Tombstone.objects.bulk_create(
        [
            Tombstone(person_mark=one.mark, at=one.at, scope=one.scope, counts=dict(one.counts))
            for one in erasures
        ],
        ignore_conflicts=True,
    )


def write_into_the_record() -> None:
    """Each tombstone has its audit row; po_erase may not write there, so it comes right after."""
    with acting_as(System(Purpose.ERASE)) as actor, transaction.atomic():
        written = set(Event.objects.filter(verb=DONE).values_list("object_ref", flat=True))
        for stone in Tombstone.objects.order_by("pk"):
            if str(stone.pk) not in written:
                record(
                    actor=actor,
                    verb=DONE,
                    thing=stone,
                    reference=reference_of(stone.person_mark),
                    rows=sum(stone.counts.values()),
                )
