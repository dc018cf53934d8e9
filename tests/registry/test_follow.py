"""Questions that follow from an answer while a form is filled in: nothing is saved, nothing is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from audit.models import Read
from po_platform.access.actor import acting_as
from registry.models import Entry, Subject
from tests.personas import World
from tests.registry.joining import join, open_to_members
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
FORM = "/registries/walks/data/walk/person?instance=0"
PREGNANT = 'name="pregnant"'


@pytest.fixture
def walks(world: World) -> Walks:
    found = open_to_members(world)
    join(found, world.ruth)
    return found


@pytest.fixture
def ruth(walks: Walks, world: World, sign_in: Any) -> Client:
    return sign_in(world.ruth)  # type: ignore[no-any-return]  # a fixture of conftest


def look(client: Client, address: str = FORM, *, script: bool = False, **sent: Any) -> Any:
    about = {"occurred_on": "", "seen_version": "0", "look": "1"}
    headers = {"X-Part": "questions"} if script else {}
    return client.post(address, {**about, **sent}, headers=headers)


def test_without_a_script_a_button_shows_what_follows_and_saves_nothing(ruth: Client) -> None:
    page = ruth.get(FORM).content.decode()
    assert "Show what follows from my answers" in page
    assert PREGNANT not in page
    found = look(ruth, name="Ruth E", sex="0", occurred_on="2024")
    page = found.content.decode()
    assert found.status_code == 200
    assert PREGNANT in page
    assert 'value="Ruth E"' in page and 'value="2024"' in page
    assert "Filled in" not in ruth.get("/registries/walks/data").content.decode()


def test_what_does_not_show_any_more_is_carried_along_and_comes_back(ruth: Client) -> None:
    page = look(ruth, sex="1", pregnant="1").content.decode()
    assert '<input type="hidden" name="pregnant" value="1">' in page
    page = look(ruth, sex="0", pregnant="1").content.decode()
    assert '<input type="hidden" name="pregnant"' not in page
    assert 'type="radio" name="pregnant" value="1"' in page.replace("  ", " ")
    assert "checked" in page.split(PREGNANT, 1)[1]


def test_what_was_carried_along_is_no_answer_once_it_is_saved(
    ruth: Client, walks: Walks, world: World
) -> None:
    sent = {"occurred_on": "", "seen_version": "0", "sex": "1", "pregnant": "1"}
    assert ruth.post(FORM, sent).status_code == 302
    [entry] = walks.entries()
    assert entry.answers == {"sex": "1"}


def test_a_script_gets_the_questions_and_no_page(ruth: Client) -> None:
    part = look(ruth, script=True, sex="0").content.decode()
    assert PREGNANT in part and "<html" not in part
    assert 'data-asked="pregnant"' in part
    refused = ruth.post(FORM, {"seen_version": "0", "sex": "9"}, headers={"X-Part": "questions"})
    assert "<html" in refused.content.decode()  # saving is never a part


def test_questions_that_stood_on_the_page_are_not_asked_again_after_saving(
    ruth: Client, walks: Walks
) -> None:
    sent = {"occurred_on": "", "seen_version": "0", "sex": "0"}
    seen = {**sent, "_asked": ["name", "born", "sex", "pregnant"]}
    assert ruth.post(FORM, seen)["Location"] == "/registries/walks/data"
    [entry] = walks.entries()
    again = f"/registries/entries/{entry.ref}/change"
    ruth.post(again, {**sent, "seen_version": "1", "sex": "1"})
    [entry] = walks.entries()
    unseen = {**sent, "seen_version": str(entry.row_version), "_asked": ["name", "born", "sex"]}
    assert ruth.post(again, unseen)["Location"] == again


def test_a_script_that_asks_on_is_no_new_look_at_her_data(
    ruth: Client, walks: Walks, world: World, sign_in: Any
) -> None:
    ruth.post(FORM, {"occurred_on": "", "seen_version": "0", "sex": "1", "name": "Ruth E"})
    [entry] = walks.entries()
    keeper, here = sign_in(walks.curator), f"/registry/entries/{entry.ref}"

    def seen() -> int:
        with acting_as(world.ruth.actor()) as actor:
            return Read.objects.visible_to(actor).filter(what="registry.entry").count()

    sent: dict[str, Any] = {"seen_version": str(entry.row_version), "sex": "0"}
    opened = proof(keeper.get(here))
    assert seen() == 1
    part = look(keeper, here, script=True, **sent, _opened=opened).content.decode()
    assert PREGNANT in part
    assert "Ruth E" not in part
    assert seen() == 1
    look(keeper, here, **sent, _opened=opened)
    assert seen() == 2
    nowhere_opened = ["", "1", opened[:-1], proof(keeper.get(new_visit(walks, entry)))]
    for number, invented in enumerate(nowhere_opened, start=4):
        look(keeper, here, script=True, **sent, _opened=invented)
        assert seen() == number - 1, "what is stored works in it, so it is a look"


def test_a_new_form_that_rests_on_another_is_a_look_at_her_data(
    ruth: Client, walks: Walks, world: World, sign_in: Any
) -> None:
    keeper, here = sign_in(walks.curator), ""

    def seen() -> int:
        with acting_as(world.ruth.actor()) as actor:
            return Read.objects.visible_to(actor).filter(what="registry.record").count()

    ruth.post(FORM, {"occurred_on": "", "seen_version": "0", "sex": "1", "name": "Ruth E"})
    [entry] = walks.entries()
    here = new_visit(walks, entry)
    page = keeper.get(here)
    assert seen() == 1
    look(keeper, here, script=True, _opened=proof(page))
    assert seen() == 1
    look(keeper, here, script=True)
    assert seen() == 2


def proof(page: Any) -> str:
    """What a page that was opened says so with."""
    [found] = re.findall(r'name="_opened" value="([^"]+)"', page.content.decode())
    return str(found)


def new_visit(walks: Walks, entry: Entry) -> str:
    with acting_as(walks.curator.actor()) as actor:
        record = Subject.objects.visible_to(actor).get(pk=entry.record_id)
    return f"/registry/datasets/walk/records/{record.ref}/visit?instance=0"


def test_whoever_may_not_fill_a_form_in_asks_nothing(
    ruth: Client, walks: Walks, world: World, sign_in: Any
) -> None:
    visit = "/registries/walks/data/walk/visit?instance=0"
    assert PREGNANT not in look(ruth, visit, script=True, sex="0").content.decode()
    assert look(sign_in(world.gerd), script=True, sex="0").status_code == 404
