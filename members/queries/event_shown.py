"""One event as a page shows it, by the clock of the house wherever its reader is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from members.event_rules import REMINDED_BEFORE
from members.models import Attendance, Event
from po_platform.kit import spoken


@dataclass(frozen=True, slots=True)
class EventShown:
    """One event. `mine`: the reader comes. `people`: how many, for whoever looks after it.

    Days and times are those of the house, wherever the reader is: one goes there by its clock.
    """

    row: Event
    group_name: str = ""
    mine: Attendance | None = None
    full: bool = False
    people: int | None = None
    keeps: bool = False
    takes_off: bool = False

    @property
    def day(self) -> date:
        return self.row.starts_at.astimezone(house_zone()).date()

    @property
    def begins(self) -> str:
        with timezone.override(house_zone()):
            return spoken.clock(self.row.starts_at)

    @property
    def until(self) -> str:
        """ "9:30 in the evening", with the day where it is another one; '' when nobody said."""
        ends = self.row.ends_at
        if ends is None:
            return ""
        with timezone.override(house_zone()):
            here = timezone.localtime(ends).date() == self.day
            return spoken.clock(ends) if here else spoken.moment(ends)

    @property
    def lang(self) -> str:
        """The language of its words, '' where it is the reader's."""
        return "" if self.row.language == get_language() else self.row.language

    @property
    def phone_href(self) -> str:
        return "tel:" + "".join(one for one in self.row.phone if one.isdigit() or one == "+")

    @property
    def stands(self) -> bool:
        """Neither cancelled nor taken off, nor of a group that is closed by now."""
        group = self.row.group
        closed = group is not None and group.closed_at is not None
        return self.row.cancelled_at is None and self.row.taken_off_at is None and not closed

    @property
    def is_over(self) -> bool:
        return self.row.over_at <= timezone.now()

    @property
    def can_come(self) -> bool:
        return self.stands and self.row.signup and self.row.starts_at > timezone.now()

    @property
    def can_remind(self) -> bool:
        """Whether a reminder is still to come; whoever says so later gets none."""
        return self.can_come and self.row.starts_at > timezone.now() + REMINDED_BEFORE


def house_zone() -> ZoneInfo:
    """By whose clock events begin."""
    return ZoneInfo(settings.TIME_ZONE)


def when(starts_at: datetime) -> str:
    """ "Tuesday, 4 March, 7:00 in the evening", by the clock of the house."""
    with timezone.override(house_zone()):
        return spoken.moment(starts_at)


def other_clock() -> str:
    """ "Berlin" for a reader whose own clock may differ from that of the house, else ''."""
    if timezone.get_current_timezone_name() == settings.TIME_ZONE:
        return ""
    return settings.TIME_ZONE.split("/")[-1].replace("_", " ")
