"""Of who left her picture rests, whatever is recorded later; what is told about stands folded; bytes stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from files.places import keep_bytes
from forums.models import FormerAuthor, FormerPicture, OwnPicture
from forums.queries.attached import kept_places
from members.leaving import all_stops
from members.models import Person
from moderation.actions.team import arrange_desk
from po_platform.access.actor import acting_as
from po_platform.access.eraser import as_eraser
from tests.forums.talking import a_board, begin
from tests.forums.test_files import photograph
from tests.forums.test_pictures import WHY, picture_of, store
from tests.members.ending_steps import ends, taken_back
from tests.personas import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(store.__name__)]
State = Person.State


def test_who_left_and_then_died_is_not_shown_again_until_both_are_taken_back(
    world: World, sign_in: Any
) -> None:
    topic = begin(world.ruth, a_board()).topic
    where, gerd = picture_of(world.ruth), sign_in(world.gerd)
    hers, page = f"/talk/people/{world.ruth.person.ref}", f"/talk/topics/{topic.ref}"

    def shown() -> set[bool]:
        pages = [gerd.get(address).content.decode() for address in (hers, page)]
        return {where in one for one in pages} | {gerd.get(where).status_code == 200}

    assert shown() == {True}
    ends(world, world.ruth, State.LEFT)
    assert shown() == {False}
    ends(world, world.ruth, State.DECEASED)
    assert shown() == {False} and sign_in(world.moderator).get(where).status_code == 404
    taken_back(world, world.ruth)
    assert shown() == {False}
    ends(world, world.ruth, State.ACTIVE)
    assert shown() == {True}
    ends(world, world.ruth, State.DECEASED)
    assert shown() == {True}  # of who died as a member it is kept


def test_the_office_reads_that_it_rests(world: World) -> None:
    (stop,) = [one for one in all_stops() if one.code == "forums.picture"]
    assert "picture" in str(stop.words)


@pytest.mark.django_db(transaction=True)
def test_one_she_says_yes_to_while_the_sweeper_looks_is_kept(world: World) -> None:
    author = FormerAuthor.objects.create(source="old", mark="1" * 64, person=world.ruth.person)
    place = keep_bytes(photograph((40, 40)))
    FormerPicture.objects.create(author=author, place=place, size=1)
    own = connections[DEFAULT_DB_ALIAS]
    said: list[str] = []

    def says_yes(execute: Any, sql: str, *rest: Any) -> Any:
        """Between the two questions where pictures lie."""
        answer = execute(sql, *rest)
        if not said and any(f'FROM "forums_{one}picture"' in sql for one in ("own", "former")):
            said.append(sql)
            connections[DEFAULT_DB_ALIAS], eraser = own, connections[DEFAULT_DB_ALIAS]
            OwnPicture.objects.create(person=world.ruth.person, place=place, size=1)
            FormerPicture.objects.all().delete()
            connections[DEFAULT_DB_ALIAS] = eraser
        return answer

    with as_eraser(), connection.execute_wrapper(says_yes):
        known = kept_places()
    assert said and place in known and not FormerPicture.objects.exists()


def test_on_the_page_that_takes_it_off_it_stands_folded_and_grey(
    world: World, sign_in: Any
) -> None:
    begin(world.ruth, a_board())
    where, team = picture_of(world.ruth), sign_in(world.moderator)
    page = team.get(f"{where}/off").content.decode()
    folded = page[page.index('<details class="fold grey">') : page.index("</details>")]
    assert where in folded and page.count(f'src="{where}"') == 1
    with acting_as(world.moderator.actor()) as actor:
        arrange_desk(actor=actor, kinds=(), pictures_open=True)
    page = team.get(f"{where}/off").content.decode()
    assert f'src="{where}"' in page and "<details" not in page


@pytest.mark.parametrize(("state", "is_told"), [("active", True), ("left", False)])
def test_nobody_is_said_to_be_told_who_left(
    world: World, sign_in: Any, state: str, is_told: bool
) -> None:
    begin(world.ruth, a_board())
    where, team = picture_of(world.ruth), sign_in(world.moderator)
    if state == State.LEFT:
        ends(world, world.ruth, state)
    said = team.post(f"{where}/off", {"why": WHY}, follow=True).content.decode()
    assert "Taken off." in said and ("The member is told" in said) == is_told
