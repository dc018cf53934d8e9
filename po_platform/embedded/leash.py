"""Nothing we started outlives us, even when we are killed and cannot see to it ourselves."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from .processes import signal_session

_GRACE = 5.0


@contextmanager
def leash() -> Iterator[Callable[[subprocess.Popen[bytes]], None]]:
    """Yields a function that puts a started child on the leash.

    A second process holds it: should we die without having stopped our children (kill -9), it ends
    each with everything in its session. Being forked from us, it also keeps our locks until then,
    so that the servers outlive those who use them.
    """
    reader, writer = os.pipe()
    holder = os.fork()
    if holder == 0:
        os.close(writer)
        _hold(reader)
    os.close(reader)
    try:
        yield lambda child: _tell(writer, child.pid)
    finally:
        os.close(writer)
        os.waitpid(holder, 0)


def _tell(writer: int, session: int) -> None:
    os.write(writer, f"{session}\n".encode())


def _hold(reader: int) -> NoReturn:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with os.fdopen(reader) as told:
        sessions = [int(line) for line in told]  # until nobody can tell us more
    for number in (signal.SIGTERM, signal.SIGKILL):
        sessions = [session for session in sessions if signal_session(session, number)]
        deadline = time.monotonic() + _GRACE
        while any(signal_session(session, 0) for session in sessions):
            time.sleep(0.05)
            if time.monotonic() > deadline:
                break
    os._exit(0)
