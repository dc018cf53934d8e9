"""What stands on every letter to a person: her address, the greeting, whom to call; pure."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from notifications.paper import LARGE, LARGER, NORMAL
from po_platform.kit import spoken

from .identity import Known
from .queries.organisation import OrganisationView

MOST_LINES = 6  # what the window of an envelope shows
SIZES = {"": NORMAL, "large": LARGE, "larger": LARGER}


def address_lines(known: Known, display_name: str) -> tuple[str, ...]:
    """Name and address as they stand in the window, six lines at most; () without an address."""
    where = [line for raw in known.address.splitlines() if (line := " ".join(raw.split()))]
    if not where:
        return ()
    name = known.real_name or display_name
    if where[0].casefold() != name.casefold():
        where.insert(0, name)
    if len(where) > MOST_LINES:
        where[1 : len(where) - MOST_LINES + 2] = [", ".join(where[1 : len(where) - MOST_LINES + 2])]
    return tuple(where)


def greeting(known: Known, display_name: str) -> str:
    """ "Good day, Ruth Example," """
    return _("Good day, %(name)s,") % {"name": known.real_name or display_name}


def beside(organisation: OrganisationView, today: date) -> tuple[str, ...]:
    """The day, and whom to call, beside the address."""
    lines = [spoken.plain_day(today)]
    if organisation.phone:
        lines += ["", _("Questions? Call us:"), organisation.phone]
        lines += [line.strip() for line in organisation.hours.splitlines() if line.strip()]
    return tuple(lines)


def ending(organisation: OrganisationView) -> tuple[str, ...]:
    """How to be reached another way."""
    if not organisation.phone:
        return ()
    words = _("Would you like to be called instead, or no letters at all? Tell us: %(phone)s.")
    return (words % {"phone": unbroken(organisation.phone)},)


def unbroken(number: str) -> str:
    """A telephone number that stays on one line."""
    return number.replace(" ", "\u00a0")
