"""How long people wait: numbers for the team, with nobody in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from forums.models import Topic
from forums.queries.figures import figures
from moderation.models import Case, Rule
from moderation.queries.ages import ages_of_cases
from moderation.waiting_bands import band_of
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin
from tests.moderation.cases import told
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db


def test_how_long_people_wait_without_anybody_in_the_numbers(world: World, sign_in: Any) -> None:
    Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Kind"}})
    board, people = a_board(), [make_persona(f"P{n} D.") for n in range(5)]
    posts = [begin(one, board, title=f"Question {n}") for n, one in enumerate(people)]
    for post in posts:
        told(world.gerd, post)
    two_days = timezone.now() - timedelta(days=2)
    Topic.objects.update(shown_at=two_days)
    with acting_as(world.moderator.actor()) as actor:
        found = figures(actor=actor)
        assert found.unanswered == {0: 0, 1: 5, 2: 0, 3: 0} and found.cases[0] == 5
        Case.objects.visible_to(actor).update(opened_at=two_days - timedelta(days=8))
        assert ages_of_cases(actor=actor) == {0: 0, 1: 0, 2: 0, 3: 5}
    page = sign_in(world.moderator).get("/talk/figures").content.decode()
    assert "How long people wait" in page and "too few to say" in page
    answer(world.ruth, posts[0].topic)
    with acting_as(world.administrator.actor()) as actor:
        found = figures(actor=actor)
    assert found.unanswered[1] is None and len(found.asked.waited) == 1
    assert "fewer than 5" in sign_in(world.administrator).get("/talk/figures").content.decode()


def test_members_do_not_see_them(world: World, sign_in: Any) -> None:
    assert sign_in(world.ruth).get("/talk/figures").status_code == 403
    with (
        acting_as(world.ruth.actor()),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select * from case_ages()")


def test_the_steps_begin_at_a_day_three_and_seven() -> None:
    ages = [timedelta(hours=23), timedelta(days=1), timedelta(days=3), timedelta(days=7)]
    assert [band_of(age) for age in ages] == [0, 1, 2, 3]
