"""The first wall by itself: what is not declared is closed, and a declaration is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, resolve

from po_platform.access.actor import Hat
from po_platform.access.declare import only, public, signed_in
from po_platform.access.routes import all_routes
from tests.personas import World


def leaky(request: HttpRequest) -> HttpResponse:
    return HttpResponse("health data")


class Planted:
    """A table of contents with one view nobody declared."""

    urlpatterns = [
        path("", include("po_platform.urls")),
        path("leaky", leaky),
        path("open", public(lambda request: HttpResponse("open"))),
        path("inside", signed_in()(lambda request: HttpResponse("inside"))),
        path("work", only(Hat.CURATOR, health=True)(lambda request: HttpResponse("work"))),
        path("api/work", only(Hat.CURATOR)(lambda request: HttpResponse("work"))),
    ]
    from po_platform.urls import handler403, handler404, handler500


@pytest.fixture
def planted(settings: Any) -> None:
    settings.ROOT_URLCONF = Planted


def test_every_route_is_declared() -> None:
    assert [e for e in run_checks() if e.id and e.id.startswith("access.")] == []


# Pages of ours that stand where a library has one of the same address.
INSTEAD = {"account_login": "members:sign_in", "mfa_authenticate": "members:second_step"}
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-00000000000a"}


def test_every_route_is_reached_by_its_address() -> None:
    hidden = {}
    for route in all_routes():
        one = re.sub(r"<(?:(\w+):)?\w+>", lambda hit: SAMPLES.get(hit[1], "a"), route.path)
        found = resolve(one).view_name
        if found != route.name:
            hidden[route.name] = found
    assert hidden == INSTEAD, "an address taken before hides this page"


def test_a_route_nobody_declared_fails_the_check(planted: None) -> None:
    assert [e.msg for e in run_checks() if e.id == "access.E001"] == [
        "/leaky does not say who may reach it."
    ]


@pytest.mark.django_db
def test_a_route_nobody_declared_answers_403_even_to_the_administrator(
    planted: None, world: World, sign_in: Any
) -> None:
    for client in (Client(), sign_in(world.administrator)):
        response = client.get("/leaky")
        assert response.status_code == 403
        assert b"health data" not in response.content


@pytest.mark.django_db
def test_a_public_view_is_open_and_an_inside_view_sends_to_the_sign_in(
    planted: None, client: Client
) -> None:
    assert client.get("/open").status_code == 200
    response = client.get("/inside")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in?next=%2Finside"


@pytest.mark.django_db
def test_a_role_page_is_refused_with_a_reason_and_opened_to_its_holder(
    planted: None, world: World, sign_in: Any
) -> None:
    refused = sign_in(world.ruth).get("/work")
    assert refused.status_code == 403
    assert "a task you do not hold" in refused.content.decode()
    assert sign_in(world.curator).get("/work").status_code == 200


@pytest.mark.django_db
def test_a_role_that_sees_others_data_is_sent_to_its_second_factor(
    planted: None, world: World, sign_in: Any
) -> None:
    response = sign_in(world.curator, strong=False).get("/work")
    assert (response.status_code, response["Location"]) == (302, "/second-factor?next=%2Fwork")
    assert sign_in(world.curator, strong=False).get("/api/work").status_code == 403


@pytest.mark.django_db
def test_an_api_route_says_401_in_words(planted: None, client: Client) -> None:
    response = client.get("/api/work")
    assert response.status_code == 401
    assert response.json() == {"detail": "Sign in to see this page."}


@pytest.mark.django_db
def test_pages_for_signed_in_people_are_never_stored(
    planted: None, world: World, sign_in: Any
) -> None:
    assert sign_in(world.ruth).get("/inside")["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["query", "form", "path"])
def test_a_nul_byte_is_a_clear_400_wherever_it_stands(where: str, client: Client) -> None:
    response = {
        "query": lambda: client.get("/?q=a%00b"),
        "form": lambda: client.post("/language", {"language": "d\x00e"}),
        "path": lambda: client.get("/mail/stop/a%00b"),
    }[where]()
    assert response.status_code == 400
    assert b"<h1" in response.content
