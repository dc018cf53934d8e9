"""Decided cases go after three years, each by itself: what is young keeps its own case and no other."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit.retention import clear_outlived
from moderation.actions.reporting import appeal_decision
from moderation.models import Case, CaseEvent, Decision, PrivateWord, Report
from po_platform.access.actor import acting_as
from tests.database import become
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, decided, told
from tests.moderation.test_words import said
from tests.personas import World

pytestmark = pytest.mark.django_db(transaction=True)
MOMENTS = {
    "moderation_case": "decided_at",
    "moderation_report": "at",
    "moderation_decision": "at",
    "moderation_caseevent": "at",
    "moderation_privateword": "at",
}
MODELS = (Case, Report, Decision, CaseEvent, PrivateWord)


def aged(where: str = "true", *only: str) -> None:
    """These rows are four years old, as their tables' owner sets it."""
    become("owner")
    with connection.cursor() as cursor:
        for table, column in MOMENTS.items():
            if not only or table in only:
                cursor.execute(
                    f"update {table} set {column} = %s where {column} is not null and {where}",
                    [timezone.now() - timedelta(days=4 * 365)],
                )
    become("app")


def left(world: World) -> dict[str, int]:
    with acting_as(world.moderator.actor()) as actor:
        found = {one.__name__: one.objects.visible_to(actor).count() for one in MODELS}
    return {name: count for name, count in found.items() if count}


def test_one_late_word_keeps_its_own_case_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    board = a_board()
    for number in range(2):
        told(world.gerd, begin(world.ruth, board, title=f"Buttons {number}"))
    with acting_as(world.moderator.actor()) as actor:
        first, second = Case.objects.visible_to(actor).order_by("pk")
    for case in (first, second):
        decided(world.moderator, case, "published", why="", rule=None)
    aged()
    said(world.moderator, first)
    with caplog.at_level(logging.ERROR, "audit.retention"):
        clear_outlived()
    assert caplog.records == []
    assert left(world) == {"Case": 1, "CaseEvent": 1, "PrivateWord": 1}
    aged()
    clear_outlived()
    assert left(world) == {}


def test_an_objection_keeps_the_decision_it_is_about_until_it_is_over_too(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    with acting_as(world.moderator.actor()) as actor:
        case = Case.objects.visible_to(actor).get()
    first = decided(world.moderator, case, "folded")
    with acting_as(world.ruth.actor()) as ruth:
        appeal_decision(actor=ruth, ref=first.ref, text="I see it differently")
    with acting_as(world.moderator.actor()) as actor:
        appeal = Case.objects.visible_to(actor).get(lane="appeal")
    decided(another_moderator(), appeal, "published", why="", rule=None)
    aged(f"id = {case.pk}", "moderation_case")
    aged(f"case_id = {case.pk}", *list(MOMENTS)[1:])
    with caplog.at_level(logging.ERROR, "audit.retention"):
        clear_outlived()
        assert left(world)["Decision"] == 2
        aged()
        clear_outlived()
    assert caplog.records == []
    assert left(world) == {}
