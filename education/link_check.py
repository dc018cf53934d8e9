"""Asks whether the page of a source is still there, and never anything inside our own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from typing import Literal
from urllib.parse import urljoin, urlsplit

Answer = Literal["fine", "gone", "unsure"]
SECONDS = 8
REDIRECTS = 4
GONE = {404, 410}


def look_at(url: str, *, inside_too: bool = False) -> Answer:
    """One page, a few redirects. `inside_too`: also addresses of this machine (for tests).

    Only 404 and 410 mean gone; what refuses programs, is slow or broken is "unsure".
    """
    try:
        for _hop in range(REDIRECTS + 1):
            status, onward = _ask(url, inside_too)
            if status in GONE:
                return "gone"
            if not (300 <= status < 400 and onward):
                return "fine" if status < 300 else "unsure"
            url = urljoin(url, onward)
    except (OSError, ValueError, http.client.HTTPException):
        return "unsure"
    return "unsure"


def _ask(url: str, inside_too: bool) -> tuple[int, str]:
    """(status, where it sends on). Connects to the very address it has judged."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a web address")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = _outside(parts.hostname, port, inside_too)
    with socket.create_connection((address, port), timeout=SECONDS) as plain:
        channel = plain
        if secure:
            context = ssl.create_default_context()
            channel = context.wrap_socket(plain, server_hostname=parts.hostname)
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=SECONDS)
        connection.sock = channel
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET", path, headers={"User-Agent": "portal link check", "Accept": "*/*"}
        )
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""


def _outside(host: str, port: int, inside_too: bool) -> str:
    """An address of this host; raises ValueError when any of them lies inside."""
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not inside_too and not all(ipaddress.ip_address(one).is_global for one in found):
        raise ValueError("an address inside")
    return sorted(found)[0]
