"""What happens when many people act in the same moment: one case, one winner, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from forums.actions.changing import take_back_post
from forums.models import Post
from moderation.actions.ruling import add_rule, end_rule, write_rule
from moderation.actions.sealing import keep_sealed, purge_sealed
from moderation.content import Outdated
from moderation.models import Case, Decision, Report, Rule, Sealed
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
    assert (post.state, post.text) in (("removed", ""), ("published", "Other words"))


def test_taken_back_and_taken_off_in_one_moment_never_both(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    case = the_case(world)

    def take_back() -> None:
        with acting_as(world.ruth.actor()) as actor:
            take_back_post(actor=actor, ref=post.ref)

    found = at_once([lambda: decided(world.moderator, case, "removed", thing_version=1), take_back])
    post.refresh_from_db()
    assert sum(isinstance(one, Exception) for one in found) == 1, found
    assert (post.state, post.text) in (("removed", ""), ("taken_back", "Hello"))
    with acting_as(world.moderator.actor()):
        assert rows(world, Decision).count() == (post.state == "removed")
        assert rows(world, Sealed).count() == (post.state == "removed")


def test_kept_and_deleted_in_one_moment_it_is_one_of_the_two(world: World, settings: Any) -> None:
    settings.SEALED_DAYS = 0
    told(world.gerd, begin(world.ruth, a_board()))
    decided(world.moderator, the_case(world), "removed")
    with acting_as(world.moderator.actor()):
        ref = rows(world, Sealed).get().ref

    def keep() -> None:
        with acting_as(world.moderator.actor()) as actor:
            keep_sealed(actor=actor, ref=ref, why="A court")

    found = at_once([purge_sealed, keep])
    with acting_as(world.moderator.actor()):
        row = rows(world, Sealed).get()
    kept = not any(isinstance(one, PermissionDenied) for one in found)
    assert not any(isinstance(one, Exception) for one in found) or not kept, found
    assert (bool(row.words), row.is_over) == (kept, not kept)


RULE = {"title": {"en": "Be brief"}, "text": {"en": "Nobody reads a long post."}}


def numbers_in_force() -> list[int]:
    return list(Rule.objects.filter(until_at=None).values_list("number", flat=True))


def as_moderator(world: World, action: Callable[..., Any], **given: Any) -> Callable[[], Any]:
    def run() -> Any:
        with acting_as(world.moderator.actor()) as actor:
            return action(actor=actor, **given)

    return run


def test_of_the_last_two_rules_ended_in_one_moment_one_stays(world: World) -> None:
    for again in range(3):
        kept = numbers_in_force()[:2]
        Rule.objects.exclude(number__in=kept).update(until_at=timezone.now())
        found = at_once([as_moderator(world, end_rule, number=one) for one in kept])
        assert sum(isinstance(one, PermissionDenied) for one in found) == 1, found
        assert len(numbers_in_force()) == 1
        as_moderator(world, add_rule, **{**RULE, "title": {"en": f"Another one, {again}"}})()


def test_a_rule_added_by_two_presses_is_one(world: World) -> None:
    before = len(numbers_in_force())
    found = at_once([as_moderator(world, add_rule, **RULE)] * 4)
    assert {type(one) for one in found} == {Rule}, found
    assert len(numbers_in_force()) == before + 1


def test_of_two_changes_of_one_rule_the_later_is_told_of_the_other(world: World) -> None:
    row = Rule.objects.get(number=1, until_at=None)
    changes = [
        as_moderator(
            world, write_rule, number=1, version=row.version, title={"en": word}, text={"en": word}
        )
        for word in ("one", "two", "three")
    ]
    found = at_once(changes)
    late = [one for one in found if not isinstance(one, Rule)]
    assert len(late) == 2
    assert all("Somebody changed this rule" in str(one) for one in late), late
