"""Every page of the site as the person it is for gets it: no browser yet, only what came back.

A new route is walked by itself. A page that only follows on a step stands in steps/.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client

from members.queries.organisation import forget_organisation
from po_platform.access.routes import Route, all_routes
from tests.access.walk import address_of, personas_of
from tests.access.world_of_ruth import arguments
from tests.personas import Persona, World
from tests.personas import sign_in as put_session

# Looked at in test_components_look.py; here they only say that somebody may not come in.
REFUSALS = {"400.html", "403.html", "404.html", "429.html", "csrf.html", "500.html", "503.html"}
FIRST = ("nobody", "ruth", "gerd", "nasser", "curator", "administrator")


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: as whom, for which request, from which template and route."""

    what: str
    template: str
    route: str
    address: str
    html: str


@dataclass
class Site:
    """All pages in one language, as they are found."""

    language: str
    pages: list[Page] = field(default_factory=list)
    no_pages: dict[str, str] = field(default_factory=dict)  # route: what it is instead
    world: World = field(init=False)  # set as soon as there is one

    def client(self, persona: Persona | None = None) -> Client:
        """This person's browser, with a code just entered; nobody's without a person."""
        client = Client(headers={"accept-language": self.language})
        if persona is not None:
            put_session(client, persona, fresh=True)
        return client

    def keep(self, response: Any, then: str = "") -> bool:
        """Keeps what came back if it is a page of its own, and says whether it was."""
        if _is_refused(response) or not response.templates:
            return False
        asked = response.request
        query = f"?{asked['QUERY_STRING']}" if asked["QUERY_STRING"] else ""
        route = f"/{response.resolver_match.route}"
        self.pages.append(
            Page(
                " ".join(filter(None, (asked["REQUEST_METHOD"], route, then))),
                _page_of(response),
                route,
                f"{asked['PATH_INFO']}{query}",
                response.content.decode(),
            )
        )
        return True

    def see(self, response: Any, then: str = "") -> Any:
        """Keeps a page a step has led to; a step that leads nowhere fails."""
        assert self.keep(response, then), (
            f"no page at {response.request['PATH_INFO']}: {response.status_code}"
            f" {response.headers.get('Location', '')}"
        )
        return response


def _page_of(response: Any) -> str:
    """The template of the whole page; pieces of it may have been made before."""
    names = [str(template.name) for template in response.templates]
    return next((name for name in names if "/_" not in name), names[0])


def _is_refused(response: Any) -> bool:
    """Nothing to look at: a file, a way on, or a page that says why not."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    names = {template.name for template in response.templates}
    leads_on = 300 <= response.status_code < 400
    return not is_page or leads_on or bool(names & REFUSALS) or response.status_code == 405


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back; nothing is remembered from before or after."""
    cache.clear()
    forget_organisation()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_organisation()


def walk(site: Site) -> None:
    """Each route by GET and by an empty POST, as the first person it opens a page to."""
    own = arguments(site.world)
    clients = {name: site.client(one) for name, one in personas_of(site.world).items()}
    for route in all_routes():
        for name in _candidates(route, personas_of(site.world)):
            if _asked(site, clients[name], route, address_of(route, own), f"as {name}"):
                break


def walk_as(site: Site, name: str, persona: Persona | None) -> None:
    """Everything this person can open."""
    own = arguments(site.world)
    client = site.client(persona)
    for route in all_routes():
        with undone():
            site.keep(_as_it_was(client).get(address_of(route, own)), f"as {name}")


def _candidates(route: Route, people: dict[str, Persona | None]) -> list[str]:
    """Whom the route is for, in the order in which they are asked."""
    access, names = route.access, dict.fromkeys((*FIRST, *people))
    if access is None or access.anyone:
        return list(names)
    known = {name: one for name in names if (one := people[name]) is not None}
    return [name for name, one in known.items() if not access.hats or one.hat in access.hats]


def _asked(site: Site, client: Client, route: Route, address: str, who: str) -> bool:
    """Whether this person was the right one to ask: a page came, a file, or no GET is taken."""
    with undone():
        shown = _as_it_was(client).get(address)
        found = site.keep(shown, who)
    with undone():
        found |= site.keep(_as_it_was(client).post(address), who)
    if found:
        return True
    if shown.status_code == 405:
        site.no_pages[route.path] = "takes a press and leads on"
    elif shown.status_code == 200:
        site.no_pages[route.path] = f"a file: {shown.headers['Content-Type']}"
    return route.path in site.no_pages


def _as_it_was(client: Client) -> Client:
    """The same browser before it asked for anything: answers change cookies, also to sign out."""
    again = Client(headers={"accept-language": client.defaults["HTTP_ACCEPT_LANGUAGE"]})
    again.cookies.update(client.cookies)
    return again
