"""What does not end in time is broken off, whatever it is doing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class TooLong(Exception):
    """The time was over. No ValueError: nobody who reads past broken mails reads past this."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TooLong in what runs inside, between two steps of Python.

    Only in the main thread, where commands run; the system tells no other one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(*_signal: Any) -> None:
        raise TooLong(f"{seconds} seconds")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
