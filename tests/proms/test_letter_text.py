"""What a doctor copies into a record says what the page says, on every page on which it is shown."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from po_platform.kit.spoken import plain_day
from proms.models import Instrument
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers
from tests.proms.test_visits import code_for, visit_of

pytestmark = pytest.mark.django_db
WORDS = "Kneading dough again"


@pytest.fixture
def weekly(world: World) -> Instrument:
    weekly = put_weekly_in_use(world)
    for pain in (8, 6, 3):
        send(world.ruth, on_her_list(world.ruth, weekly), some_answers(pain, WORDS))
    return weekly


def text_in(response: Any) -> list[str]:
    """The lines to copy."""
    found = re.search(
        r'<textarea[^>]*id="text"[^>]*>(.*?)</textarea>', response.content.decode(), re.S
    )
    assert found, response.content[:200]
    return unescape(found.group(1)).strip().splitlines()


def line_of(lines: list[str], begins: str) -> str:
    (found,) = [line for line in lines if line.startswith(begins)]
    return found


def test_a_doctor_without_an_account_copies_the_whole_page_as_text(
    world: World, weekly: Instrument
) -> None:
    doctor = Client()
    doctor.post("/doctor", {"code": code_for(world.ruth, visit_of(world.ruth))})
    lines = text_in(doctor.get("/doctor/summary"))
    today = plain_day(timezone.localdate())
    assert lines[:2] == ["Ruth E.", f"Made on {today}"]
    assert f"{weekly.title}, {today}, 4 of 8 questions. Answered by themselves" in lines[2]
    assert {"1. My garden", "1. May I drive?", "1. Blood test in May"} <= set(lines)
    assert any(WORDS in line for line in lines)
    pain = line_of(lines, "Pain: ")
    assert "3 of 10" in pain
    assert "since the time before: 3 lower" in pain and "since the first time: 5 lower" in pain
    assert "Pain" in line_of(lines, "Higher is worse: ")
    assert weekly.title in line_of(lines, "Computed by the published rule")


def test_the_member_who_hands_her_phone_over_and_the_clinician_have_the_same_lines(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    visit = visit_of(world.ruth)
    hers = text_in(sign_in(world.ruth).get(f"/visits/{visit.ref}/show"))
    clinic = text_in(sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}/text"))
    assert hers[1:] == clinic[1:]


def test_every_scale_stands_in_it_also_beyond_five_lines(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    lines = text_in(sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}/text"))
    page = sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}").context["letter"]
    for chart in page.charts:
        if chart.series.scored:
            assert line_of(lines, f"{chart.series.name}: ")


def test_without_answers_it_says_so_and_nobody_else_reads_it(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    visit = visit_of(world.gerd)
    lines = text_in(sign_in(world.gerd).get(f"/visits/{visit.ref}/show"))
    assert "No answers yet." in lines and not [one for one in lines if WORDS in one]
    for other in (world.ruth, world.nasser):
        assert sign_in(other).get(f"/visits/{visit.ref}/show").status_code in (403, 404)
