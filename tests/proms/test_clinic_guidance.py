"""A clinic's own guidance stands below the numbers it is about: the same link whatever the score."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from members.models import ClinicMembership
from proms.models import ClinicGuidance, Instrument
from tests.members.sharing_steps import share
from tests.personas import Persona, World, make_persona
from tests.proms.path import main_of, on_her_list, put_weekly_in_use, send, text_of

pytestmark = pytest.mark.django_db
GIVEN = {
    "title": "Pain: what we do", "url": "https://clinic.example.org/pain.pdf",
    "about": "weekly-check-in.pain", "version": "Version 3, March 2026",
    "responsible": "Pain group",
}  # fmt: skip
LOW = {"q1": 0, "q2": 0, "q3": 0}
HIGH = {"q1": 10, "q2": 10, "q3": 10}
NONE = {"q8": "Nothing but words"}


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def here(world: World) -> str:
    return f"/clinic/guidance/{world.clinic.pk}"


def add(client: Any, world: World, **changes: str) -> Any:
    return client.post(here(world), GIVEN | changes)


def shares(persona: Persona, world: World, weekly: Instrument, *answers: dict[str, Any]) -> str:
    """The address of the summary of somebody who sent these and shares with Dr Oduya."""
    for one in answers:
        send(persona, on_her_list(persona, weekly), one)
    share(persona, world.oduya)
    return f"/clinic/people/{persona.subject}"


def links(client: Any, address: str) -> str:
    """What stands under the heading, tags and all; "" without it."""
    main = main_of(client.get(address))
    if 'id="guidance"' not in main:
        return ""
    return main.split('id="guidance"')[1].split("</section>")[0]


def test_whatever_was_answered_the_same_links_stand_there(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    client = sign_in(world.oduya)
    add(client, world)
    add(
        client, world, title="All of it", about="weekly-check-in", url="https://clinic.example.org/"
    )
    people = [make_persona(f"Person {n}") for n in range(4)]
    sent: tuple[list[dict[str, Any]], ...] = ([LOW], [HIGH], [HIGH, LOW, HIGH], [NONE])
    found = {
        links(client, shares(who, world, weekly, *answers))
        for who, answers in zip(people, sent, strict=True)
    }
    assert len(found) == 1
    (shown,) = found
    assert shown.count('href="https://clinic.example.org') == 2
    assert shown.count('rel="noopener noreferrer"') == 2
    assert "Version 3, March 2026" in shown and "Pain group" in shown


def test_what_was_never_asked_brings_no_link(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    client = sign_in(world.oduya)
    add(client, world)
    ClinicGuidance.objects.update(about="phq-9.total")
    assert links(client, shares(world.ruth, world, weekly, HIGH)) == ""
    ClinicGuidance.objects.update(about="weekly-check-in.pain")
    assert links(client, shares(make_persona("Silent"), world, weekly)) == ""


def test_it_is_changed_and_taken_away_and_each_is_recorded(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    client = sign_in(world.oduya)
    for _twice in range(2):
        assert add(client, world).status_code == 302
    page = text_of(client.get(here(world)))
    assert "Pain: what we do" in page and "Answered for by Pain group." in page
    kept = ClinicGuidance.objects.get()
    one = f"{here(world)}/{kept.ref}"
    assert GIVEN["url"] in client.get(one).content.decode()
    assert client.post(one, GIVEN | {"version": "Version 4"}).status_code == 302
    client.post(one, GIVEN | {"version": "Version 4"})  # nothing new: no record
    kept.refresh_from_db()
    assert kept.version == "Version 4"
    address = shares(world.ruth, world, weekly, HIGH)
    assert "Version 4" in links(client, address)
    assert client.post(one, {"away": "1"}).status_code == 302
    assert links(client, address) == ""
    assert client.get(one).status_code == 404
    events = Event.objects.filter(verb__startswith="proms.guidance").order_by("pk")
    assert [(one.verb.split(".")[-1], one.detail) for one in events] == [
        ("added", {}), ("changed", {"changed": ["version"]}), ("taken_away", {}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://clinic.example.org/pain"},
        {"url": "javascript:alert(1)"},
        {"url": "https://clinic.example.org@elsewhere.example/"},
        {"url": "clinic"},
        {"title": ""},
        {"about": "no-such.scale"},
        {"version": ""},
        {"responsible": " "},
    ],
)
def test_what_is_not_whole_is_not_kept(
    world: World, sign_in: Any, weekly: Instrument, changes: dict[str, str]
) -> None:
    answer = add(sign_in(world.oduya), world, **changes)
    assert "There is a problem" in text_of(answer)
    assert not ClinicGuidance.objects.exists()


def test_who_works_elsewhere_keeps_and_sees_none_of_it(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    add(sign_in(world.oduya), world)
    kept = ClinicGuidance.objects.get()
    nasser = sign_in(world.nasser)
    for method in (nasser.get, nasser.post):
        assert method(here(world)).status_code == 404
        assert method(f"{here(world)}/{kept.ref}").status_code == 404
    assert sign_in(world.ruth).get(here(world)).status_code == 403
    address = shares(world.ruth, world, weekly, HIGH)
    share(world.ruth, world.nasser)
    assert links(nasser, address) == ""
    ClinicMembership.objects.filter(clinic=world.clinic).update(left_at="2026-01-01T00:00Z")
    assert add(sign_in(world.oduya), world).status_code == 404
    assert links(sign_in(world.oduya), address) == ""
    assert ClinicGuidance.objects.get() == kept


def test_there_is_room_for_six_and_more_cost_the_summary_nothing(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    client = sign_in(world.oduya)
    add(client, world)
    address = shares(world.ruth, world, weekly, HIGH)
    one = cost(client, address)
    for number in range(5):
        assert add(client, world, title=f"Another {number}").status_code == 302
    assert cost(client, address) == one
    assert "There is room for six" in text_of(client.get(here(world)))
    assert add(client, world, title="Too much").status_code == 403
    assert ClinicGuidance.objects.count() == 6


def cost(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
