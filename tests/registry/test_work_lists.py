"""Records a curator works through: who has one form, who lacks another, inside her rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from po_platform.access.actor import Hat, acting_as
from tests.personas import World, make_persona
from tests.registry.world import ANNA, BODO, HEADER, Walks, give_right, make_walks

pytestmark = pytest.mark.django_db
HERE = "/registry/datasets/walk/records"
ONLY_PERSON = "record_id,name,sex\n3,Cara Sand,0"


@pytest.fixture
def walks(world: World) -> Walks:
    """Anna and Bodo have both forms, Cara the first, number 4 none."""
    found = make_walks(world)
    found.bring(HEADER, ANNA, BODO)
    found.bring(*ONLY_PERSON.split("\n"))
    return found


@pytest.fixture
def client(walks: Walks, sign_in: Any) -> Client:
    found: Client = sign_in(walks.curator)
    assert found.post(HERE, {"number": "4"}).status_code == 302
    return found


def listed(client: Client, walks: Walks, **forms: str) -> list[str]:
    keys = {name: str(walks.dataset.forms.get(name=form).pk) for name, form in forms.items()}
    page = client.get(HERE, keys)
    assert page.status_code == 200
    return sorted(row["title"].removeprefix("Record ") for row in page.context["rows"])


def test_who_has_one_form_and_lacks_another(client: Client, walks: Walks) -> None:
    assert listed(client, walks) == ["1", "2", "3", "4"]
    assert listed(client, walks, has="visit") == ["1", "2"]
    assert listed(client, walks, lacks="visit") == ["3", "4"]
    assert listed(client, walks, has="person", lacks="visit") == ["3"]
    assert listed(client, walks, has="visit", lacks="person") == []


def test_nobody_is_missed_who_has_left_or_died(client: Client, walks: Walks) -> None:
    with acting_as(walks.curator.actor()) as actor:
        mine = walks.registry.subjects.visible_to(actor)
        mine.filter(number="3").update(vital="dead")
        mine.filter(number="4").update(takes_part="lost")
    assert listed(client, walks, lacks="visit") == []
    assert listed(client, walks, has="person") == ["1", "2", "3"]


def test_a_form_she_does_not_see_is_no_way_to_ask(
    client: Client, walks: Walks, sign_in: Any
) -> None:
    other = make_persona("Rita Curator", role=Hat.CURATOR)
    give_right(walks, other, form="visit")
    hers = sign_in(other)
    assert listed(hers, walks, has="visit") == ["1", "2"]
    for name in ("has", "lacks"):
        key = str(walks.dataset.forms.get(name="person").pk)
        assert hers.get(HERE, {name: key}).status_code == 422
    assert "Person" not in str(hers.get(HERE).context["wanted"])


def test_a_list_goes_on_page_by_page_as_it_was_chosen(client: Client, walks: Walks) -> None:
    many = [f"{number},Somebody,0" for number in range(100, 160)]
    walks.bring("record_id,name,sex", *many)
    key = str(walks.dataset.forms.get(name="visit").pk)
    page = client.get(HERE, {"lacks": key})
    older = page.context["older_url"]
    assert f"lacks={key}" in older and "after=" in older
    rest = client.get(older)
    assert len(page.context["rows"]) + len(rest.context["rows"]) == 62
    assert rest.context["newer_url"] == f"{HERE}?lacks={key}"


def test_it_costs_as_many_queries_with_one_row_as_with_many(
    client: Client, walks: Walks, django_assert_max_num_queries: Any
) -> None:
    keys = {"has": str(walks.dataset.forms.get(name="visit").pk)}
    with django_assert_max_num_queries(100) as two:
        client.get(HERE, keys)
    walks.bring(HEADER, *[BODO.replace("2,", f"{number},", 1) for number in range(20, 40)])
    with django_assert_max_num_queries(len(two)):
        client.get(HERE, keys)
