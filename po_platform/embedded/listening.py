"""A free port of this machine's own, held from the moment it was found."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress

FIRST = 8000
LAST = 8999


class NoPortFree(Exception):
    """All ports we may take are taken."""


def listen() -> list[socket.socket]:
    """Both loopback addresses, on the first port from 8000 on that is free on both.

    Bound here and handed to the web server: nobody can take the port in between, and a browser that
    looks up "localhost" finds us whichever address it tries first.
    """
    for port in range(FIRST, LAST + 1):
        with ExitStack() as bound, suppress(OSError):
            listeners = [bound.enter_context(_bound(socket.AF_INET, "127.0.0.1", port))]
            if _has_ipv6():
                listeners.append(bound.enter_context(_bound(socket.AF_INET6, "::1", port)))
            bound.pop_all()
            return listeners
    raise NoPortFree(f"No port is free between {FIRST} and {LAST}.")


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _has_ipv6() -> bool:
    with suppress(OSError), _bound(socket.AF_INET6, "::1", 0):
        return True
    return False
