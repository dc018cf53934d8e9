"""What tests of circulars share: one that is written, sent, and handed over."""

from __future__ import annotations

from typing import Any

from members.actions.circular_sending import send_circulars
from members.actions.circulars import send_circular, write_circular
from members.circular_rules import mark_of
from members.models import Circular
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.personas import World

SUBJECT = {"en": "Our summer meeting", "de": "Unser Sommertreffen"}
TEXT = {
    "en": "We meet on **Saturday**.\n\n- Bring cake\n- Bring [a friend](https://example.org/f)",
    "de": "Wir treffen uns am **Samstag**.",
}


def written(world: World, **values: Any) -> Circular:
    """A draft to everybody, by the administrator."""
    wanted = {"subject": SUBJECT, "text": TEXT, **values}
    with acting_as(world.administrator.actor()) as actor:
        return write_circular(actor=actor, ref=None, **wanted)


def begun(world: World, **values: Any) -> Circular:
    """On its way: no notice is made yet."""
    row = written(world, **values)
    with acting_as(world.administrator.actor()) as actor:
        return send_circular(actor=actor, ref=row.ref, mark=mark_of(row))


def handed_over(world: World, **values: Any) -> Circular:
    """With all its notices."""
    row = begun(world, **values)
    send_circulars()
    row.refresh_from_db()
    return row


def noticed() -> list[int]:
    """Person ids there is a notice for, one for each notice."""
    rows = Outbox.objects.filter(kind="members.circular").order_by("pk")
    return [pk for pk in rows.values_list("person_id", flat=True) if pk]
