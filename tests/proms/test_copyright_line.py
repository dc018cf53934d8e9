"""The line its holder wants stands on every page that asks, however somebody came to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from po_platform.access.actor import Hat
from proms.models import Instrument
from proms.shipped import shipped_specs
from tests.members.sharing_steps import share
from tests.personas import World, make_persona
from tests.proms.path import asked_by, on_her_list, put_in, send, text_of, use
from tests.proms.test_desk import enter, fill_in, key
from tests.proms.test_one_tap import link
from tests.proms.test_printed_sheets import code_on, words_of
from tests.proms.test_waiting_room import code_for as room_code_for
from tests.proms.test_waiting_room import opened
from tests.proms.wordless import form_for

pytestmark = pytest.mark.django_db
LINE = "(c) Somebody 1999"
ITEMS = ("q1", "q2", "q3")


@pytest.fixture
def peg(world: World) -> Instrument:
    share(world.ruth, world.nasser)
    return use(world, put_in(world, {**form_for(shipped_specs()["peg"]), "copyright": LINE}, "peg"))


def all_say(pages: list[Any]) -> None:
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [page.request["PATH_INFO"] for page in pages if LINE not in text_of(page)] == []


def test_where_answers_are_corrected(world: World, sign_in: Any, peg: Instrument) -> None:
    first = send(world.ruth, on_her_list(world.ruth, peg), dict.fromkeys(ITEMS, "4"))
    assert first.assignment is not None
    member, at = sign_in(world.ruth), f"/answer/{first.assignment.ref}/correct"
    all_say([member.get(at), member.get(f"{at}/check")])


def test_by_the_link_of_a_reminder(world: World, peg: Instrument) -> None:
    asked_by(world.nasser, world.ruth, peg)
    visitor, address = Client(), link()
    at = visitor.post(address).headers["Location"]
    visitor.post(f"{at}/1", {"q1": "4"})
    all_say([visitor.get(f"{at}{end}") for end in ("/1", "/all", "/check?all")])


def test_on_a_tablet(world: World, peg: Instrument) -> None:
    tablet = opened(room_code_for(world.ruth, on_her_list(world.ruth, peg)))
    all_say([tablet.get("/room/form"), tablet.get("/room/1")])


def test_on_paper_at_the_desk_and_where_two_people_read_the_sheet_differently(
    world: World, sign_in: Any, peg: Instrument
) -> None:
    Instrument.objects.filter(pk=peg.pk).update(keyed_twice=True)
    waiting = on_her_list(world.ruth, peg)
    words = words_of(sign_in(world.ruth).post(f"/answer/{waiting.ref}/sheet"))
    assert LINE in words
    code = code_on(words)
    enter(sign_in(world.desk), code, "paper", dict.fromkeys(ITEMS, "3"))
    second = sign_in(make_persona("Second Desk", role=Hat.DESK))
    at = key(second, code, "paper").headers["Location"]
    fill_in(second, at, dict.fromkeys(ITEMS, "4"))
    pages = [second.get(f"{at}{end}") for end in ("/1", "/all", "/check?all")]
    second.post(f"{at}/check?all")
    pages.append(second.get(f"{at}/compare"))
    assert "What does the sheet say?" in text_of(pages[-1])
    all_say(pages)
