"""The public front and everybody's own start page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from po_platform.access.declare import public, signed_in


@public
def front(request: HttpRequest) -> HttpResponse:
    """What the organisation is, how to join, how to sign in."""
    return render(request, "members/front.html")


@signed_in()
def start(request: HttpRequest) -> HttpResponse:
    """One sentence, the one thing waiting, and quiet offers."""
    return render(request, "members/start.html")
