"""A list somebody makes herself: rows are added, removed and corrected without any script."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from po_platform.access.actor import acting_as
from proms.models import Assignment
from questionnaires.models import Draft
from tests.personas import World
from tests.proms.path import main_of, on_her_list, put_in, text_of, use
from tests.questionnaires.forms import extension, question, questionnaire, when

pytestmark = pytest.mark.django_db

MEDICINES = {
    "linkId": "drugs",
    "type": "group",
    "text": "Medicine",
    "repeats": True,
    "item": [
        question("name", "string"),
        question("times", "integer", extension=[extension("maxValue", "Integer", 9)]),
        question("more", "string", enableWhen=[when("times", ">", "Integer", 3)]),
    ],
}
FORM = questionnaire(question("well", "boolean"), MEDICINES, title="Medicines")
ROW = "drugs::{}::{}"


def row(number: int, name: str, times: str = "", **more: str) -> dict[str, str]:
    fields = {"name": name, "times": times, **more}
    return {ROW.format(number, field): value for field, value in fields.items()}


@pytest.fixture
def listed(world: World) -> Assignment:
    """The form on Ruth's list."""
    return on_her_list(world.ruth, use(world, put_in(world, FORM)))


@pytest.fixture
def ruth(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.ruth)
    return client


def address(assignment: Assignment) -> str:
    return f"/answer/{assignment.ref}/2"


def kept(world: World) -> Any:
    actor = world.ruth.actor()
    with acting_as(actor):
        return Draft.objects.visible_to(actor).get().answers.get("drugs")


def test_the_group_is_the_heading_and_one_empty_row_waits(ruth: Client, listed: Assignment) -> None:
    shown = main_of(ruth.get(address(listed)))
    assert shown.count("<h1") == 1
    assert "Medicine</h1>" in shown
    assert 'name="drugs::0::name"' in shown
    assert 'name="drugs::1::name"' not in shown
    assert "_remove" not in shown


def test_the_key_enter_saves_and_never_removes_a_row(ruth: Client, listed: Assignment) -> None:
    ruth.post(address(listed), {**row(0, "First"), "_more": "drugs"})
    shown = main_of(ruth.get(address(listed)))
    first_button = shown[shown.index("<button") :].split("</button>")[0]
    assert "name=" not in first_button


def test_saving_and_adding_another_leads_to_the_new_row(
    world: World, ruth: Client, listed: Assignment
) -> None:
    sent = ruth.post(address(listed), {**row(0, "First", "2"), "_more": "drugs"})
    target = "q-drugs_3a__3a_1_3a__3a_name"
    assert sent.headers["Location"] == f"{address(listed)}#{target}"
    assert f'id="{target}"' in main_of(ruth.get(address(listed)))
    assert kept(world) == [{"name": "First", "times": 2}]


def test_a_row_is_removed_and_the_others_move_up(
    world: World, ruth: Client, listed: Assignment
) -> None:
    rows = {**row(0, "First"), **row(1, "Second"), **row(2, "Third")}
    ruth.post(address(listed), {**rows, "_more": "drugs"})
    ruth.post(address(listed), {**rows, "_remove": "drugs::1"})
    assert kept(world) == [{"name": "First"}, {"name": "Third"}]


def test_blank_rows_are_no_rows(world: World, ruth: Client, listed: Assignment) -> None:
    ruth.post(address(listed), {**row(0, ""), **row(1, "Second"), **row(2, " ")})
    assert kept(world) == [{"name": "Second"}]


def test_a_problem_stands_in_its_own_row_also_after_a_blank_one(
    ruth: Client, listed: Assignment
) -> None:
    sent = {**row(0, ""), **row(1, "Second", "2"), **row(2, "Third", "often")}
    shown = ruth.post(address(listed), sent).content.decode()
    wrong = "q-drugs_3a__3a_1_3a__3a_times"  # the blank row is gone, Third is the second
    assert f'href="#{wrong}"' in shown
    field = shown[shown.index(f'id="{wrong}"') :].split(">")[0]
    assert 'value="often"' in field
    assert 'aria-invalid="true"' in field
    assert "“Question times” Enter a whole number" in text_of(ruth.post(address(listed), sent))


def test_a_question_that_opens_in_a_row_is_shown_before_going_on(
    ruth: Client, listed: Assignment
) -> None:
    opened = ruth.post(address(listed), row(0, "First", "5"))
    target = "q-drugs_3a__3a_0_3a__3a_more"
    assert opened.headers["Location"] == f"{address(listed)}#{target}"
    assert f'id="{target}"' in main_of(ruth.get(address(listed)))
    done = ruth.post(address(listed), row(0, "First", "5", more="in the night"))
    assert done.headers["Location"].endswith("/check")


def test_the_check_page_names_each_row(ruth: Client, listed: Assignment) -> None:
    ruth.post(address(listed), {**row(0, "First"), **row(1, "Second")})
    check = text_of(ruth.get(f"/answer/{listed.ref}/check"))
    assert "Medicine 1: Question name First" in check
    assert "Medicine 2: Question name Second" in check


def test_more_rows_than_anybody_has_are_refused(ruth: Client, listed: Assignment) -> None:
    many = {name: value for number in range(150) for name, value in row(number, "x").items()}
    assert "Fill in no more than 100 rows" in text_of(ruth.post(address(listed), many))
