"""Whoever leads on safety is called for what the police may have to hear of, in neutral words."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache

from moderation.actions.crisis import call_next
from moderation.actions.reporting import report_thing
from moderation.models import SafetyContact, SavedReply
from po_platform.access.actor import acting_as
from po_platform.kit.danger_words import sounds_like_danger
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, the_case
from tests.moderation.test_crisis import called
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
SENT = {"text": "A picture", "good_faith": "on", "about_children": "on"}


def lead(world: World) -> Persona:
    cache.clear()
    who = another_moderator()
    SafetyContact.objects.create(person=who.person, step="lead", named_by=world.moderator.person.pk)
    return who


def letters() -> list[Any]:
    """What was on its way, and what was sent at once."""
    deliver()
    return list(mail.outbox)


def to_who_leads() -> list[Any]:
    return [one for one in letters() if "leads on safety" in one.body]


def test_a_guest_tells_of_abuse_and_whoever_leads_gets_a_neutral_mail(
    world: World, client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    who = lead(world)
    post = begin(world.ruth, a_board(widest="everybody"), title="A canary title")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/tell-us/post/{post.ref}", SENT).status_code == 302
    found = [one for one in letters() if who.account.email in one.to]
    assert len(found) == 1
    said = f"{found[0].subject} {found[0].body}".casefold()
    assert "leads on safety" in said and "/moderation" in said
    for word in ("abuse", "child", "canary", "ruth", "picture"):
        assert word not in said
    assert the_case(world).lane == "legal"


def test_a_member_says_it_with_one_tick_whatever_else_she_chose(
    world: World, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    who = lead(world)
    post = begin(world.ruth, a_board())
    sent = {"reason": "other", "text": "", "about_children": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(world.gerd).post(f"/tell-us/post/{post.ref}", sent).status_code == 302
    case = the_case(world)
    assert case.lane == "legal"
    assert [one for one in letters() if who.account.email in one.to]
    page = sign_in(world.moderator).get(f"/moderation/cases/{case.ref}").content.decode()
    assert "Said to be against the law: the next steps" in page


def test_once_an_hour_and_never_for_what_is_only_against_the_law(
    world: World, client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    lead(world)
    board = a_board(widest="everybody")
    with django_capture_on_commit_callbacks(execute=True):
        other = begin(world.ruth, board, "One")
        plain = {"text": "Theft", "good_faith": "on", "name": "A Guest", "address": "g@example.org"}
        client.post(f"/tell-us/post/{other.ref}", plain)
        assert not to_who_leads()
        for text in ("Two", "Three"):
            client.post(f"/tell-us/post/{begin(world.gerd, board, text).ref}", SENT)
    assert len(to_who_leads()) == 1


def test_where_nobody_was_reached_the_next_one_calls(
    world: World, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    lead(world)
    post = begin(world.ruth, a_board())

    def tells(text: str) -> None:
        with acting_as(world.gerd.actor()) as actor:
            report_thing(
                actor=actor, kind="post", ref=post.ref, reason="illegal", text=text,
                about_children=True,
            )  # fmt: skip

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr("moderation.actions.telling_lead.call", lambda one: False)
        tells("One")
    assert not to_who_leads()
    with django_capture_on_commit_callbacks(execute=True):
        tells("Two")
    assert len(to_who_leads()) == 1


def test_who_is_worried_and_ticks_it_has_everybody_called(
    world: World, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    lead(world)
    post = begin(world.ruth, a_board())
    sent = {"reason": "worried", "text": "", "about_children": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(world.gerd).post(f"/tell-us/post/{post.ref}", sent).status_code == 302
    case = the_case(world)
    assert case.lane == "crisis"
    page = sign_in(world.moderator).get(f"/moderation/cases/{case.ref}").content.decode()
    assert "Said to show or describe sexual abuse" in page
    assert call_next() == 1 and len(called()) == 1
    assert len(to_who_leads()) == 1


def test_a_text_for_the_community_after_a_loss_is_there_unread_by_a_professional(
    world: World, sign_in: Any
) -> None:
    migration: Any = import_module("moderation.migrations.0017_names")
    if not SavedReply.objects.filter(title__en=migration.TEXTS[1][3]).exists():
        migration.texts(apps, None)  # the flush of other tests took them away
    row = SavedReply.objects.get(use="answer", title__en="After a loss: for everybody here")
    assert row.unread and row.triage == "grief" and row.put_away_at is None
    for text in row.text.values():
        assert not sounds_like_danger(text)
    name = SavedReply.objects.get(title__en="Another name, asked for in private")
    assert (name.use, name.triage, name.unread) == ("word", "", False)
    page = sign_in(world.moderator).get("/moderation/texts").content.decode()
    assert row.title["en"] in page and name.title["en"] in page
