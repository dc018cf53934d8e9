"""Pages cost the same with thirty sets of answers as with one, and lists the same for one and three."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proms.models import Instrument
from tests.members.sharing_steps import share
from tests.personas import World, make_persona
from tests.proms.api import program
from tests.proms.path import (
    asked_by,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    sent_often,
    use,
)
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def queries(client: Client, address: str) -> int:
    """How many queries the second look takes: the first one fills what is prepared once."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(address)
    return len(caught)


def cost(client: Client, address: str, grow: Callable[[], Any]) -> tuple[int, int]:
    """Queries before and after there is more to show."""
    before = queries(client, address)
    grow()
    return before, queries(client, address)


@pytest.mark.parametrize(
    "address",
    [
        "/my-answers",
        "/my-answers/numbers",
        "/my-answers/sent",
        "/api/v1/course",
        "/api/v1/responses",
    ],
)
def test_own_pages_cost_the_same_with_more_answers(
    world: World, sign_in: Any, weekly: Instrument, address: str
) -> None:
    sent_often(world.ruth, weekly, 1)
    client = program(world.ruth) if address.startswith("/api/") else sign_in(world.ruth)
    one, thirty = cost(client, address, lambda: sent_often(world.ruth, weekly, 29))
    assert one == thirty
    assert thirty <= 25


@pytest.mark.parametrize("end", ["", "/text", "/numbers"])
def test_the_summary_costs_the_same_with_more_answers(
    world: World, sign_in: Any, weekly: Instrument, end: str
) -> None:
    share(world.ruth, world.nasser)
    sent_often(world.ruth, weekly, 1)
    address = f"/clinic/people/{world.ruth.subject}{end}"
    one, thirty = cost(sign_in(world.nasser), address, lambda: sent_often(world.ruth, weekly, 29))
    assert one == thirty
    assert thirty <= 22


def test_scores_are_read_in_one_query(world: World, sign_in: Any, weekly: Instrument) -> None:
    sent_often(world.ruth, weekly, 5)
    client = sign_in(world.ruth)
    client.get("/my-answers")
    with CaptureQueriesContext(connection) as caught:
        client.get("/my-answers")
    found = [query["sql"] for query in caught if 'FROM "proms_score"' in query["sql"]]
    assert len(found) == 1


def test_the_start_page_costs_the_same_for_one_thing_and_for_three(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    def two_more() -> None:
        for name in ("one", "two"):
            form = questionnaire(choice("a", "x"), title=f"Form {name}")
            on_her_list(world.ruth, use(world, put_in(world, form)))

    on_her_list(world.ruth, weekly)
    one, three = cost(sign_in(world.ruth), "/start", two_more)
    assert one == three
    assert three <= 17


def test_the_curators_list_costs_the_same_for_one_and_for_three(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    def two_more() -> None:
        for name in ("one", "two"):
            put_in(world, questionnaire(choice("a", "x"), title=f"Form {name}"))

    one, three = cost(sign_in(world.curator), "/instruments", two_more)
    assert one == three


def test_the_clinicians_list_costs_the_same_for_one_and_for_three(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    def two_more() -> None:
        for persona in (world.gerd, make_persona("Third M.")):
            share(persona, world.nasser)
            send(persona, on_her_list(persona, weekly))

    share(world.ruth, world.nasser)
    one, three = cost(sign_in(world.nasser), "/clinic", two_more)
    assert one == three


def test_a_page_of_questions_costs_the_same_however_much_is_answered(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assignment = on_her_list(world.ruth, weekly)
    client = sign_in(world.ruth)
    page = f"/answer/{assignment.ref}"
    client.post(f"{page}/1", {"q1": "1"})
    few, many = cost(
        client, f"{page}/all", lambda: client.post(f"{page}/all", {"q1": "1", "q2": "2", "q8": "x"})
    )
    assert few == many
    assert many <= 20


@pytest.mark.parametrize("who", ["clinician", "member"])
def test_what_waits_costs_the_same_for_one_and_for_three(
    world: World, sign_in: Any, weekly: Instrument, who: str
) -> None:
    share(world.ruth, world.nasser)
    forms = [
        use(world, put_in(world, questionnaire(choice("how", "well"), title=f"Form {n}"), f"f-{n}"))
        for n in range(3)
    ]
    asked_by(world.nasser, world.ruth, forms[0])
    client, address = program(world.ruth), "/api/v1/assignments"
    if who == "clinician":
        client, address = (
            sign_in(world.nasser),
            f"/api/v1/patients/{world.ruth.subject}/assignments",
        )
    one, three = cost(
        client,
        address,
        lambda: [asked_by(world.nasser, world.ruth, form) for form in forms[1:]],
    )
    assert len(client.get(address).json()["results"]) == 3
    assert one == three
