"""What keeps the outbox healthy: leases of dead dispatchers end."""

from __future__ import annotations

import logging

from notifications.marks import finish, reap
from notifications.models import Outbox

from .dispatching import MOST_ATTEMPTS

log = logging.getLogger(__name__)


def free_expired_leases() -> None:
    """A dispatcher died with rows in hand: they wait again, or fail after too many such deaths."""
    gave_up = reap(MOST_ATTEMPTS)
    if gave_up:
        log.error("gave up on %s mails whose dispatcher died each time", len(gave_up))
        finish(gave_up, Outbox.State.FAILED, "gave up")
