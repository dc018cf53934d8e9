"""Buddies are of age: whoever says that she is not is paired with nobody, past every page as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from education.actions.buddies import end_old_asks
from members.actions.age import say_age
from members.models import Organisation
from po_platform.access.actor import acting_as
from tests.education.programme_path import begun
from tests.education.test_buddies import (
    AGREED,
    OFFER,
    WORDS,
    asks,
    is_silenced,
    is_young,
    offers,
    page,
    paired,
    pairs_of,
    ready,
    says,
    says_young,
)
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db


def from_16_on() -> None:
    """As where young people join, too: nobody's age is known then."""
    Organisation.objects.update(minimum_age=16)


@pytest.fixture(autouse=True)
def _of_age(world: World) -> None:
    """So that an offer is there before anybody is asked."""
    Organisation.objects.update(minimum_age=18)


def says_she_is(persona: Persona, answer: str) -> None:
    with acting_as(persona.actor()) as actor:
        say_age(actor=actor, answer=answer)


def in_the_vault(persona: Persona, statement: str, *given: int | UUID) -> list[Any]:
    with acting_as(persona.actor()), connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def test_whoever_was_never_asked_is_shown_nobody_by_the_database(world: World) -> None:
    programme, hers, _his, offer = ready(world)
    from_16_on()
    assert in_the_vault(world.ruth, "select * from buddies_on(%s)", programme.pk) == []
    assert in_the_vault(world.ruth, "select * from ask_buddy(%s, 1)", offer) == []
    says_she_is(world.ruth, "adult")
    assert len(in_the_vault(world.ruth, "select * from buddies_on(%s)", programme.pk)) == 1
    pair = asks(world.ruth, hers, offer)
    assert in_the_vault(world.gerd, "select * from answer_buddy(%s, true)", pair) == []
    assert pairs_of(world.ruth)[0].agreed_at is None
    says_she_is(world.gerd, "adult")
    assert len(in_the_vault(world.gerd, "select * from answer_buddy(%s, true)", pair)) == 1


def test_whoever_says_that_she_is_not_yet_18_is_paired_with_nobody(
    world: World, sign_in: Any
) -> None:
    programme, hers, _his, offer = ready(world)
    from_16_on()
    says_she_is(world.gerd, "adult")
    says_she_is(world.ruth, "young")
    ruth = sign_in(world.ruth)
    shown = text_of(ruth.get(page(hers)))
    assert "Buddies are members who are of age" in shown and WORDS not in shown
    assert ruth.post(f"{page(hers)}/ask/{offer}", AGREED).status_code == 403
    assert ruth.post(f"{page(hers)}/be", OFFER).status_code == 403
    assert in_the_vault(world.ruth, "select * from buddies_on(%s)", programme.pk) == []
    assert in_the_vault(world.ruth, "select * from ask_buddy(%s, 1)", offer) == []
    assert pairs_of(world.ruth) == []


def test_whoever_offered_before_and_says_that_she_is_not_yet_18_is_nobodys_buddy(
    world: World,
) -> None:
    programme, _hers, his, offer = ready(world)
    offers(world.gerd, his, most=2)  # a place is free all the time
    from_16_on()
    third = make_persona("Pim D.")
    pims = begun(third, programme)
    for adult in (third, world.ruth):
        says_she_is(adult, "adult")
    pair = asks(third, pims, offer)
    assert len(in_the_vault(world.ruth, "select * from buddies_on(%s)", programme.pk)) == 1
    says_she_is(world.gerd, "young")
    with pytest.raises(PermissionDenied):
        says(world.gerd, pair)
    assert in_the_vault(world.gerd, "select * from answer_buddy(%s, true)", pair) == []
    assert in_the_vault(world.ruth, "select * from buddies_on(%s)", programme.pk) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("happens", [is_young, says_young, is_silenced])
def test_where_nobody_joins_before_18_the_database_asks_each_one_all_the_same(
    world: World, happens: Callable[[Persona], None]
) -> None:
    programme, _hers, his, offer = ready(world)
    offers(world.gerd, his, most=2)
    third = make_persona("Pim D.")
    pair = asks(third, begun(third, programme), offer)
    assert len(in_the_vault(world.ruth, "select * from buddies_on(%s)", programme.pk)) == 1
    happens(world.ruth)
    assert in_the_vault(world.ruth, "select my_buddy_subject() is null") == [(True,)]
    assert in_the_vault(world.ruth, "select * from buddies_on(%s)", programme.pk) == []
    assert in_the_vault(world.ruth, "select * from ask_buddy(%s, 1)", offer) == []
    assert pairs_of(world.ruth) == []
    happens(world.gerd)
    assert in_the_vault(world.gerd, "select * from answer_buddy(%s, true)", pair) == []
    assert [one.agreed_at for one in pairs_of(world.gerd)] == [None]


def test_nobody_says_yes_to_whoever_asked_before_anybody_was_asked_for_her_age(
    world: World,
) -> None:
    _programme, hers, _his, offer = ready(world)
    pair = asks(world.ruth, hers, offer)
    from_16_on()
    says_she_is(world.gerd, "adult")
    assert in_the_vault(world.gerd, "select * from answer_buddy(%s, true)", pair) == []
    assert [one.agreed_at for one in pairs_of(world.gerd)] == [None]
    says_she_is(world.ruth, "adult")
    assert len(in_the_vault(world.gerd, "select * from answer_buddy(%s, true)", pair)) == 1


def test_a_pair_ends_by_itself_once_one_of_them_says_that_she_is_not_yet_18(
    world: World, sign_in: Any
) -> None:
    paired(world)
    from_16_on()
    end_old_asks()
    assert [one.ended_at for one in pairs_of(world.ruth)] == [None]  # nobody said anything
    says_she_is(world.gerd, "young")
    assert in_the_vault(world.ruth, "select end_buddies_apart()") == [(0,)]  # no member's to do
    assert [one.ended_at for one in pairs_of(world.ruth)] == [None]
    end_old_asks()
    assert all(one.ended_at is not None for one in pairs_of(world.ruth))
    shown = text_of(sign_in(world.ruth).get("/programmes/mine/buddies"))
    assert "Nobody has to say why" in shown and "of age" not in shown


def test_who_only_works_here_is_not_asked_for_her_age(world: World, sign_in: Any) -> None:
    programme, _hers, _his, _offer = ready(world)
    from_16_on()
    shown = sign_in(world.nasser).get(page(begun(world.nasser, programme)))
    assert "Buddies are members who are of age" in text_of(shown)
    assert shown.context["say_first"] == ""
