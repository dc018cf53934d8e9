"""What waits for a moderator besides the rules of a board: topics, members, words, first links."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from forums.actions.arranging import keep_topic
from forums.actions.watching import READ_FIRST, put_words, read_first
from forums.models import Badge, Post, ReadFirst, WatchedWords, Writer
from forums.publishing import Reason
from members.member_number import member_number
from moderation.models import Case
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin, changed
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
WHY = "You advertised three times."


def watch(world: World, effect: str, *lines: str) -> None:
    with acting_as(world.moderator.actor()) as actor:
        put_words(actor=actor, number=None, name="Adverts", lines=lines, effect=effect)


def cases(world: World) -> list[tuple[str, list[str]]]:
    with acting_as(world.moderator.actor()) as actor:
        rows = Case.objects.visible_to(actor).order_by("pk")
        return [(row.lane, row.because) for row in rows]


def watched(world: World, who: Persona) -> ReadFirst:
    with acting_as(world.moderator.actor()) as actor:
        return read_first(actor=actor, person=who.person.ref, days=7, why=WHY)


def test_in_a_topic_every_answer_can_wait(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    sent = {"locked": "", "holds_all": "yes", "pause": "0"}
    sign_in(world.moderator).post(f"/talk/topics/{topic.ref}/keep", sent)
    post = answer(world.gerd, topic)
    assert (post.state, post.reasons) == ("held", [Reason.TOPIC])
    assert answer(world.moderator, topic).state == "published"
    with acting_as(world.moderator.actor()) as actor:
        keep_topic(actor=actor, topic=topic.ref, pinned=False, locked=False)
    assert answer(world.gerd, topic).state == "published"


def test_words_on_a_list_let_a_post_wait_or_be_looked_at(world: World) -> None:
    topic = begin(world.ruth, a_board()).topic
    watch(world, "look", "miracle")
    watch(world, "hold", "buy now", "wonderpill")
    assert answer(world.gerd, topic, "Nothing of it").state == "published"
    assert cases(world) == []
    looked = answer(world.gerd, topic, "It is a **Miracle**")
    assert looked.state == "published"
    assert cases(world) == [("normal", ["watched_words", "noticed"])]
    unseen = answer(world.gerd, topic, "Won\u00adder\u200bpills for all")
    assert (unseen.state, unseen.reasons) == ("held", [Reason.WORDS, Reason.NOTICED])
    held = answer(world.gerd, topic, "Wonderpills for all")
    assert (held.state, held.reasons) == ("held", [Reason.WORDS, Reason.NOTICED])
    assert cases(world)[2:] == [("normal", ["words", "noticed", "watched_words", "noticed"])]
    assert answer(world.moderator, topic, "No wonderpill, please").state == "published"
    turned = changed(world.gerd, looked, "Then buy now")
    assert (turned.state, turned.reasons) == ("held", [Reason.WORDS, Reason.NOTICED])


def test_words_on_a_list_call_people_as_words_of_danger_do(world: World, sign_in: Any) -> None:
    board = a_board(holds_all=True)
    with acting_as(world.moderator.actor()) as actor:
        put_words(actor=actor, number=None, name="Ours", lines=["no more pills"], effect="call")
    post = begin(world.gerd, board, "No **more** pills for me")
    assert (post.state, post.kept_close) == ("published", True)
    assert post.reasons == [Reason.NOTICED, Reason.DANGER]
    assert cases(world) == [("crisis", ["danger_words", "watched_words", "noticed"])]
    quiet = begin(world.gerd, board, "My pills")
    assert quiet.state == "held" and not quiet.kept_close
    met = sign_in(world.moderator).post("/office/boards/words", {"text": "no more pills"})
    assert b"people are called at once" in met.content


def test_moderators_and_the_office_keep_lists_and_try_them(world: World, sign_in: Any) -> None:
    client, page = sign_in(world.moderator), "/office/boards/words"
    sent = {"name": "Adverts", "lines": "wonderpill\n\nbuy now\n", "effect": "hold"}
    assert client.post(f"{page}/new", {**sent, "lines": " "}).status_code == 422
    assert "Adverts" in client.post(f"{page}/new", sent, follow=True).content.decode()
    row = WatchedWords.objects.get()
    assert row.lines == ["wonderpill", "buy now"]
    told = client.post(page, {"text": "Buy now: wonderpills"}).content.decode()
    assert "wonderpill, buy now" in told and row.get_effect_display() in told
    assert "None of these words" in client.post(page, {"text": "Hello"}).content.decode()
    assert not Post.objects.exists()
    sign_in(world.administrator).post(f"{page}/{row.pk}", {**sent, "effect": "look"})
    row.refresh_from_db()
    assert row.effect == "look"
    client.post(f"{page}/{row.pk}/away")
    assert not WatchedWords.objects.exists()
    for who in (world.ruth, world.nasser):
        assert sign_in(who).get(page).status_code == 403
        assert sign_in(who).post(f"{page}/new", sent).status_code == 403


def test_what_one_member_posts_waits_for_a_while_and_she_reads_why(
    world: World, sign_in: Any
) -> None:
    topic, client = begin(world.ruth, a_board()).topic, sign_in(world.moderator)
    address = f"/talk/people/{world.gerd.person.ref}/first"
    assert (
        address
        in client.get(f"/talk/topics/{answer(world.gerd, topic).topic.ref}").content.decode()
    )
    assert client.post(address, {"days": "7", "why": ""}).status_code == 422
    assert WHY in client.post(address, {"days": "7", "why": WHY}, follow=True).content.decode()
    post = answer(world.gerd, topic)
    assert (post.state, post.reasons) == ("held", [Reason.MEMBER])
    assert answer(world.ruth, topic).state == "published"
    assert WHY in sign_in(world.gerd).get("/talk/mine").content.decode()
    assert WHY not in sign_in(world.ruth).get("/talk/mine").content.decode()
    assert list(Outbox.objects.filter(kind=READ_FIRST).values_list("person_id", flat=True)) == [
        world.gerd.person.pk
    ]
    for mail in deliver():
        assert_neutral(mail, also=["advertised", "Buttons"])
    assert world.gerd.person.display_name in client.get("/office/boards/first").content.decode()
    client.post(f"{address}/end")
    assert answer(world.gerd, topic).state == "published"
    assert WHY not in sign_in(world.gerd).get("/talk/mine").content.decode()


def test_it_ends_by_itself_and_stands_once(world: World) -> None:
    topic, row = begin(world.ruth, a_board()).topic, watched(world, world.gerd)
    with pytest.raises(PermissionDenied):
        watched(world, world.gerd)
    with pytest.raises(PermissionDenied):
        watched(world, world.moderator)
    with acting_as(world.moderator.actor()) as actor:
        rows = ReadFirst.objects.visible_to(actor).filter(pk=row.pk)
        rows.update(until_at=timezone.now() - timedelta(minutes=1))
    assert answer(world.gerd, topic).state == "published"
    watched(world, world.gerd)


def test_others_neither_see_nor_set_it(world: World, sign_in: Any) -> None:
    row = watched(world, world.gerd)
    address = f"/talk/people/{world.gerd.person.ref}/first"
    for who in (world.ruth, world.gerd, world.administrator):
        assert sign_in(who).get(address).status_code == 403
        assert sign_in(who).post(f"{address}/end").status_code == 403
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select count(*) from forums_readfirst")
        assert cursor.fetchone() == (0,)
    with (
        pytest.raises(ProgrammingError),
        acting_as(world.gerd.actor()),
        connection.cursor() as cursor,
    ):
        cursor.execute("update forums_readfirst set why = 'x' where id = %s", [row.pk])


def test_links_and_pictures_of_somebody_new_wait(world: World) -> None:
    board = a_board(holds_new_links=True)
    link = "See https://example.org/x"
    first = begin(world.ruth, board, "Hello")
    held = answer(world.ruth, first.topic, link)
    assert (held.state, held.reasons) == ("held", [Reason.NEW_LINKS])
    assert changed(world.ruth, first, link).state == "held"
    Writer.objects.filter(person=world.ruth.person).update(published=10)
    assert answer(world.ruth, first.topic, link).state == "published"


def test_the_office_says_what_somebody_is_and_nobodys_role_does(world: World, sign_in: Any) -> None:
    topic, office = begin(world.ruth, a_board()).topic, sign_in(world.administrator)
    answer(world.gerd, topic)
    page = "/office/boards/badges"
    assert office.post(page, {"member": "nobody", "kind": "peer"}).status_code == 422
    sent = {"member": member_number(world.gerd.person.pk), "kind": "peer"}
    assert "Gerd" in office.post(page, sent, follow=True).content.decode()
    reads = sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content.decode()
    assert reads.count("Trained peer") == 1
    office.post(page, sent | {"kind": "clinician"})
    assert Badge.objects.get().kind == "clinician"
    office.post(f"{page}/{world.gerd.person.ref}/away")
    office.post(f"{page}/{world.gerd.person.ref}/away")
    reads = sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content.decode()
    assert "Trained peer" not in reads and "Health professional" not in reads
    for who in (world.moderator, world.gerd):
        assert sign_in(who).post(page, sent).status_code == 403
