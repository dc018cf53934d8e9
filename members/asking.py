"""Who asks, as the middleware put it on the request, with a type."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, QueryDict

from po_platform.access.actor import Actor, SignedIn


def actor_of(request: HttpRequest) -> Actor:
    """Anybody, nobody included."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]  # set by WhoActs


def signed_in_actor(request: HttpRequest) -> SignedIn:
    """For views the door opens to accounts only."""
    return cast("SignedIn", actor_of(request))


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: everything sent, also nothing at all; None when only asked for."""
    return request.POST if request.method == "POST" else None
