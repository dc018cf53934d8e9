"""The demo shows what stands beside answers: a missed week, why, and the clinic's own guidance."""

from __future__ import annotations

from typing import Any

import pytest

from po_platform.demo.beside_answers import seed_beside_answers
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import on_her_list, put_weekly_in_use, send, text_of

pytestmark = pytest.mark.django_db


def test_a_missed_week_its_reason_and_guidance_stand_in_the_summary(
    world: World, sign_in: Any
) -> None:
    weekly = put_weekly_in_use(world)
    response = send(world.ruth, on_her_list(world.ruth, weekly))
    share(world.ruth, world.oduya)
    ruth, oduya = world.ruth.actor(), world.oduya.actor()
    seed_beside_answers(ruth, oduya, world.clinic, response.instrument)
    letter = text_of(sign_in(world.oduya).get(f"/clinic/people/{world.ruth.subject}"))
    assert "Not returned" in letter and "in hospital" in letter
    assert "Pain: how we go about it" in letter
    assert "Every 3 months" in text_of(sign_in(world.ruth).get("/schedules"))
