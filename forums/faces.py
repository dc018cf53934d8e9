"""Where the picture beside a name lies; '' for drawn initials."""

from __future__ import annotations

from members.models import Person
from po_platform.kit.addresses import address_of


def picture_of(person: Person | None) -> str:
    """`person` is loaded with her talk_picture. Of whoever left it is not shown until she is back, also
    when her death is recorded after it.
    """
    row = getattr(person, "talk_picture", None)
    if person is None or row is None or not row.place:
        return ""
    if row.resting_at is not None or person.state == Person.State.LEFT:
        return ""
    return address_of("forums:picture", row.ref)
