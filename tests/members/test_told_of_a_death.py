"""Family without an account tells us; nothing happens before a person has talked to them."""

from __future__ import annotations

from typing import Any

import pytest

from members.models import CallRequest, Person
from po_platform.access.actor import acting_as
from tests.members.everything_of import protected
from tests.members.signing_steps import browser
from tests.notifications.mailbox import deliver
from tests.personas import World

pytestmark = pytest.mark.django_db
HERE = "/somebody-has-died"
GIVEN = {
    "whom": "Ruth Ellison", "name": "Lou Ellison", "number": "01632 960 333", "suits": "morning",
    "language": "en",
}  # fmt: skip


def test_it_becomes_a_task_for_the_office_and_changes_nothing(world: World, sign_in: Any) -> None:
    visitor = browser()
    assert HERE in visitor.get("/").content.decode()
    told = visitor.post(HERE, GIVEN)
    assert told["Location"].startswith("/call-me/")
    page = visitor.get(told["Location"]).content.decode()
    assert "We call you by" in page and "Ruth Ellison" not in page
    assert Person.objects.get(pk=world.ruth.person.pk).state == "active"
    assert deliver() == []
    office = sign_in(world.administrator)
    assert "Somebody has died" in office.get("/office").content.decode()
    with acting_as(world.administrator.actor()):
        row = protected(CallRequest).get()
    assert "Ruth" not in row.whom
    page = office.get(f"/desk/calls/{row.ref}").content.decode()
    assert "Ruth Ellison" not in page, "before somebody takes it"
    office.post(f"/desk/calls/{row.ref}/take")
    page = office.get(f"/desk/calls/{row.ref}").content.decode()
    for words in ("Ruth Ellison", "Lou Ellison", "01632 960 333", "/office/people"):
        assert words in page


def test_the_helper_desk_does_not_see_it(world: World, sign_in: Any) -> None:
    browser().post(HERE, GIVEN)
    assert "Somebody has died" not in sign_in(world.desk).get("/start").content.decode()


def test_taken_back_all_three_names_are_gone(world: World) -> None:
    visitor = browser()
    way = visitor.post(HERE, GIVEN)["Location"]
    visitor.post(way, {"withdraw": "1"})
    with acting_as(world.administrator.actor()):
        row = protected(CallRequest).get()
    assert (row.name, row.number, row.whom, row.state) == ("", "", "", "withdrawn")


@pytest.mark.parametrize("lacks", ["whom", "name", "number"])
def test_what_lacks_is_said_and_the_rest_stays(world: World, lacks: str) -> None:
    page = browser().post(HERE, GIVEN | {lacks: " "})
    assert page.status_code == 422
    kept = next(value for name, value in GIVEN.items() if name != lacks)
    assert kept in page.content.decode()
    with acting_as(world.administrator.actor()):
        assert not protected(CallRequest).exists()


def test_a_flood_from_one_place_ends(world: World) -> None:
    visitor = browser()
    codes = [
        visitor.post(HERE, GIVEN | {"number": f"01632 960 {n:03}"}).status_code for n in range(12)
    ]
    assert codes[:10] == [302] * 10
    assert codes[-1] == 429


def test_a_widow_who_is_a_member_may_have_a_call_of_her_own_open(
    world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    ruth.post("/call-me", {"name": "Ruth", "number": "01632 960 111", "suits": "any",
                           "about": "other", "language": "en"})  # fmt: skip
    assert ruth.post(HERE, GIVEN)["Location"].startswith("/call-me/")
    for persona in (world.administrator, world.ruth):
        with acting_as(persona.actor()):
            assert protected(CallRequest).filter(closed_at=None).count() == 1
