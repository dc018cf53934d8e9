"""A part that is switched off leaves no page, no word of a menu and no mail; nothing is deleted."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from members.actions.organisation import set_parts
from members.frame import menu_for
from members.models import Organisation
from members.parts import PARTS
from members.start_page import own_page
from notifications.actions import queue
from notifications.actions.dispatching import dispatch
from notifications.jobs import _jobs, is_silent
from notifications.models import Outbox
from po_platform.access.actor import NOBODY, Actor, acting_as
from po_platform.access.routes import all_routes
from proms.reminders import WAITING
from tests.members.office_world import second_administrator
from tests.members.rights_steps import at_desk
from tests.personas import World, sign_in

pytestmark = pytest.mark.django_db
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-00000000000a", "slug": "a", "str": "a"}


def addresses_of(app: str) -> list[str]:
    """Every route of an app, with something in each placeholder."""
    return [
        re.sub(r"<(?:(\w+):)?\w+>", lambda hit: SAMPLES.get(hit[1] or "str", "a"), route.path)
        for route in all_routes()
        if route.name.startswith(f"{app}:")
    ]


def switch_off(world: World, *apps: str) -> None:
    with acting_as(world.administrator.actor()) as actor:
        set_parts(actor=actor, off=list(apps))


@pytest.mark.parametrize("app", list(PARTS))
def test_no_route_of_a_part_that_is_off_answers_anybody(world: World, app: str) -> None:
    paths = addresses_of(app)
    assert len(paths) > 5
    people = [None, world.ruth, world.curator, world.moderator, world.nasser, world.administrator]
    client = Client()
    open_before = {path for path in paths if client.get(path).status_code != 404}
    assert open_before, "something must be there to go"
    switch_off(world, app)
    for who in people:
        client = Client()
        if who is not None:
            sign_in(client, who, fresh=True)
        for path in paths if who in (None, world.administrator) else paths[:5]:
            assert client.get(path).status_code == 404, path
            assert client.post(path).status_code == 404, path


def test_no_menu_and_no_start_page_speaks_of_a_part_that_is_off(world: World) -> None:
    people: list[Actor] = [NOBODY, *(persona.actor() for persona in world.people.values())]
    own = ("/talk", "/learn", "/pages", "/registry", "/course", "/instruments", "/questionnaires")
    before = {url for actor in people for _label, url in menu_for(actor)}
    switch_off(world, *PARTS)
    after = {url for actor in people for _label, url in menu_for(actor)}
    gone = before - after
    assert len(gone) >= 8
    assert not any(url.startswith(own) for url in after)
    ruth = world.ruth.actor()
    with acting_as(ruth):
        page = own_page(ruth)
    urls = [row.url for row in page.rows] + [one.url for one in page.waiting]
    assert not any(url.startswith(own) for url in urls)
    assert at_desk(world.administrator).get("/office").status_code == 200


def test_what_waited_to_go_out_is_dropped_and_its_jobs_rest(world: World) -> None:
    queue(recipient=world.ruth.person.pk, kind=WAITING, context={"path": "/", "count": 1},
          dedup="part")  # fmt: skip
    switch_off(world, "proms")
    dispatch()
    assert Outbox.objects.get(kind=WAITING).state == Outbox.State.DROPPED
    assert is_silent(WAITING) and not is_silent("members.download_ready")
    silent = {name for name in _jobs if is_silent(name)}
    assert silent and all(name.startswith("proms.") for name in silent)


def test_it_is_asked_twice_and_comes_back_as_it_was(world: World) -> None:
    office = at_desk(world.administrator)
    here, rest = "/office/organisation/parts", {"on": ["education", "proms", "registry"]}
    first = office.post(here, rest)
    assert first.status_code == 200 and b"Nothing is deleted" in first.content
    assert Organisation.objects.get().parts_off == []
    assert office.post(here, rest | {"sure": "yes"}).status_code == 302
    assert office.get("/talk").status_code == 404
    assert b"Switched off" in office.get("/office/organisation").content
    assert office.post(here, {"on": list(PARTS)}).status_code == 302
    assert office.get("/talk").status_code == 200
    assert office.post(here, {"on": ["members"]}).status_code == 422


def test_duties_say_who_stands_in_and_what_happens_with_too_few(world: World) -> None:
    office = at_desk(world.administrator)
    page = office.get("/office/duties").content.decode()
    assert "Lighter: everything rests" in page and "Administrator Person" in page
    second_administrator(world)
    page = office.get("/office/duties").content.decode()
    assert "Lighter: everything rests" not in page and "while nobody is away" in page
    assert "Check health pages as a doctor" in page
    assert "Check the paper of a legal proxy" in page
    assert "Look again when an author objects" in page
    assert "a second moderator is there" in page
    switch_off(world, "education")
    assert "Check health pages" not in office.get("/office/duties").content.decode()
    member = Client()
    sign_in(member, world.ruth)
    assert member.get("/office/duties").status_code == 403
