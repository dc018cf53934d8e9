"""Duties that need more than one person: who fills them, who stands in, and what happens otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import Hat

from .purposes import Words


@dataclass(frozen=True, slots=True)
class Duty:
    """`hats`: whoever holds one of them can do it; `needs`: how many different people it takes.

    `otherwise`: what happens with fewer, its lighter form or that it stays closed. `part`: the app
    it belongs to where that can be switched off.
    """

    name: str
    title: Words
    why: Words
    hats: tuple[Hat, ...]
    needs: int
    otherwise: Words
    part: str = ""


_duties: dict[str, Duty] = {}


def register_duty(duty: Duty) -> None:
    """Once per duty at start."""
    if _duties.setdefault(duty.name, duty) != duty:
        raise ValueError(f"There are two different duties called {duty.name}.")


def all_duties() -> Sequence[Duty]:
    """In the order they were registered."""
    return list(_duties.values())


OFFICE = (Hat.ADMINISTRATOR,)
OWN = (
    Duty(
        "members.office",
        _("Run the office"),
        _("Somebody has to be there when you are ill or away."),
        OFFICE,
        1,
        _("Nobody can open the office. A command on the server makes an administrator."),
    ),
    Duty(
        "members.lost_factor",
        _("Remove a lost second factor"),
        _("One call must never open an account: one asks, another confirms."),
        OFFICE,
        2,
        _("Stays closed: who lost the second factor cannot come in with it."),
    ),
    Duty(
        "members.death",
        _("Confirm that a member has died"),
        _("A mistake would hurt, and what was deleted does not come back."),
        OFFICE,
        2,
        _("Lighter: everything rests, and nothing is deleted until somebody else confirms it."),
    ),
    Duty(
        "members.rights",
        _("Look at the answer to a request about data"),
        _("A wrong envelope tells somebody’s life to a stranger."),
        OFFICE,
        2,
        _("Lighter: the same person looks again a day later, and writes down at what."),
    ),
    Duty(
        "members.erase",
        _("Have somebody’s data erased"),
        _("What is erased does not come back: one prepares, another confirms."),
        OFFICE,
        2,
        _("Stays closed on the page. Members do it themselves; on the server there is a command."),
    ),
    Duty(
        "members.proxy",
        _("Check the paper of a legal proxy"),
        _("Whoever acts for a child by law sees what the child answered."),
        OFFICE,
        2,
        _("Stays closed: one person sees the paper, and nothing is in force before another did."),
    ),
    Duty(
        "members.desk",
        _("Call back whoever asks for it"),
        _("A day is promised to everybody who waits."),
        (Hat.DESK, Hat.ADMINISTRATOR),
        1,
        _("Nobody calls: take the promise off, or give somebody the role."),
    ),
)
