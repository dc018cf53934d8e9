"""A service mail goes out now: by the worker, or from here when the broker does not answer."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from po_platform.kit.broker import publish

from .dispatching import dispatch_one

log = logging.getLogger(__name__)
# Two at a time: sign-in codes still arrive while the key-value server is down.
_without_broker = ThreadPoolExecutor(max_workers=2, thread_name_prefix="service-mail")


def send_soon(row_id: int) -> None:
    """Called after commit; never raises and never waits longer than the broker's second."""
    if not publish("notifications.send_now", row_id):
        _without_broker.submit(_send_here, row_id)


def _send_here(row_id: int) -> None:
    try:
        dispatch_one(row_id)
    except Exception:
        log.exception("service mail %s waits for the tick", row_id)
    finally:
        connections.close_all()
