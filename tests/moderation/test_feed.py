"""A volunteer's calendar finds her own hours under a secret address she can end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from members.models import RoleHolding
from moderation.actions.duty import end_feed, make_feed
from moderation.models import DutyFeed, Shift
from po_platform.access.actor import acting_as
from tests.moderation.cases import another_moderator
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def hours_of(who: Persona, day: int) -> Shift:
    starts = timezone.now() + timedelta(days=day)
    return Shift.objects.create(
        person=who.person, starts_at=starts, ends_at=starts + timedelta(hours=2), note="about Ruth"
    )


def asked(secret: str) -> Any:
    return Client().get(f"/moderation/rota/calendar/{secret}.ics")


def test_her_calendar_finds_her_own_hours_and_nothing_else(world: World, sign_in: Any) -> None:
    mine, other = hours_of(world.moderator, 1), another_moderator()
    hours_of(other, 2)
    hours_of(world.moderator, -60)
    made = sign_in(world.moderator).post("/moderation/for-you/calendar", {"do": "make"})
    address = made.context["address"]
    assert address in made.content.decode()
    assert bytes(DutyFeed.objects.get().secret_hash) not in made.content
    answer = Client().get(address.removeprefix("http://localhost:8000"))
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 1
    assert f"UID:duty-{mine.pk}@localhost\r\n" in text and "SUMMARY:On duty\r\n" in text
    for left_out in ("Ruth", "Anneke", "Moderator", world.organisation.name):
        assert left_out not in text


def test_a_new_address_ends_the_former_one_and_ending_it_opens_nothing(
    world: World, sign_in: Any
) -> None:
    with acting_as(world.moderator.actor()) as actor:
        first, second = make_feed(actor=actor), make_feed(actor=actor)
    assert asked(first).status_code == 404 and asked(second).status_code == 200
    client = sign_in(world.moderator)
    assert "There is an address since" in client.get("/moderation/for-you").content.decode()
    assert client.post("/moderation/for-you/calendar", {"do": "end"}).status_code == 302
    assert asked(second).status_code == 404 and not DutyFeed.objects.exists()
    with acting_as(world.moderator.actor()) as actor, pytest.raises(Http404):
        end_feed(actor=actor)


def test_who_moderates_no_more_is_on_nobodys_calendar(world: World) -> None:
    hours_of(world.moderator, 1)
    with acting_as(world.moderator.actor()) as actor:
        secret = make_feed(actor=actor)
    RoleHolding.objects.filter(account=world.moderator.account).update(ends_at=timezone.now())
    assert asked(secret).status_code == 404


def test_a_member_makes_none(world: World, sign_in: Any) -> None:
    assert sign_in(world.ruth).post("/moderation/for-you/calendar").status_code == 403
    assert not DutyFeed.objects.exists()
