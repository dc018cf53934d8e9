"""Words of danger stay among members until somebody decided: no guest, no search and no mail has them."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from forums.actions.arranging import split_topic
from forums.actions.reading import follow_topic, mark_read
from forums.actions.telling import tell_readers
from forums.models import Post, Topic
from moderation.actions.crisis import triage_case
from moderation.actions.deciding import undo_decision
from moderation.models import Case, Triage
from po_platform.access.actor import Anonymous, acting_as
from search.queries import results
from tests.forums.talking import a_board, answer, begin, changed, earlier
from tests.moderation.cases import decided, the_case
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
CANARY = "lighthouse"
WORDS = f"I want to die beside the {CANARY}"
PLACE = "For now only members read this post."


def open_board() -> Any:
    return a_board(widest="everybody")


def page(client: Client, topic: Topic) -> str:
    return str(client.get(f"/talk/topics/{topic.ref}").content.decode())


def found(who: Persona | None) -> int:
    actor = who.actor() if who else Anonymous()
    with acting_as(actor):
        parts = results(actor=actor, typed=CANARY, language="en")
    return sum(len(part.hits) for part in (*parts.parts, *parts.near))


def read(world: World, **where: Any) -> Case:
    """A moderator said what she reads in it."""
    ref = the_case(world, lane="crisis", **where).ref
    with acting_as(world.moderator.actor()) as actor:
        triage_case(actor=actor, ref=ref, triage=Triage.THOUGHTS)
    return the_case(world, ref=ref)


def mails() -> list[str]:
    earlier(6)
    tell_readers()
    return sorted(mail.to[0] for mail in deliver() if mail.subject.startswith("Some"))


def an_answer(world: World) -> Post:
    """Gerd's, in a topic of Ruth's that Helga follows, for everybody to read."""
    topic = begin(world.ruth, open_board(), audience="everybody").topic
    with acting_as(world.helper.actor()) as actor:
        follow_topic(actor=actor, ref=topic.ref, level="all")
    earlier(6)
    tell_readers()
    mark_read(person_id=world.helper.person.pk, topic_id=topic.pk, no=1)
    return answer(world.gerd, topic, WORDS)


def test_members_read_and_answer_and_guests_find_a_place_kept(
    world: World, sign_in: Any, client: Client
) -> None:
    post = an_answer(world)
    assert post.state == "published" and post.kept_close
    guest = page(client, post.topic)
    assert CANARY not in guest and PLACE in guest and "Hello" in guest
    assert f"/tell-us/post/{post.ref}" not in guest
    assert client.get(f"/tell-us/post/{post.ref}").status_code == 404
    assert CANARY not in client.get(f"/talk/topics/{post.topic.ref}/print").content.decode()
    for who in (world.ruth, world.gerd, world.moderator):
        inside = page(sign_in(who), post.topic)
        assert CANARY in inside and PLACE not in inside
    assert answer(world.ruth, post.topic, "We are here", answers_no=2).state == "published"
    assert CANARY not in page(sign_in(world.nasser), post.topic), "staff who are no members"


def test_what_a_member_quotes_of_it_no_guest_reads(
    world: World, sign_in: Any, client: Client
) -> None:
    post = an_answer(world)
    answer(world.ruth, post.topic, "We are here", answers_no=2, quoted=f"beside the {CANARY}")
    guest = page(client, post.topic)
    assert "We are here" in guest and CANARY not in guest
    assert page(sign_in(world.ruth), post.topic).count(CANARY) == 2


def test_nobody_gets_a_mail_of_it_before_somebody_decided_and_then_they_do(world: World) -> None:
    post = an_answer(world)
    assert mails() == []
    decided(world.moderator, read(world), "published", rule=None, why="")
    post.refresh_from_db()
    assert not post.kept_close and post.version == 1, "left as it is"
    assert mails() == ["helper@example.org", "ruth@example.org"]


def test_a_mail_on_its_way_is_not_about_words_that_became_these(world: World) -> None:
    topic = begin(world.ruth, a_board()).topic
    post = answer(world.gerd, topic)
    earlier(6)
    tell_readers()
    changed(world.gerd, post, WORDS)
    assert deliver() == []


def test_who_answers_the_person_in_danger_reaches_her(world: World) -> None:
    post = begin(world.gerd, open_board(), WORDS)
    answer(world.ruth, post.topic, "We are here")
    assert mails() == ["gerd@example.org"]


def test_no_search_finds_it_until_somebody_decided(world: World) -> None:
    an_answer(world)
    assert [found(who) for who in (None, world.ruth, world.moderator)] == [0, 0, 0]
    decided(world.moderator, read(world), "published", rule=None, why="")
    assert [found(who) for who in (None, world.ruth, world.moderator)] == [1, 1, 1]


def test_a_topic_that_begins_with_it_is_in_no_list_of_guests(
    world: World, sign_in: Any, client: Client
) -> None:
    title = "Goodbye to the harbour"
    board = open_board()
    post = begin(world.gerd, board, WORDS, title=title, audience="everybody")
    lists = ("/talk", f"/talk/boards/{board.ref}", f"/talk/topics/{post.topic.ref}")
    for address in lists:
        assert title not in client.get(address, follow=True).content.decode(), address
    for address in ("/talk/new", *lists):
        assert title in sign_in(world.ruth).get(address).content.decode(), address
    alike = {"act": "title", "title": "the harbour"}
    begun = sign_in(world.ruth).post(f"/talk/boards/{board.ref}/begin", alike)
    assert begun.context["alike"] == []
    decided(world.moderator, read(world), "published", rule=None, why="")
    for address in lists:
        assert title in client.get(address).content.decode(), address


def test_its_author_reads_who_has_it(world: World, sign_in: Any) -> None:
    post, gerd = an_answer(world), sign_in(world.gerd)
    own = gerd.get(f"/talk/posts/{post.ref}").content.decode()
    assert "Other members can read it and answer." in own and "no search finds it" in own
    assert "Everybody can read this" not in own and "on duty" not in own
    sent = gerd.post(f"/talk/topics/{post.topic.ref}/reply", {"text": WORDS}, follow=True)
    assert "E-mails about it go out" not in sent.content.decode()
    quiet = answer(world.gerd, post.topic, "Better today")
    own = gerd.get(f"/talk/posts/{quiet.ref}").content.decode()
    assert "no search finds it" not in own and "Everybody can read this" in own


def test_a_change_brings_it_among_members_or_out_again(world: World, client: Client) -> None:
    post = answer(world.gerd, begin(world.ruth, open_board(), audience="everybody").topic, "Rain")
    assert "Rain" in page(client, post.topic)
    changed(world.gerd, post, WORDS)
    assert CANARY not in page(client, post.topic)
    decided(world.moderator, read(world), "published", rule=None, why="")
    assert CANARY in page(client, post.topic)
    post.refresh_from_db()
    changed(world.gerd, post, f"{WORDS}, still", version=post.version)
    assert CANARY not in page(client, post.topic), "nobody decided about these words"
    post.refresh_from_db()
    changed(world.gerd, post, "Better today", version=post.version)
    assert "Better today" in page(client, post.topic)


def test_folded_first_guests_do_not_open_it_and_an_undone_decision_closes_it_again(
    world: World, client: Client
) -> None:
    post = begin(world.ruth, a_board(widest="everybody", in_danger="folded"), WORDS)
    assert client.get(f"/talk/topics/{post.topic.ref}").status_code == 302
    made = decided(world.moderator, read(world), "published", rule=None)
    assert CANARY in page(client, post.topic)
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=made.ref)
    assert client.get(f"/talk/topics/{post.topic.ref}").status_code == 302


def test_it_stays_close_where_moderators_move_it(world: World, client: Client) -> None:
    post = an_answer(world)
    with acting_as(world.moderator.actor()) as actor:
        new = split_topic(actor=actor, topic=post.topic.ref, numbers=[2], title="Evenings", told="")
    guest = page(client, new)
    assert PLACE in guest and CANARY not in guest


def test_moderators_words_are_no_words_of_danger(world: World, client: Client) -> None:
    topic = begin(world.ruth, open_board(), audience="everybody").topic
    assert not answer(world.moderator, topic, WORDS).kept_close
    assert CANARY in page(client, topic)


def test_after_this_update_what_nobody_decided_about_is_close_and_the_rest_is_not(
    world: World, client: Client
) -> None:
    board = open_board()
    first, second, let, since = (
        begin(world.ruth, board, WORDS, title=title) for title in ("One", "Two", "Three", "Four")
    )
    for post in (first, since):
        decided(world.moderator, read(world, thing=post.ref), "published", rule=None, why="")
    decided(world.moderator, read(world, thing=let.ref), "folded")
    ahead = timezone.now() + timedelta(seconds=1)  # the portal's clock, not the database's
    Post.objects.filter(pk=let.pk).update(changed_at=ahead)
    changed(world.ruth, since, f"{WORDS}, still")
    Post.objects.update(kept_close=False)
    Topic.objects.update(kept_close=False)
    with acting_as(world.moderator.actor()), connection.cursor() as cursor:
        cursor.execute(import_module("forums.migrations.0018_kept_close").SQL)
    assert set(Post.objects.filter(kept_close=True)) == {second, since}
    assert set(Topic.objects.filter(kept_close=True)) == {second.topic, since.topic}
