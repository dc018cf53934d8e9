"""`deliver()`: what the tick would send now, as the mails that arrived."""

from __future__ import annotations

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from notifications.actions.dispatching import Tally, dispatch


def deliver() -> list[EmailMultiAlternatives]:
    """Sends everything that is due and gives back the mails of this delivery, oldest first."""
    before = len(getattr(mail, "outbox", []))
    dispatch()
    return list(mail.outbox[before:])  # type: ignore[arg-type]  # we send no other kind


def deliver_and_count() -> Tally:
    """The same; gives back what became of the rows."""
    return dispatch()
