"""Ten minutes before cards are handed out: all answered, each explained, kept with its version."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from education.card_course import QUESTIONS, VERSION, explained
from education.models import CardOrder, CourseDone, Programme, ProgrammeCard
from tests.education.programme_path import short
from tests.personas import World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
COURSE = "/cards/course"
RIGHT = {one.id: one.right for one in QUESTIONS}
WRONG = {one.id: next(code for code, _w in one.options if code != one.right) for one in QUESTIONS}


def asking(world: World) -> Programme:
    programme = short(world)
    programme.course_needed = True
    programme.save()
    return programme


def new_card(of: Programme) -> dict[str, str]:
    return {"programme": str(of.ref), "may_be_used": "5", "days": "91", "printed_name": "Dr N"}


def order_of(of: Programme) -> dict[str, str]:
    return {
        "programme": str(of.ref), "patients": "5", "practice": "Dr Harrow", "address": "3 Mill Lane"
    }  # fmt: skip


def test_there_are_five_questions_and_the_right_answer_is_one_of_each() -> None:
    assert len(QUESTIONS) == 5
    assert all(one.right in dict(one.options) for one in QUESTIONS)
    assert all(one.is_right for one in explained(RIGHT))
    assert not any(one.is_right for one in explained(WRONG))


def test_a_clinician_reads_it_once_before_the_first_card(world: World, sign_in: Any) -> None:
    programme, doctor = asking(world), sign_in(world.nasser)
    assert "asks you to read ten minutes first" in text_of(doctor.get("/cards/new"))
    assert doctor.post("/cards/new", new_card(programme)).status_code == 403
    assert not ProgrammeCard.objects.exists()
    assert doctor.post(COURSE, {**RIGHT, "later": ""}).status_code == 422
    assert not CourseDone.objects.exists()
    done = text_of(doctor.post(COURSE, WRONG))
    assert all(str(one.why) in done for one in QUESTIONS)
    doctor.post(COURSE, RIGHT)
    row = CourseDone.objects.get()
    assert (row.account_id, row.version) == (world.nasser.account.pk, VERSION)
    assert doctor.post("/cards/new", new_card(programme)).status_code == 302
    assert "You went through it on" in text_of(doctor.get(COURSE))


def test_a_new_version_is_read_before_the_next_sheet_is_printed(world: World, sign_in: Any) -> None:
    programme, doctor = asking(world), sign_in(world.nasser)
    doctor.post(COURSE, RIGHT)
    sheet = doctor.post("/cards/new", new_card(programme)).headers["Location"]
    assert doctor.get(sheet).status_code == 200
    CourseDone.objects.update(version=VERSION + 1)
    assert doctor.get(sheet).headers["Location"] == COURSE


def test_where_no_programme_asks_nobody_is_kept_from_cards(world: World, sign_in: Any) -> None:
    programme, doctor = short(world), sign_in(world.nasser)
    assert "ten minutes" not in text_of(doctor.get("/cards/new"))
    assert doctor.post("/cards/new", new_card(programme)).status_code == 302


def test_a_practice_without_an_account_reads_it_before_it_orders(world: World) -> None:
    programme = asking(world)
    practice, another = Client(), Client()
    assert practice.post("/cards/order", order_of(programme)).status_code == 403
    assert not CardOrder.objects.exists()
    practice.post(COURSE, WRONG)
    assert not CourseDone.objects.exists()
    assert practice.post("/cards/order", order_of(programme)).status_code == 200
    assert CardOrder.objects.get().course_version == VERSION
    assert another.post("/cards/order", order_of(programme)).status_code == 403


def test_a_clinician_with_an_account_orders_after_it_too(world: World, sign_in: Any) -> None:
    programme, doctor = asking(world), sign_in(world.nasser)
    assert doctor.post("/cards/order", order_of(programme)).status_code == 403
    doctor.post(COURSE, RIGHT)
    assert "asks you to read" not in text_of(doctor.get("/cards/order"))
    assert doctor.post("/cards/order", order_of(programme)).status_code == 200
    assert CardOrder.objects.get().course_version == VERSION


def test_an_editor_says_that_a_programme_asks_for_it(world: World, sign_in: Any) -> None:
    programme, editor = short(world), sign_in(world.editor)
    desk = f"/write/programmes/{programme.ref}"
    editor.post(f"{desk}/draft")
    said = {"title": "A short one", "not_for": "you are in pain;", "course_needed": "on"}
    assert editor.post(f"{desk}/top", said).status_code == 302
    assert programme.versions.get(state="draft").course_needed
    assert sign_in(world.ruth).post(f"{desk}/top", said).status_code == 403
