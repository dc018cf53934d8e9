"""A member died: her words stay, marked, and one topic remembers her, read first and closed in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forums.actions.arranging import keep_topic
from forums.actions.remembering import begin_remembering, close_due
from forums.models import Post, Topic
from members.models import Person
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin
from tests.moderation.test_some_boards import keeper
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def died(world: World) -> Post:
    """Gerd wrote once; the office recorded his death."""
    post = begin(world.gerd, a_board(widest="everybody"), "It helps to go for a walk")
    Person.objects.filter(pk=world.gerd.person.pk).update(state=Person.State.DECEASED)
    return post


def remembered(who: Persona, post: Post, days: int = 45) -> Topic:
    author = post.author
    assert author is not None
    with acting_as(who.actor()) as actor:
        return begin_remembering(
            actor=actor, person=author.ref, board=post.topic.board.ref,
            title="In memory of Gerd", text="He died.", days=days,
        )  # fmt: skip


def test_moderators_begin_it_from_her_posts_and_each_answer_is_read_first(
    world: World, sign_in: Any
) -> None:
    post = died(world)
    client, where = sign_in(world.moderator), f"/talk/people/{world.gerd.person.ref}/remember"
    old = client.get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert "In memory" in old and where in old and "/talk/messages/" not in old
    form = client.get(where).content.decode()
    assert "In memory of Gerd" in form and "how or where she died" in form
    sent = {"board": str(post.topic.board.ref), "title": "In memory of Gerd", "text": "He died."}
    page = client.post(where, {**sent, "days": "30"}, follow=True).content.decode()
    assert "It closes to answers by itself on" in page and "reads each answer" in page
    topic = Topic.objects.get(memorial_of=world.gerd.person)
    assert (topic.audience, topic.holds_all) == ("members", True)  # never for everybody
    answer(world.ruth, topic, "I miss him")
    assert Post.objects.get(text="I miss him").state == "held"
    assert client.get(where)["Location"] == f"/talk/topics/{topic.ref}"  # the one that is there
    assert client.post(where, {**sent, "days": "30"}).status_code == 302
    assert Topic.objects.filter(memorial_of__isnull=False).count() == 1


def test_it_closes_by_itself_and_a_moderator_opens_it_again(world: World, sign_in: Any) -> None:
    topic = remembered(world.moderator, died(world))
    assert close_due() == 0
    Topic.objects.filter(pk=topic.pk).update(locks_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(PermissionDenied, match="This topic is closed"):
        answer(world.ruth, topic, "Too late")
    assert (
        "closed to answers" in sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content.decode()
    )
    assert close_due() == 1 and close_due() == 0
    topic.refresh_from_db()
    assert topic.locked
    with acting_as(world.moderator.actor()) as actor:
        keep_topic(actor=actor, topic=topic.ref, pinned=False, locked=False, holds_all=True)
    answer(world.ruth, topic, "In time")
    assert close_due() == 0


def test_only_for_who_died_only_once_and_only_by_moderators(world: World, sign_in: Any) -> None:
    post = died(world)
    alive = begin(world.ruth, post.topic.board)
    client = sign_in(world.moderator)
    assert client.get(f"/talk/people/{world.ruth.person.ref}/remember").status_code == 404
    with pytest.raises(PermissionDenied, match="not recorded a death"):
        remembered(world.moderator, alive)
    for who in (world.ruth, world.administrator):
        assert sign_in(who).get(f"/talk/people/{world.gerd.person.ref}/remember").status_code == 403
        with pytest.raises(PermissionDenied):
            remembered(who, post)
    first = remembered(world.moderator, post)
    with pytest.raises(PermissionDenied, match="already"):
        remembered(world.moderator, post)
    Topic.objects.filter(pk=first.pk).update(gone_at=timezone.now())
    with pytest.raises(PermissionDenied, match="put back"):
        remembered(world.moderator, post)


def test_who_moderates_other_boards_begins_none(world: World, sign_in: Any) -> None:
    post = died(world)
    elsewhere = keeper(world, a_board("Elsewhere"))
    where = f"/talk/people/{world.gerd.person.ref}/remember"
    assert sign_in(elsewhere).get(where).status_code == 404
    with pytest.raises(PermissionDenied):
        remembered(elsewhere, post)
    here = keeper(world, post.topic.board, name="Cleo N.")
    assert sign_in(here).get(where).status_code == 200
    assert remembered(here, post).memorial_of_id == world.gerd.person.pk
