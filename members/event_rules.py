"""Who may write an event, take it off, and say that she comes: pure, asked again by the actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict

from .group_rules import FOR_HERSELF
from .models import Event
from .office_rules import may_run_the_office

LASTS = timedelta(hours=3)  # of an event nobody said the end of
FURTHEST = timedelta(days=730)
REMINDED_BEFORE = timedelta(hours=26)  # "the day before", with time for a quiet night
MOST_PLACES = 10_000
# What those who said that they come have to be told about.
TOLD = ("starts_at", "ends_at", "place", "link", "phone")


def over_at(starts_at: datetime, ends_at: datetime | None) -> datetime:
    """When it leaves the list."""
    return ends_at or starts_at + LASTS


def may_keep_event(actor: Actor, *, of_group: bool, leads: bool) -> Verdict:
    """Of a group: who leads it, second factor shown. Of everybody: the office."""
    if not of_group or isinstance(actor, System):
        return may_run_the_office(actor)
    if isinstance(actor, SignedIn) and leads and actor.strong:
        return Allowed()
    return Denied(_("Events of a group are written by those who lead it."))


def may_take_off(actor: Actor, *, of_group: bool, leads: bool) -> Verdict:
    """Whoever looks after it; and the office what everybody or every member can read."""
    if may_keep_event(actor, of_group=of_group, leads=leads):
        return Allowed()
    return may_run_the_office(actor)


def may_come(actor: Actor, event: Event, *, now: datetime) -> Verdict:
    """Members, to what asks for it and has not begun. The vault looks at the same, and at places."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None or not actor.roles & FOR_HERSELF:
        return Denied(_("Only members can say here that they come. Call us instead."))
    if event.cancelled_at or event.taken_off_at:
        return Denied(_("It does not take place."))
    if not event.signup:
        return Denied(_("Nobody has to say that they come. Just come."))
    if event.starts_at <= now:
        return Denied(_("It has begun already. Call us, and we tell you what you can do."))
    return Allowed()
