"""Authors walk a draft as different members: the way is the one a member would get, and nothing stays."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import Event
from education.models import Enrolment, Programme, StepState
from po_platform.access.actor import acting_as
from tests.education.programme_path import STEPS, begun, goes_through, shipped, written_for
from tests.personas import World

pytestmark = pytest.mark.django_db
NIGHTS = "When the nights are bad"


@pytest.fixture
def desk(world: World) -> str:
    return f"/write/programmes/{shipped(world).ref}"


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_who_somebody_is_decides_about_her_steps(world: World, sign_in: Any, desk: str) -> None:
    editor = sign_in(world.editor)
    page = text(editor.get(f"{desk}/walk"))
    assert "9 steps." in page
    assert "Only for: What takes most of your strength at the moment? Bad nights" in page
    page = text(editor.get(f"{desk}/walk", {"strength.takes": "nights", "situation": "relative"}))
    assert "10 steps." in page
    assert "She does not get" not in page
    assert "strength.takes=nights" in page  # the choices go along from step to step


def test_the_way_is_the_one_a_member_gets(world: World, sign_in: Any, desk: str) -> None:
    editor, ruth = sign_in(world.editor), sign_in(world.ruth)
    row = begun(world.ruth, Programme.objects.get(slug="small-steps-when-tired"))
    for step in STEPS:
        words = {**written_for(step), **({"takes": "nights"} if step == "strength" else {})}
        goes_through(ruth, row.ref, step, **words)
    hers = [one.title for one in ruth.get(f"/programmes/mine/{row.ref}").context["walk"].way.steps]
    walked = editor.get(f"{desk}/walk?strength.takes=nights").context["steps"]
    assert [step.title for step, _kind in walked] == hers
    assert NIGHTS in hers


def test_each_step_is_read_as_a_member_reads_it(world: World, sign_in: Any, desk: str) -> None:
    reviewer = sign_in(world.reviewer)
    asked = "?strength.takes=nights"
    assert "Bad nights" in text(reviewer.get(f"{desk}/walk/strength{asked}"))
    page = text(reviewer.get(f"{desk}/walk/nights{asked}"))
    assert "getting up at the same time each day" in page
    assert f"{desk}/walk/saying-no{asked}" in page
    assert reviewer.get(f"{desk}/walk/nights").status_code == 404
    assert "That was her last step" in text(reviewer.get(f"{desk}/walk/keep"))


def test_nothing_of_it_is_kept(world: World, sign_in: Any, desk: str) -> None:
    editor = sign_in(world.editor)
    before = Event.objects.count()
    text(editor.get(f"{desk}/walk?strength.takes=nights&situation=x&first-plan.outcome=worked"))
    text(editor.get(f"{desk}/walk/strength?strength.takes=nothing&situation={'x' * 3000}"))
    assert Event.objects.count() == before
    with acting_as(world.editor.actor()) as actor:
        assert not Enrolment.objects.visible_to(actor).exists()
        assert not StepState.objects.visible_to(actor).exists()


@pytest.mark.parametrize("who", ["ruth", "administrator", "guide"])
def test_only_those_who_write_and_check_walk_it(
    world: World, sign_in: Any, desk: str, who: str
) -> None:
    browser = sign_in(world.people[who])
    assert browser.get(f"{desk}/walk").status_code == 403
    assert browser.get(f"{desk}/walk/strength").status_code == 403
    assert sign_in(world.editor).post(f"{desk}/walk").status_code == 405
