"""What the invented organisation plans: its meeting, a local tea, an evening on the telephone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from members.actions.events import come_to_event, write_event
from members.models import Event, Group
from po_platform.access.actor import Purpose, SignedIn, System, acting_as


def seed_events(ruth: SignedIn, gerd: SignedIn) -> None:
    """By the real actions; Ruth comes to the tea, Gerd to the meeting."""
    meeting = _event(
        24,
        time(14),
        time(17, 30),
        title="Our spring meeting",
        text="Reports, a talk about sleep, and time for each other. There is coffee. Guests are"
        " welcome; it costs nothing.",
        place="Town hall Harrowmere, small room, ground floor",
        readers="everybody",
        signup=True,
        places=60,
        named=True,
    )
    tea = _event(
        11,
        time(15),
        time(17),
        group="Harrowmere and around",
        title="Tea above the library",
        text="Come as you are, stay as long as you can. The lift is behind the second door.",
        place="Library, 2 Market Street, first floor",
        readers="everybody",
        signup=True,
    )
    _event(
        9,
        time(19),
        time(20),
        group="Newly diagnosed",
        title="First evening on the telephone",
        text="Nobody has to say anything. Dervla begins with how she came to us.",
        phone="01632 960 441",
        readers="members",
    )
    for actor, event in ((ruth, tea), (gerd, meeting)):
        with acting_as(actor):
            come_to_event(actor=actor, ref=event.ref, reminds=True, was_told=event.named)


def _event(days: int, begins: time, ends: time, *, group: str = "", **words: object) -> Event:
    zone = ZoneInfo(settings.TIME_ZONE)
    on = timezone.localdate(timezone=zone) + timedelta(days=days)
    wanted = {
        "language": "en", "place": "", "link": "", "phone": "", "signup": False, "places": None,
        "named": False, **words,
    }  # fmt: skip
    office = System(Purpose.SEED)
    with acting_as(office):
        return write_event(
            actor=office,
            group=Group.objects.get(name__en=group) if group else None,
            starts_at=datetime.combine(on, begins, tzinfo=zone),
            ends_at=datetime.combine(on, ends, tzinfo=zone),
            **wanted,
        )
