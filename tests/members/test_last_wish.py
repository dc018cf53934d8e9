"""What somebody wishes for after her death: asked once, hers alone, sealed, changed at any time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from members.actions.last_wish import say_last_wish
from members.models import LastWish, Person, Standing
from members.queries.last_wish import Wished, last_wish_of, wish_for_the_office
from po_platform.access.actor import Anonymous, acting_as
from tests.access.test_the_vault import give_grant, rows_seen
from tests.members.ending_steps import rows_of, wishes
from tests.members.office_world import last_event
from tests.personas import World

pytestmark = pytest.mark.django_db
HERE = "/me/last-wish"
ASKED = "you are no longer here"


@pytest.fixture(autouse=True)
def for_long(world: World) -> None:
    """Everybody has been a member for a year."""
    Person.objects.update(joined_on=timezone.localdate() - timedelta(days=365))


def asks(sign_in: Any, world: World) -> bool:
    return HERE in sign_in(world.ruth).get("/start").content.decode()


def test_she_is_asked_and_her_answer_is_kept_sealed(world: World, sign_in: Any) -> None:
    assert asks(sign_in, world)
    client = sign_in(world.ruth)
    said = {"after": "erase", "reporters": "Anton  Ellison", "copy_to": ""}
    assert client.post(HERE, said)["Location"] == "/me"
    assert not asks(sign_in, world)
    page = client.get(HERE).content.decode()
    assert "Anton Ellison" in page and "Do not ask me" not in page
    assert HERE in client.get("/me").content.decode()
    with rows_of(world.ruth) as rows:
        row = rows(LastWish).get()
        assert b"Anton" not in bytes(row.reporters)
        assert row.copy_to is None
    event = last_event("members.last_wish.said")
    assert event is not None and "Anton" not in str(event.detail)


def test_it_can_be_changed_and_emptied(world: World, sign_in: Any) -> None:
    wishes(world.ruth, "erase", "Anton", "My sister")
    assert sign_in(world.ruth).post(HERE, {"after": ""}).status_code == 302
    actor = world.ruth.actor()
    with acting_as(actor):
        assert last_wish_of(actor=actor, person_id=actor.person_id) == Wished()


def test_the_question_can_be_put_away_for_ever(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    assert client.post(HERE, {"away": "1"})["Location"] == "/start"
    assert not asks(sign_in, world)
    client.post(HERE, {"away": "1"})
    with rows_of(world.ruth) as rows:
        assert rows(LastWish).get().after == ""


def test_putting_it_away_keeps_what_was_said(world: World, sign_in: Any) -> None:
    wishes(world.ruth, "erase", "Anton")
    sign_in(world.ruth).post(HERE, {"away": "1"})
    actor = world.ruth.actor()
    with acting_as(actor):
        assert last_wish_of(actor=actor, person_id=actor.person_id) == Wished("erase", "Anton")


def test_nobody_is_asked_in_her_first_months_or_first_weeks(world: World, sign_in: Any) -> None:
    subject = world.ruth.subject
    with acting_as(world.ruth.actor()):
        Standing.objects.create(subject_id=subject, where="just_diagnosed", said_at=timezone.now())
    assert not asks(sign_in, world)
    with acting_as(world.ruth.actor()) as ruth:
        Standing.objects.visible_to(ruth).update(where="relative")
    assert asks(sign_in, world)
    Person.objects.update(joined_on=timezone.localdate())
    assert not asks(sign_in, world)


@pytest.mark.parametrize("after", ["now", "KEEP"])
def test_what_is_not_offered_is_not_kept(world: World, sign_in: Any, after: str) -> None:
    assert sign_in(world.ruth).post(HERE, {"after": after}).status_code == 422
    with rows_of(world.ruth) as rows:
        assert not rows(LastWish).exists()


def test_only_she_and_the_office_that_has_her_before_it_can_read_it(world: World) -> None:
    give_grant(world.ruth, world.nasser, "proms", "identity")
    wishes(world.ruth, "erase", "Anton")
    seen = set()
    for name, persona in world.people.items():
        with acting_as(persona.actor()):
            if rows_seen("members_lastwish"):
                seen.add(name)
    assert seen == {"ruth"}
    with acting_as(Anonymous()):
        assert rows_seen("members_lastwish") == 0
    office = world.administrator.actor()
    with acting_as(office):
        wished = wish_for_the_office(actor=office, person=world.ruth.person)
    assert wished == Wished("erase", "Anton")
    for name in ("nasser", "desk", "gerd"):
        actor = world.people[name].actor()
        with acting_as(actor), pytest.raises(PermissionDenied):
            wish_for_the_office(actor=actor, person=world.ruth.person)


def test_nobody_says_it_for_another(world: World) -> None:
    with acting_as(Anonymous()) as nobody, pytest.raises(PermissionDenied):
        say_last_wish(actor=nobody, wished=Wished("erase"))  # type: ignore[arg-type]  # what a mistake would do
