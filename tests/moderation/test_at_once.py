"""What happens when many people act in the same moment: one case, one winner, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from forums.models import Post
from moderation.content import Outdated
from moderation.models import Case, Decision, Report
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, decided, rows, the_case, told
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """What each gave back, or raised."""
    start = Barrier(len(jobs), timeout=60)

    def run(job: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return job()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_fifty_reports_in_one_moment_are_one_case_and_fifty_reports(world: World) -> None:
    post = begin(world.ruth, a_board())
    people = [make_persona(f"Member{n} M.") for n in range(MANY)]
    found = at_once([lambda who=who: told(who, post) for who in people])  # type: ignore[misc]  # bound now
    assert [one for one in found if isinstance(one, Exception)] == []
    with acting_as(world.moderator.actor()):
        assert rows(world, Case).count() == 1
        assert rows(world, Report).count() == MANY


def test_of_two_opposite_decisions_one_wins_and_the_other_is_told(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    case, other = the_case(world), another_moderator()
    found = at_once(
        [
            lambda: decided(world.moderator, case, "removed", thing_version=1),
            lambda: decided(other, case, "published", thing_version=1, why="", rule=None),
        ]
    )
    assert sum(isinstance(one, Outdated) for one in found) == 1, found
    with acting_as(world.moderator.actor()):
        [kept] = rows(world, Decision)
    assert Post.objects.get().state == kept.after


def test_a_change_and_a_decision_in_one_moment_never_both(world: World) -> None:
    from tests.forums.talking import changed

    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    case = the_case(world)
    found = at_once(
        [
            lambda: decided(world.moderator, case, "removed", thing_version=1),
            lambda: changed(world.ruth, post),
        ]
    )
    post.refresh_from_db()
    assert sum(isinstance(one, Exception) for one in found) == 1, found
    assert (post.state, post.text) in (("removed", "Hello"), ("published", "Other words"))
