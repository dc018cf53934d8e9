"""Decisions about what somebody wrote: on her start page until she opened one, and all as one list."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.actions.deciding import undo_decision
from moderation.actions.reporting import appeal_decision
from moderation.models import Decision, DecisionSeen
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, decided, the_case, told
from tests.personas import World

pytestmark = pytest.mark.django_db
ONE, SEVERAL = "A decision about something you wrote", "Decisions about what you wrote"


def folded(world: World, title: str = "Buttons", after: str = "folded") -> Decision:
    """Gerd told the moderators about a post of Ruth's, and one of them decided."""
    post = begin(world.ruth, a_board(), "rude words", title=title)
    told(world.gerd, post)
    return decided(world.moderator, the_case(world, thing=post.ref), after)


def start(client: Any) -> str:
    return str(client.get("/start").content.decode())


def test_a_decision_waits_on_her_start_page_until_she_opened_it(world: World, sign_in: Any) -> None:
    made, ruth = folded(world), sign_in(world.ruth)
    page = start(ruth)
    assert ONE in page and f"/me/decisions/{made.ref}" in page
    assert "because" not in page and "rude words" not in page and "Buttons" not in page
    for other in (world.gerd, world.moderator):
        assert ONE not in start(sign_in(other))
    for _twice in range(2):
        assert ruth.get(f"/me/decisions/{made.ref}").status_code == 200
    assert ONE not in start(ruth)
    assert DecisionSeen.objects.get().person_id == world.ruth.person.pk


def test_two_of_them_lead_to_the_list(world: World, sign_in: Any) -> None:
    folded(world), folded(world, "Zips")
    ruth = sign_in(world.ruth)
    page = start(ruth)
    assert SEVERAL in page and 'href="/me/decisions"' in page
    listed = ruth.get("/me/decisions").content.decode()
    assert listed.count("You have not opened it yet.") == 2
    assert SEVERAL in start(ruth), "the list opens none of them"


def test_what_changed_nothing_waits_for_nobody(world: World, sign_in: Any) -> None:
    folded(world, after="published")
    ruth = sign_in(world.ruth)
    assert ONE not in start(ruth)
    assert b"No moderator has decided anything" in ruth.get("/me/decisions").content


def test_the_list_says_what_can_be_done(world: World, sign_in: Any) -> None:
    made, ruth = folded(world), sign_in(world.ruth)
    listed = ruth.get("/me/decisions").content.decode()
    assert "About “Buttons”" in listed and "It was folded." in listed
    assert "you can object until" in listed and "Moderator Person" not in listed
    with acting_as(world.ruth.actor()) as actor:
        appeal_decision(actor=actor, ref=made.ref, text="I see it differently")
    listed = ruth.get("/me/decisions").content.decode()
    assert "A person who did not take the decision looks at it." in listed
    assert "you can object until" not in listed
    decided(another_moderator(), the_case(world, lane="appeal"), "published", rule=None)
    listed = ruth.get("/me/decisions").content.decode()
    assert "You objected, and another person looked at it." in listed
    assert listed.count("About “Buttons”") == 2 and SEVERAL in start(ruth)


def test_one_that_was_undone_says_so(world: World, sign_in: Any) -> None:
    made, ruth = folded(world), sign_in(world.ruth)
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=made.ref)
    assert "This decision was undone later." in ruth.get("/me/decisions").content.decode()


def test_nobody_finds_those_of_others(world: World, sign_in: Any, client: Any) -> None:
    made = folded(world)
    for other in (world.gerd, world.moderator):
        page = sign_in(other).get("/me/decisions")
        assert page.status_code == 200 and "Buttons" not in page.content.decode()
    assert sign_in(world.gerd).get(f"/me/decisions/{made.ref}").status_code == 404
    assert not DecisionSeen.objects.exists()
    assert client.get("/me/decisions").status_code == 302


def test_the_list_costs_the_same_with_one_and_with_a_page_full(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)

    def asked() -> int:
        ruth.get("/me/decisions")
        with CaptureQueriesContext(connection) as queries:
            page = ruth.get("/me/decisions")
        assert page.status_code == 200
        return len(queries)

    folded(world, "One")
    first = asked()
    for number in range(3):
        folded(world, f"Title {number}")
    assert asked() == first


def test_a_long_list_goes_on_with_older_ones(world: World, sign_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("moderation.queries.my_decisions.PAGE", 2)
    for number in range(3):
        folded(world, f"Title {number}")
    ruth = sign_in(world.ruth)
    first = ruth.get("/me/decisions")
    older = first.context["older_url"]
    assert "Title 2" in first.content.decode() and "Title 0" not in first.content.decode()
    second = ruth.get(f"/me/decisions{older}").content.decode()
    assert "Title 0" in second and "Title 2" not in second
    assert ruth.get("/me/decisions?before=x").status_code == 200


def test_what_was_decided_before_this_update_waits_for_nobody(world: World, sign_in: Any) -> None:
    folded(world)
    with acting_as(world.moderator.actor()), connection.cursor() as cursor:
        cursor.execute(import_module("moderation.migrations.0020_decisions_seen").SQL)
    assert ONE not in start(sign_in(world.ruth))
