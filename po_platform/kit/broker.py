"""Hints to the worker: published within a second or not at all; what must happen is in Postgres."""

from __future__ import annotations

import logging
import time
from functools import cache

from celery import Celery

log = logging.getLogger(__name__)

SILENT_FOR = 5.0  # seconds in which a broker that did not answer is not asked again
_silent_until = 0.0


@cache
def _publisher() -> Celery:
    app = Celery("publisher", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    # One attempt, not four: a worker may wait for a frozen broker, a request may not.
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, "max_retries": 0}
    return app


def publish(task: str, *args: int | str) -> bool:
    """Asks the worker to run `task` with ids as arguments; False when the broker did not answer."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        _publisher().send_task(task, args, ignore_result=True)
    except Exception as error:  # whatever the broker does, the request goes on
        _silent_until = time.monotonic() + SILENT_FOR
        log.warning("broker did not take %s: %s", task, type(error).__name__)
        return False
    return True
