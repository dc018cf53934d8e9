"""Where to go on after a step in between: a page of this portal, or the start."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def own_page(request: HttpRequest, address: str) -> str:
    """`address` when it is a path of this portal, else ''."""
    own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if own else ""


def next_page(request: HttpRequest) -> str:
    """What the request names as `next`, '' for nothing or for somebody else's site."""
    return own_page(request, request.POST.get("next") or request.GET.get("next") or "")


def with_next(url_name: str, address: str) -> str:
    """The address of a page that goes on to `address` afterwards."""
    url = resolve_url(url_name)
    return f"{url}?{urlencode({'next': address})}" if address else url
