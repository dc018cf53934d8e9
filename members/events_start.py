"""Events on start pages and in My data, and the jobs that tell and remind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.jobs import every
from po_platform.access.actor import SignedIn

from . import event_notices
from .actions.event_telling import remind, tell_changes
from .deeds import register_deeds
from .glances import Found
from .holdings import Holding, register_holding
from .queries.event_shown import when
from .queries.events import MINE, NEXT
from .start_page import Row, register_row


def connect() -> None:
    """Called once, when all apps are loaded."""
    event_notices.connect()
    register_row(next_row, facts={"next": NEXT})
    register_holding(lines, facts={"mine": MINE})
    register_deeds(DEEDS)
    every(15, "members.tell_changes", tell_changes)
    every(900, "members.remind", remind)


def next_row(_actor: SignedIn, found: Found) -> Row | None:
    """The next of her groups, or one she said she comes to."""
    if found["next"] is None:
        return None
    ref, title, starts_at = found["next"]
    words = {"when": when(datetime.fromisoformat(starts_at)), "title": title.rstrip(".")}
    return Row(
        _("The next event"),
        _("%(when)s: “%(title)s”.") % words,
        reverse("members:event", args=[ref]),
        _("See where"),
        order=18,
    )


def lines(_actor: SignedIn, found: Found) -> Iterable[Holding]:
    """Where she said that she comes, for My data."""
    number = found["mine"]
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
