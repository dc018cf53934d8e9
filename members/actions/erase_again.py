"""After a restore: a copy from before an erase is brought back to what was promised."""

from __future__ import annotations

from collections.abc import Mapping

from members.erase_parts import person_mark
from members.erasure_list import Erasure
from members.models import Person, Tombstone
from po_platform.access.actor import System
from po_platform.access.eraser import as_eraser

from .erase_person import erase_person
from .erase_proof import keep_tombstones, write_into_the_record


def reapply_erasures(*, actor: System, erasures: Mapping[str, Erasure]) -> int:
    """After a restore: whoever was erased since that copy was made is erased again; how many.

    No letters: she had hers. Tombstones the copy does not have yet are put back.
    """
    wanted = {*Tombstone.objects.values_list("person_mark", flat=True), *erasures}
    again = [
        person_id
        for person_id, ref in Person.objects.values_list("pk", "ref").order_by("pk")
        if person_mark(ref) in wanted
    ]
    with as_eraser():
        keep_tombstones(erasures.values())
    for person_id in again:
        erase_person(actor=actor, person_id=person_id, letter=False)
    write_into_the_record()
    return len(again)
