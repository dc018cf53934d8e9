"""Addresses people answer to: ours with a mark in it, and who takes what comes there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from email.utils import parseaddr

from django.conf import settings

from .incoming.mail import Mail

# Takes the mark and the mail; whether the mark is living and the mail from whom it was made for.
Taker = Callable[[str, Mail], bool]
_MARK = r"[a-z2-7]{16,56}"

_takers: list[Taker] = []


def register_taker(taker: Taker) -> None:
    """Once at start, by whoever gives out such addresses."""
    _takers[:] = [taker]


def takers() -> Sequence[Taker]:
    """Who takes answers here."""
    return tuple(_takers)


def mails_come_in() -> str:
    """The address the host set up for mails to the portal; '' for none."""
    return parseaddr(settings.MAIL_IN)[1].lower()


def reply_address(mark: str) -> str:
    """Ours with this mark; '' where no mail comes in."""
    local, at, domain = mails_come_in().rpartition("@")
    return f"{local}+{mark}{at}{domain}" if at else ""


def mark_in(addresses: Sequence[str]) -> str:
    """The first mark in these addresses; '' when none of them is such an address of ours."""
    local, at, domain = mails_come_in().rpartition("@")
    if not at:
        return ""
    pattern = re.compile(rf"{re.escape(local)}\+({_MARK})@{re.escape(domain)}")
    return next((found[1] for one in addresses if (found := pattern.fullmatch(one))), "")
