"""Two walls hide each other's holes: health routes are walked with the vault open, then with the
policies open, and no canary of Ruth's may stand in any byte somebody else receives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.http import HttpResponse

from members.models import Identity
from po_platform.access.policy import Policy
from po_platform.access.routes import Route, all_routes
from tests.access import world_education
from tests.access.walk import answers
from tests.access.world_of_ruth import (
    ALL,
    PRINTED,
    SHARED,
    TALKED,
    arguments,
    furnish,
)
from tests.access.world_registry import SCANNED
from tests.database import become
from tests.personas import World, build_world


def bytes_of(response: Any) -> bytes:
    """Everything a browser receives: headers and body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return repr(sorted(response.headers.items())).encode() + bytes(body)


def may_receive(persona: str) -> tuple[str, ...]:
    if persona == "ruth":
        return ALL
    seen = {"nasser": SHARED, "administrator": PRINTED, "moderator": TALKED, "desk": (SCANNED,)}
    return {**seen, **world_education.SEEN_BY}.get(persona, ())


def reaches_health(route: Route) -> bool:
    return route.access is not None and route.access.health


def leaked(cell: str, persona: str, response: Any) -> list[str]:
    """METHOD path, persona and canary, for every byte that should not have been sent."""
    body = bytes_of(response)
    return [
        f"{cell} → {persona}: {canary}"
        for canary in ALL
        if canary.encode() in body and canary not in may_receive(persona)
    ]


def leaks(world: World) -> list[str]:
    """Whatever she proved; what stands behind both walls is walked with the matrix."""
    walked = answers(world, arguments(world), reaches_health, fresh=True)
    return [leak for cell in walked for leak in leaked(*cell)]


@pytest.fixture
def vault_open(django_db_setup: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """The web signs in as the owner, whose policies let every row through."""
    become("owner")
    request.getfixturevalue("db")
    yield
    become("app")


def test_the_policies_alone_hold(vault_open: None) -> None:
    world = build_world()
    furnish(world)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from members_identity")
        assert cursor.fetchone() == (1,), "the vault should be open in this run"
    assert leaks(world) == []


@pytest.fixture
def policies_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """visible_to() lets every row through; only the door and the vault are left."""
    monkeypatch.setattr(Policy, "rows", lambda self, actor: Q())


@pytest.mark.django_db
def test_the_vault_alone_holds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish(world)
    own = arguments(world)
    monkeypatch.setattr(Policy, "rows", lambda self, actor: Q())
    assert Identity.objects.visible_to(world.gerd.actor()).query.where.children == []
    monkeypatch.setattr("tests.access.test_each_wall_alone.arguments", lambda world: own)
    assert leaks(world) == []


@pytest.mark.django_db
def test_a_planted_leak_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish(world)

    def careless(cls: type, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(f"<p>{ALL[3]}</p>")

    one = [route for route in all_routes() if route.path == "/my-answers"]
    monkeypatch.setattr("tests.access.walk.all_routes", lambda: one)
    monkeypatch.setattr("proms.views.own.render", careless)
    assert any("gerd" in leak for leak in leaks(world))
