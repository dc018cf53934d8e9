"""What keeps the outbox healthy: leases of dead dispatchers end, old rows go."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models.functions import Now

from notifications.marks import finish, reap
from notifications.models import KeptMail, Outbox

from .dispatching import MOST_ATTEMPTS

log = logging.getLogger(__name__)

DONE_KEPT_FOR = timedelta(days=90)
KEPT_MAIL_FOR = timedelta(days=7)
AT_ONCE = 5000  # rows deleted in one statement


def free_expired_leases() -> None:
    """A dispatcher died with rows in hand: they wait again, or fail after too many such deaths."""
    gave_up = reap(MOST_ATTEMPTS)
    if gave_up:
        log.error("gave up on %s mails whose dispatcher died each time", len(gave_up))
        finish(gave_up, Outbox.State.FAILED, "gave up")


def tidy() -> None:
    """Rows done 90 days ago, and kept mails of the demo after a week."""
    old = Outbox.objects.filter(done_at__lt=Now() - DONE_KEPT_FOR).values("id")[:AT_ONCE]
    while Outbox.objects.filter(pk__in=old).delete()[0]:
        pass
    KeptMail.objects.filter(at__lt=Now() - KEPT_MAIL_FOR).delete()
