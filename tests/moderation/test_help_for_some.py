"""Where one can turn to is for everybody, or for some: in groups, and first for whom it is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.models import Writer
from members.actions.age import say_age
from members.models import Organisation
from moderation.models import HelpLine
from moderation.set_up import safety_points
from po_platform.access.actor import acting_as
from tests.forums.test_messages import said, takes
from tests.members.proxy_steps import proxy_for, second_office
from tests.moderation.test_help_lines import NIGHT, a_line
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
YOUNG, CARERS, BEREAVED = (
    "Children and young people", "People who care for somebody", "People who grieve for somebody",
)  # fmt: skip


@pytest.fixture
def lines(world: World) -> None:
    """One for everybody and one for each of the others."""
    assert Organisation.objects.get().minimum_age == 16
    a_line()
    for audience, name in (("young", "Young"), ("carers", "Carers"), ("bereaved", "Grief")):
        a_line(name=f"{name} Line", audience=audience)


def says(who: Persona, answer: str) -> str:
    with acting_as(who.actor()) as actor:
        return say_age(actor=actor, answer=answer)


def page(client: Client) -> str:
    return client.get("/help-lines").content.decode()


def box(client: Client) -> str:
    """The box beside words of danger, as it stands beside a search for them."""
    return client.get("/search", {"q": "suicide"}).content.decode()


@pytest.mark.usefixtures("lines")
def test_everybody_finds_all_of_them_each_under_whom_it_is_for(world: World, sign_in: Any) -> None:
    says(world.ruth, "adult")
    for client in (Client(), sign_in(world.ruth), sign_in(world.gerd)):
        shown = page(client)
        found = ("Night Canary Line", YOUNG, "Young Line", CARERS, "Carers Line", BEREAVED)
        places = [shown.index(words) for words in found]
        assert places == sorted(places) and "Grief Line" in shown


@pytest.mark.usefixtures("lines")
def test_who_says_that_she_is_not_yet_18_finds_lines_for_young_people_first(
    world: World, sign_in: Any
) -> None:
    says(world.ruth, "young")
    ruth = sign_in(world.ruth)
    for shown in (page(ruth), box(ruth)):
        assert shown.index("Young Line") < shown.index("Night Canary Line")
        assert YOUNG in shown
    for other in (Client(), sign_in(world.gerd)):
        assert page(other).index("Night Canary Line") < page(other).index("Young Line")
        assert "Night Canary Line" in box(other) and "Young Line" not in box(other)


@pytest.mark.usefixtures("lines")
def test_so_does_whoever_said_both_and_nobody_who_turned_18(world: World, sign_in: Any) -> None:
    says(world.ruth, "young")
    says(world.ruth, "adult")
    assert "Young Line" not in box(sign_in(world.ruth))
    says(world.gerd, "adult")
    for who in (world.ruth, world.gerd):
        Writer.objects.create(person=who.person, published=20)
        takes(who, "all")
    said(world.gerd, world.ruth)
    assert says(world.gerd, "young") == "both"
    shown = box(sign_in(world.gerd))
    assert shown.index("Young Line") < shown.index("Night Canary Line")


@pytest.mark.usefixtures("lines")
def test_so_does_a_child_by_law_whatever_it_says(world: World, sign_in: Any) -> None:
    child, parent = make_persona("Mia A."), make_persona("Pim D.")
    proxy_for(world, parent, second_office(), number=str(child.person.number))
    Organisation.objects.update(minimum_age=18)
    shown = box(sign_in(child))
    assert shown.index("Young Line") < shown.index("Night Canary Line")
    assert "Young Line" not in box(sign_in(parent))
    Organisation.objects.update(minimum_age=16)


def test_in_the_box_stand_those_for_young_people_and_for_everybody_and_four_at_most(
    world: World, sign_in: Any
) -> None:
    says(world.ruth, "young")
    for number in range(3):
        a_line(name=f"Night {number}")
        a_line(name=f"Young {number}", audience="young")
    a_line(name="Carers Line", audience="carers")
    a_line(400, name="Old Young Line", audience="young")
    a_line(name="Young Office", audience="young", kind="advice")
    shown = box(sign_in(world.ruth))
    assert all(f"Young {number}" in shown for number in range(3))
    assert "Night 0" in shown and "Night 1" not in shown
    for name in ("Carers Line", "Old Young Line", "Young Office"):
        assert name not in shown


def test_however_many_are_for_young_people_one_for_everybody_stays_in_the_box(
    world: World, sign_in: Any
) -> None:
    says(world.ruth, "young")
    for number in range(5):
        a_line(name=f"Young {number}", audience="young")
    ruth = sign_in(world.ruth)
    assert "Young 3" in box(ruth) and "Young 4" not in box(ruth)  # there is none for everybody
    for number in range(2):
        a_line(name=f"Night {number}")
    shown = box(ruth)
    assert shown.index("Young 0") < shown.index("Young 2") < shown.index("Night 0")
    assert "Young 3" not in shown and "Night 1" not in shown


def test_only_one_for_everybody_counts_as_somewhere_to_turn_to(world: World) -> None:
    a_line(name="Young Line", audience="young")
    with acting_as(world.administrator.actor()) as actor:
        points = {str(point.title): point for point in safety_points(actor)}
    assert not points["Numbers and addresses members can turn to"].done
    assert "Where else you can turn to" in box(Client())


def test_her_age_is_asked_for_once_and_only_where_a_line_is_for_young_people(
    world: World, sign_in: Any
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            page(ruth)
        return sum("my_age()" in one["sql"] for one in caught.captured_queries)

    ruth = sign_in(world.ruth)
    a_line()
    assert asked() == 0
    a_line(name="Young Line", audience="young")
    a_line(name="Another Young Line", audience="young")
    assert asked() == 1


def test_whom_it_is_for_is_chosen_on_its_form_and_what_stood_there_is_for_everybody(
    world: World, sign_in: Any
) -> None:
    team, address = sign_in(world.moderator), "/moderation/help-lines/new"
    assert team.post(address, {**NIGHT, "audience": "adults"}).status_code == 422
    assert team.post(address, {**NIGHT, "audience": ""}).status_code == 422
    assert not HelpLine.objects.exists()
    assert (
        BEREAVED
        in team.post(address, {**NIGHT, "audience": "bereaved"}, follow=True).content.decode()
    )
    row = HelpLine.objects.get()
    assert row.audience == "bereaved"
    assert sign_in(world.ruth).post(address, {**NIGHT, "audience": "young"}).status_code == 403
    assert HelpLine.objects.count() == 1
    own = f"/moderation/help-lines/{row.pk}"
    team.post(own, {**NIGHT, "audience": "all", "version": row.version})
    assert HelpLine.objects.get().audience == "all"


def test_in_another_language_it_says_whom_it_is_for_in_the_readers_own(world: World) -> None:
    a_line(name="Trauertelefon", language="de", audience="bereaved")
    shown = page(Client())
    assert shown.index("In another language") < shown.index("Trauertelefon") < shown.index(BEREAVED)
