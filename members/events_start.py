"""Events on start pages and in My data, and the jobs that tell and remind."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.jobs import every
from po_platform.access.actor import Actor, SignedIn

from . import event_notices
from .actions.event_telling import remind, tell_changes
from .deeds import register_deeds
from .holdings import Holding, register_holding
from .queries.event_shown import when
from .queries.events import next_event, number_of_mine
from .start_page import Row, register_row

GLANCE = """
select 1 from members_event e
 where e.over_at > now() and e.taken_off_at is null and e.cancelled_at is null
   and (e.group_id in (select m.group_id from members_groupmembership m
                        where m.subject_id = %(subject)s and m.left_at is null)
     or e.id in (select a.event_id from members_attendance a
                  where a.subject_id = %(subject)s and a.ended_at is null))
"""


def connect() -> None:
    """Called once, when all apps are loaded."""
    event_notices.connect()
    register_row(next_row, glance=GLANCE)
    register_holding(lines)
    register_deeds(DEEDS)
    every(15, "members.tell_changes", tell_changes)
    every(900, "members.remind", remind)


def next_row(actor: Actor) -> Row | None:
    """The next of her groups, or one she said she comes to."""
    if not isinstance(actor, SignedIn) or actor.helping:
        return None
    found = next_event(actor=actor)
    if found is None:
        return None
    return Row(
        _("The next event"),
        _("%(when)s: “%(title)s”.") % {"when": when(found), "title": found.title.rstrip(".")},
        reverse("members:event", args=[found.ref]),
        _("See where"),
        order=18,
    )


def lines(actor: SignedIn) -> Iterable[Holding]:
    """Where she said that she comes, for My data."""
    number = number_of_mine(actor=actor)
    if number:
        yield Holding(
            _("Events"),
            ngettext("You come to %(n)d event.", "You come to %(n)d events.", number)
            % {"n": number},
            reverse("members:my_events"),
            _("See them"),
        )


DEEDS = {
    "members.event.written": gettext_lazy("%(who)s wrote an event."),
    "members.event.changed": gettext_lazy("%(who)s changed an event."),
    "members.event.cancelled": gettext_lazy("%(who)s cancelled an event."),
    "members.event.resumed": gettext_lazy("%(who)s took back that an event is cancelled."),
    "members.event.taken_off": gettext_lazy("%(who)s took an event off the list."),
    "members.event.put_back": gettext_lazy("%(who)s put an event back into the list."),
}
