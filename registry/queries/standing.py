"""What stands already where a form is about to be filled in."""

from __future__ import annotations

from po_platform.access.actor import Actor
from registry.entry_flow import At
from registry.models import Entry


def entry_at(*, actor: Actor, at: At) -> Entry | None:
    """The entry of this form on this occasion, if the actor may see one."""
    mine = Entry.objects.visible_to(actor).filter(record_id=at.record.pk, voided_at=None)
    return mine.filter(
        form=at.form, event=at.event, instance=at.instance, repeats_event=at.repeats_event
    ).first()
