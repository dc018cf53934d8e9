"""A telephone or a short message, by whatever service the host has: one web request for each call."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

SECONDS = 5  # how long a service may take; nobody else is called meanwhile
log = logging.getLogger(__name__)


class _NoWayOn(HTTPRedirectHandler):
    """Who is sent elsewhere has called nobody, and would take name and password along."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


_opener = build_opener(_NoWayOn)


def request_for(url: str, sent: Mapping[str, str]) -> Request:
    """What goes out: JSON; a name and password in the address become a header."""
    parts = urlsplit(url)
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    headers = {"Content-Type": "application/json"}
    if parts.username is not None:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(secret.encode()).decode()}"
    return Request(bare, json.dumps(sent).encode(), headers)  # noqa: S310  (settings allow http alone)


def hand_over(url: str, sent: Mapping[str, str]) -> bool:
    """Whether the service took it. A failure is logged without number, words or address."""
    try:
        with _opener.open(request_for(url, sent), timeout=SECONDS):
            return True
    except (OSError, HTTPException, ValueError) as error:
        log.error("The service that calls people did not take a call: %s", type(error).__name__)
        return False
