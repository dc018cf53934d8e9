"""Members say yes to the rules once, before their next post and never before reading."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forums.models import Draft, Post
from moderation.actions.agreeing import agree_to_rules, ask_members
from moderation.models import Rule, RulesAgreed, RulesCall
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin, changed
from tests.personas import World

pytestmark = pytest.mark.django_db
SAID = {"en": "No names of hospitals any more.", "de": "Keine Namen von Kliniken mehr."}


@pytest.fixture
def post(world: World) -> Post:
    """Ruth wrote before the rules changed."""
    return begin(world.ruth, a_board())


@pytest.fixture
def call(world: World, post: Post) -> RulesCall:
    with acting_as(world.moderator.actor()) as actor:
        return ask_members(actor=actor, said=SAID)


def test_she_is_asked_once_before_her_next_post(
    world: World, post: Post, call: RulesCall, sign_in: Any
) -> None:
    ruth, topic = sign_in(world.ruth), f"/talk/topics/{post.topic.ref}"
    assert "Hello" in ruth.get(topic).content.decode()
    assert "/how-we-talk/agree?next=" in ruth.get(f"{topic}/reply").content.decode()
    typed = {"text": "My answer", "client_ref": str(uuid4()), "act": "send"}
    refused = ruth.post(f"{topic}/reply", typed)
    assert refused.status_code == 403 and "My answer" in refused.content.decode()
    with acting_as(world.ruth.actor()) as actor:
        assert Draft.objects.visible_to(actor).get().text == "My answer"
    asked = ruth.get(f"/how-we-talk/agree?next={topic}/reply").content.decode()
    assert SAID["en"] in asked and "Be kind to each other" in asked
    said_yes = ruth.post("/how-we-talk/agree", {"call": call.pk, "next": f"{topic}/reply"})
    assert said_yes.headers["Location"] == f"{topic}/reply"
    kept = ruth.get(f"{topic}/reply").content.decode()
    assert "My answer" in kept and "/how-we-talk/agree" not in kept
    assert ruth.post(f"{topic}/reply", typed).status_code == 302
    assert RulesAgreed.objects.count() == 1


def test_without_a_yes_one_changes_what_is_there_and_nobody_is_asked_twice(
    world: World, post: Post, call: RulesCall, sign_in: Any
) -> None:
    assert changed(world.ruth, post).text == "Other words"
    with pytest.raises(PermissionDenied, match="say yes"):
        answer(world.ruth, post.topic)
    with acting_as(world.ruth.actor()) as actor:
        assert agree_to_rules(actor=actor, number=call.pk)
        assert agree_to_rules(actor=actor, number=call.pk)
    assert answer(world.ruth, post.topic).no == 2
    assert sign_in(world.ruth).get("/how-we-talk/agree").status_code == 302


def test_a_newer_one_asks_again_and_an_old_page_says_yes_to_nothing(
    world: World, post: Post, call: RulesCall, sign_in: Any
) -> None:
    with acting_as(world.moderator.actor()) as actor:
        assert ask_members(actor=actor, said=SAID) == call
        ask_members(actor=actor, said={**SAID, "en": "Newer"})
    ruth = sign_in(world.ruth)
    old = ruth.post("/how-we-talk/agree", {"call": call.pk, "next": "//elsewhere.example"})
    assert old.status_code == 200 and "Newer" in old.content.decode()
    assert RulesAgreed.objects.count() == 0
    for wrong in ("", "x", "9" * 30):
        assert ruth.post("/how-we-talk/agree", {"call": wrong}).status_code == 200


def test_moderators_answer_without_being_asked(world: World, post: Post, call: RulesCall) -> None:
    assert answer(world.moderator, post.topic).no == 2


def test_the_team_asks_and_sees_how_many_said_yes(world: World, sign_in: Any) -> None:
    team = sign_in(world.moderator)
    assert "Nobody has been asked yet" in team.get("/moderation/rules").content.decode()
    page = "/moderation/rules/ask"
    assert team.post(page, {"said_en": "Only here"}).status_code == 422
    given = {f"said_{code}": text for code, text in SAID.items()}
    assert team.post(page, given).status_code == 302
    with acting_as(world.ruth.actor()) as actor:
        agree_to_rules(actor=actor, number=RulesCall.objects.get().pk)
    shown = team.get("/moderation/rules").content.decode()
    assert SAID["en"] in shown and "fewer than 5" in shown
    assert sign_in(world.ruth).get(page).status_code == 403
    with acting_as(world.ruth.actor()) as actor, pytest.raises(PermissionDenied):
        ask_members(actor=actor, said=SAID)


def test_the_same_words_ask_again_after_a_rule_changed(
    world: World, post: Post, call: RulesCall
) -> None:
    with acting_as(world.moderator.actor()) as actor:
        assert ask_members(actor=actor, said=SAID).pk == call.pk
        Rule.objects.filter(number=1).update(from_at=timezone.now() + timedelta(seconds=1))
        assert ask_members(actor=actor, said=SAID).pk != call.pk


def test_where_nobody_asks_nothing_stands_in_the_way(
    world: World, post: Post, sign_in: Any
) -> None:
    assert answer(world.ruth, post.topic).no == 2
    assert sign_in(world.ruth).get("/how-we-talk/agree").status_code == 302
    assert sign_in(world.ruth).post("/how-we-talk/agree", {"call": "1"}).status_code == 404
