"""Answers of helpers stand beside a person's own, never among them; another version is marked."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from po_platform.access.actor import Tick, acting_as
from proms.actions.responses import Sending, submit_response
from proms.models import Instrument
from questionnaires.intake import take_in
from tests.members.helper_steps import acting, help_of
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.api import program
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of
from tests.proms.test_curating import WEEKLY
from tests.questionnaires.forms import question

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def by_a_helper(world: World, weekly: Instrument, pain: int) -> None:
    begun = on_her_list(world.ruth, weekly)
    actor = acting(world.helper, help_of(world.ruth, world.helper, Tick.ANSWER))
    assert actor is not None
    sending = Sending(uuid4(), some_answers(pain), {}, "en")
    with acting_as(actor):
        submit_response(actor=actor, assignment=begun, sending=sending)


def lines_of_pain(world: World) -> dict[str, list[int]]:
    told = program(world.ruth).get("/api/v1/course").json()["results"]
    pain = [line for line in told if line["scale"] == "pain"]
    return {line["given_by"]: [point["value"] for point in line["points"]] for line in pain}


def test_a_helpers_answers_are_a_line_of_their_own(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(2))
    by_a_helper(world, weekly, 9)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(3))
    assert lines_of_pain(world) == {"self": [2, 3], "helper": [9]}
    share(world.ruth, world.nasser)
    for page in (
        sign_in(world.ruth).get("/my-answers"),
        sign_in(world.ruth).get("/my-answers/numbers"),
        sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}"),
        sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}/numbers"),
    ):
        assert "Pain, entered by a helper" in text_of(page)
    summary = text_of(sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}"))
    assert "at the moment? (entered by a helper)" not in summary  # the newest words are her own
    letter = text_of(sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}/text"))
    assert "7 higher" not in letter and "6 lower" not in letter  # nobody is compared with another


def test_what_the_desk_keyed_is_her_own(world: World, sign_in: Any, weekly: Instrument) -> None:
    from tests.proms.test_desk import code_for, enter

    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(2))
    enter(sign_in(world.desk), code_for(world.ruth, on_her_list(world.ruth, weekly)))
    assert lines_of_pain(world) == {"self": [2, 4]}


def test_who_never_answered_herself_has_the_helpers_line_alone(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    by_a_helper(world, weekly, 5)
    assert lines_of_pain(world) == {"helper": [5]}
    share(world.ruth, world.nasser)
    summary = text_of(sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}"))
    assert "at the moment? (entered by a helper)" in summary


def test_another_version_of_the_questions_is_a_line_in_the_picture(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(2))
    assert "new version" not in text_of(sign_in(world.ruth).get("/my-answers"))
    changed = {**WEEKLY, "item": [*WEEKLY["item"], question("q9", "boolean")]}
    actor = world.curator.actor()
    with acting_as(actor):
        take_in(actor=actor, raw=json.dumps(changed).encode(), slug=weekly.slug)
    curator = sign_in(world.curator)
    curator.post(f"/instruments/{weekly.slug}/scoring/weekly-check-in", {"step": "fit"})
    curator.post(f"/instruments/{weekly.slug}", {"minutes": "5", "open_to_members": "on"})
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(3))
    told = program(world.ruth).get("/api/v1/course").json()["results"]
    (pain,) = [line for line in told if line["scale"] == "pain"]
    assert [point["value"] for point in pain["points"]] == [2, 3]
    assert pain["renewed"] == [pain["points"][1]["at"]]
    assert "new version" in text_of(sign_in(world.ruth).get("/my-answers"))
