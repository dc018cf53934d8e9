"""Where Ruth said that she comes: among the few of a group, under a title nobody else may read."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from members.actions.events import come_to_event
from members.models import Event, Group
from members.queries.event_shown import house_zone
from po_platform.access.actor import acting_as
from tests.personas import World

COMES_TO = "canary-where-ruth-goes"


def furnish(world: World) -> None:
    """Of a group only Ruth is in, with her name on its list."""
    start = timezone.now().astimezone(house_zone()) + timedelta(days=4)
    event = Event.objects.create(
        group=Group.objects.get(name__en="Harrowmere"), title=COMES_TO, text=COMES_TO, language="en",
        starts_at=start, over_at=start + timedelta(hours=3), place=COMES_TO, readers="group",
        signup=True, named=True,
    )  # fmt: skip
    with acting_as(world.ruth.actor()) as ruth:
        come_to_event(actor=ruth, ref=event.ref, reminds=True, was_told=True)


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → that event, and its group."""
    event = Event.objects.select_related("group").get(title=COMES_TO)
    assert event.group is not None
    found = {
        f"members:{name}": {"ref": str(event.ref)}
        for name in (
            "event", "event_calendar", "come_to_event", "stay_away", "change_event",
            "cancel_event", "take_off_event", "event_people",
        )
    }  # fmt: skip
    return found | {"members:new_group_event": {"ref": str(event.group.ref)}}
