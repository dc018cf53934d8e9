"""Asks whether the page of a source is still there, and never anything inside our own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from contextlib import suppress
from threading import Timer
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit

Answer = Literal["fine", "gone", "unsure"]
SECONDS = 8
MOST_SECONDS = 20  # for one answer: a server may send one sign every seven seconds for ever
PORTS = {80, 443, 8080, 8443}
# Addresses that carry an older one inside; it is the inner one that is reached.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
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
    if port not in PORTS and not inside_too:
        raise ValueError("no port of a web site")
    address = _outside(parts.hostname, port, inside_too)
    with socket.create_connection((address, port), timeout=SECONDS) as plain:
        held: list[socket.socket] = [plain]  # the one in use last
        end = Timer(MOST_SECONDS, _cut, [held])
        end.daemon = True
        end.start()
        try:
            if secure:
                context = ssl.create_default_context()
                channel = context.wrap_socket(
                    plain, server_hostname=parts.hostname, do_handshake_on_connect=False
                )
                held.append(channel)
                channel.do_handshake()
            return _answer(held[-1], parts.hostname, port, _path(parts.path, parts.query))
        finally:
            end.cancel()
            held[-1].close()


def _answer(channel: socket.socket, host: str, port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    connection.sock = channel
    connection.request("GET", path, headers={"User-Agent": "portal link check", "Accept": "*/*"})
    response = connection.getresponse()
    return response.status, response.getheader("Location") or ""


def _path(path: str, query: str) -> str:
    """As it goes over the wire: letters of other alphabets are written out."""
    sent = quote(path or "/", safe="%/:@!$&'()*+,;=~-._")
    return sent + (f"?{quote(query, safe=chr(37) + '/:@!$&()*+,;=~-._?[]')}" if query else "")


def _cut(held: list[socket.socket]) -> None:
    """Ends a connection that takes too long; whoever reads from it hears an error."""
    with suppress(OSError):
        held[-1].shutdown(socket.SHUT_RDWR)


def _outside(host: str, port: int, inside_too: bool) -> str:
    """An address of this host; raises ValueError when any of them lies inside."""
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not inside_too and not all(is_outside(one) for one in found):
        raise ValueError("an address inside")
    return sorted(found)[0]


def is_outside(address: str) -> bool:
    """Whether an address belongs to the open internet, also the one that may be packed in it."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None,))[0]
        if found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_outside(str(inner))
    return found.is_global and not found.is_multicast
