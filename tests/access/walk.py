"""Walking every route as every persona: what the matrix and the single-wall runs share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseForbidden
from django.test import Client

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.middleware import lacks_the_task
from po_platform.access.routes import Route, all_routes
from tests.personas import Persona, World
from tests.personas import sign_in as put_session

METHODS = ("GET", "POST")
_ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
# Values for converters when a route names nothing of the world.
_NOWHERE = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000"}


def personas_of(world: World) -> dict[str, Persona | None]:
    """nobody, then everybody of the world, in a fixed order."""
    return {"nobody": None, **dict(sorted(world.people.items()))}


def address_of(route: Route, arguments: dict[str, dict[str, str]]) -> str:
    """The route's path with the owner's objects filled in."""
    own = arguments.get(route.name, {})

    def fill(match: re.Match[str]) -> str:
        converter, name = match.group(1) or "str", match.group(2)
        return str(own.get(name, _NOWHERE.get(converter, "x")))

    path = _ARGUMENT.sub(fill, route.path)
    return re.sub(r"[\^$]|\\Z", "", path)


def client_for(persona: Persona | None, *, fresh: bool = False) -> Client:
    """A client as this persona's browser; errors come back as pages, not as exceptions."""
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    if persona is not None:
        put_session(client, persona, fresh=fresh)
    return client


def _actor_of(client: Client) -> Actor:
    """Who the portal takes this browser for."""
    actor: Actor = client.get("/").wsgi_request.actor  # type: ignore[attr-defined]  # set by WhoActs
    return actor


def answers(
    world: World,
    arguments: dict[str, dict[str, str]],
    wanted: Callable[[Route], bool] = lambda route: True,
    *,
    fresh: bool = False,
) -> Iterator[tuple[str, str, Any]]:
    """(METHOD path-template, persona, response) for each; what a request wrote is rolled back.

    `fresh`: everybody has just entered a code from her mailbox.
    Whoever lacks the task a page belongs to is turned away before it runs: the first of them is
    asked for each cell, the others get the door's answer without the errand.
    """
    routes = [route for route in all_routes() if wanted(route)]
    shut: set[str] = set()
    for name, persona in personas_of(world).items():
        client = client_for(persona, fresh=fresh)
        as_signed_in = client.cookies.output()
        actor = _actor_of(client)
        for route in routes:
            for method in METHODS:
                cell = f"{method} {route.path}"
                without_task = (
                    isinstance(actor, SignedIn)
                    and actor.helping is None
                    and route.access is not None
                    and lacks_the_task(actor, route.access)
                )
                if without_task and cell in shut:
                    yield cell, name, HttpResponseForbidden()
                    continue
                undo = transaction.savepoint()
                client.cookies = SimpleCookie(as_signed_in.replace("Set-Cookie: ", ""))
                try:
                    send: Callable[..., HttpResponse] = getattr(client, method.lower())
                    response = send(address_of(route, arguments))
                    if without_task:
                        assert response.status_code == 403, f"{cell} lets {name} in without a task"
                        shut.add(cell)
                    yield cell, name, response
                finally:
                    transaction.savepoint_rollback(undo)
