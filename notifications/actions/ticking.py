"""One round of everything that is due; any number of rounds may run at once."""

from __future__ import annotations

from notifications.jobs import run_due_jobs

from .dispatching import Tally, dispatch
from .upkeep import free_expired_leases


def tick() -> Tally:
    """Frees what dead dispatchers held, runs due jobs, and sends what they and others queued."""
    free_expired_leases()
    run_due_jobs()
    return dispatch()
