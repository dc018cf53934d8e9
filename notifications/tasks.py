"""What the worker is asked to do: hints only, the rows are in Postgres and survive any loss here."""

from __future__ import annotations

import logging

from celery import shared_task

from .actions.dispatching import dispatch_one
from .actions.fetching import fetch_mail
from .actions.ticking import tick as run_tick
from .incoming.mailbox import NoMailbox

log = logging.getLogger(__name__)

# None is acknowledged late: a lost hint costs one tick, a poisoned one must not come back.


@shared_task(
    name="notifications.tick", acks_late=False, soft_time_limit=540, time_limit=600, expires=15
)
def tick() -> None:
    """Every 15 seconds from beat, by any worker."""
    run_tick()


@shared_task(name="notifications.send_now", acks_late=False, soft_time_limit=110, time_limit=120)
def send_now(row_id: int) -> None:
    """One service mail, right after its cause was committed."""
    dispatch_one(row_id)


@shared_task(
    name="notifications.fetch_mail",
    acks_late=False,
    soft_time_limit=540,
    time_limit=600,
    expires=50,
)
def fetch_mail_in() -> None:
    """Every minute from beat, where a mailbox is set; one that is away is said, and tried again."""
    try:
        fetch_mail()
    except NoMailbox as error:
        log.warning("no mail fetched: %s", error)
