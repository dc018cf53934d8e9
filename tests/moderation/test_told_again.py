"""One thing told again: other words are kept, and what was decided and reads the same opens nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from forums.models import Post
from moderation.actions.deciding import undo_decision
from moderation.models import Case, Decision, Report
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.database import become
from tests.forums.talking import a_board, begin, changed
from tests.moderation.cases import decided, rows, the_case, told
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
BEFORE = "Somebody decided about this before."


@pytest.fixture
def post(world: World) -> Post:
    return begin(world.ruth, a_board())


def cases(world: World, **where: Any) -> int:
    with acting_as(world.moderator.actor()):
        return int(rows(world, Case).filter(**where).count())


def left(world: World) -> Decision:
    return decided(world.moderator, the_case(world, state="open"), "published", why="", rule=None)


def test_other_words_of_one_person_are_a_report_of_their_own_with_a_receipt(
    world: World, post: Post, sign_in: Any
) -> None:
    first = told(world.gerd, post, "rude", "He calls me names")
    again = told(world.gerd, post, "rude", "He calls me names")
    second = told(world.gerd, post, "private", "My address stands there too")
    third = told(world.gerd, post, "rude", "And my sister")
    assert first.pk == again.pk and len({first.pk, second.pk, third.pk}) == 3
    assert Outbox.objects.filter(kind="moderation.received").count() == 3
    told(world.helper, post, "rude", "He calls me names")
    shown = sign_in(world.moderator).get(f"/moderation/cases/{the_case(world).ref}")
    page = shown.content.decode()
    assert "My address stands there too" in page and "And my sister" in page
    assert "2 people told us" in page, "one person is one, however often she wrote"
    assert "2 people told us" in sign_in(world.moderator).get("/moderation").content.decode()
    assert "My address stands there too" in sign_in(world.gerd).get("/me/told-you").content.decode()


def test_what_was_decided_and_reads_the_same_opens_no_case(
    world: World, post: Post, sign_in: Any
) -> None:
    told(world.gerd, post, "rude")
    left(world)
    client, address = sign_in(world.helper), f"/tell-us/post/{post.ref}"
    sent = client.post(address, {"reason": "rude", "text": "It hurts me"}, follow=True)
    assert BEFORE in sent.content.decode() and "We look at it and tell you" not in (
        sent.content.decode()
    )
    assert cases(world, state="open") == 0 and cases(world) == 1
    assert Outbox.objects.filter(kind="moderation.received").count() == 1
    with acting_as(world.moderator.actor()):
        row = rows(world, Report).get(person=world.helper.person.pk)
    assert (row.answer, row.text) == ("before", "It hurts me") and row.answered_at is not None


def again(world: World, post: Post, who: Persona, reason: str) -> bool:
    """Whether a case opens."""
    told(who, post, reason, f"again {timezone.now()}")
    return bool(cases(world, state="open"))


@pytest.mark.parametrize(
    "why", ["a new reason", "changed since", "undone", "worried", "illegal", "other"]
)
def test_it_is_looked_at_again_where_something_is_new(world: World, post: Post, why: str) -> None:
    told(world.gerd, post, "other" if why == "other" else "rude")
    folds = why == "undone"
    decision = decided(world.moderator, the_case(world), "folded") if folds else left(world)
    reason = {
        "other": "other",
        "a new reason": "advert",
        "worried": "worried",
        "illegal": "illegal",
    }.get(why, "rude")
    if why == "changed since":
        changed(world.ruth, post)
    if why == "undone":
        with acting_as(world.moderator.actor()) as actor:
            undo_decision(actor=actor, ref=decision.ref)
    assert again(world, post, world.helper, reason)


@pytest.mark.parametrize("reason", ["other", "private", "wrong"])
def test_something_private_or_harm_is_never_the_same_for_two_people(
    world: World, post: Post, reason: str
) -> None:
    told(world.gerd, post, reason)
    left(world)
    assert not again(world, post, world.gerd, reason)
    assert again(world, post, make_persona("Pim D."), reason)


def test_what_was_decided_about_this_version_for_another_reason_answers_no_older_one(
    world: World, post: Post
) -> None:
    told(world.gerd, post, "rude")
    left(world)
    changed(world.ruth, post)
    post.refresh_from_db()
    assert again(world, post, world.gerd, "private")
    left(world)
    assert again(world, post, world.helper, "rude"), "about these words nobody decided for this"
    left(world)
    assert not again(world, post, make_persona("Pim D."), "rude")


def test_words_of_danger_are_heard_whatever_was_decided_before(world: World, post: Post) -> None:
    told(world.gerd, post, "rude")
    left(world)
    told(world.helper, post, "rude", "I want to die because of this")
    assert cases(world, lane="crisis", state="open") == 1


@pytest.mark.django_db(transaction=True)
def test_after_half_a_year_it_is_looked_at_again(world: World, post: Post) -> None:
    told(world.gerd, post, "rude")
    left(world)
    assert not again(world, post, world.helper, "rude")
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute("update moderation_decision set at = at - interval '181 days'")
    become("app")
    assert again(world, post, world.helper, "rude")
