"""How long it usually takes until somebody has looked; and what goes to the team's notice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from forums.models import Post
from forums.queries.usual_wait import usual_wait
from moderation.models import Case, Shift
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import rows, the_case
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db


def waited(people: int, hours: int = 5, each: int = 2) -> None:
    """Each of them wrote some posts that waited so long."""
    board, now = a_board("Read first"), timezone.now()
    for number in range(people):
        who = make_persona(f"Writer {number}", email=f"w{number}@example.org")
        for again in range(each):
            post = begin(who, board, f"Post {number} {again}")
            Post.objects.filter(pk=post.pk).update(
                reasons=["board"], written_at=now - timedelta(hours=hours, days=2),
                published_at=now - timedelta(days=2),
            )  # fmt: skip


def test_who_waits_reads_how_long_it_usually_takes(world: World, sign_in: Any) -> None:
    held = begin(world.ruth, a_board(holds_all=True))
    ruth, where = sign_in(world.ruth), f"/talk/posts/{held.ref}"
    assert "Usually" not in ruth.get(where).content.decode()
    waited(4, each=3)
    assert usual_wait() is None  # twelve posts of four people
    waited_more = make_persona("Fifth", email="fifth@example.org")
    post = begin(waited_more, a_board("One more"))
    now = timezone.now()
    Post.objects.filter(pk=post.pk).update(
        reasons=["board"], written_at=now - timedelta(hours=6), published_at=now
    )
    assert usual_wait() == timedelta(hours=5)
    assert "within 5 hours" in ruth.get(where).content.decode()


def test_what_came_out_at_once_or_was_changed_meanwhile_does_not_count(world: World) -> None:
    waited(6)
    Post.objects.filter(reasons=["board"]).update(reasons=["board", "sent_again"])
    assert usual_wait() is None
    Post.objects.update(reasons=[])
    assert usual_wait() is None


def test_where_nobody_is_there_it_says_from_when_and_never_beside_danger(
    world: World, sign_in: Any
) -> None:
    now = timezone.now()
    for begins in (-30, 20):
        Shift.objects.create(
            person=world.moderator.person, starts_at=now + timedelta(hours=begins),
            ends_at=now + timedelta(hours=begins + 2),
        )  # fmt: skip
    board = a_board(holds_off_duty=True, in_danger="held")
    held = begin(world.ruth, board)
    waited(6)
    ruth = sign_in(world.ruth)
    page = ruth.get(f"/talk/posts/{held.ref}").content.decode()
    assert "Somebody is there again from" in page and "within 5 hours" in page
    hard = begin(world.ruth, board, "I want to kill myself", title="Hard")
    page = ruth.get(f"/talk/posts/{hard.ref}").content.decode()
    assert hard.state == "held" and "Usually" not in page and "Somebody is there" not in page


def test_a_full_name_of_staff_comes_out_and_goes_to_the_teams_notice(
    world: World, sign_in: Any
) -> None:
    where = f"/talk/boards/{a_board().ref}/begin"
    sent = {"title": "My visit", "text": "Dr. Anna Weber was rude to me", "audience": "members"}
    ruth = sign_in(world.ruth)
    asked = ruth.post(where, sent).content.decode()
    assert "Moderators look at posts that name" in asked and not Post.objects.exists()
    share = asked.split('name="share" value="')[1].split('"')[0]
    assert ruth.post(where, {**sent, "share": share}).status_code == 302
    post = Post.objects.get()
    assert post.state == "published"
    case = the_case(world)
    assert case.lane == "normal" and "names_staff" in case.because
    page = sign_in(world.moderator).get(f"/moderation/cases/{case.ref}").content.decode()
    assert "It names somebody of a clinic or practice in full" in page


def test_a_last_name_alone_or_a_moderator_opens_no_case(world: World) -> None:
    begin(world.ruth, a_board(), "Dr. Weber was kind")
    begin(world.moderator, a_board(), "Dr. Anna Weber answers on Monday")
    with acting_as(world.moderator.actor()):
        assert not rows(world, Case).exists()
