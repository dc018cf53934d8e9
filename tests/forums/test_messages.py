"""Messages between two members: where the other wants it, read by nobody else, reported one at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from forums.actions.messages import choose_about, choose_takes_from, send_message
from forums.actions.reading import ignore
from forums.message_rules import MOST_A_DAY, Between, may_message
from forums.models import Message, Writer
from forums.sight import Sight
from members.models import Organisation
from moderation.actions.deciding import decide_case
from moderation.actions.silencing import keep_from_writing
from moderation.models import Case
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.test_talking import asked
from tests.members.proxy_steps import proxy_for, second_office
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
SAID = "Shall we meet on Tuesday?"


@pytest.fixture(autouse=True)
def _trusted(world: World) -> None:
    """Ruth and Gerd have written some posts; Gerd takes messages from everybody. All are of age."""
    Organisation.objects.update(minimum_age=18)
    for who in (world.ruth, world.gerd):
        Writer.objects.create(person=who.person, published=20)
    takes(world.gerd, "all")


def takes(who: Persona, whose: str) -> None:
    with acting_as(who.actor()) as actor:
        choose_takes_from(actor=actor, takes=whose)


def said(who: Persona, to: Persona, text: str = SAID, ref: Any = None) -> Message:
    with acting_as(who.actor()) as actor:
        return send_message(actor=actor, to=to.person.ref, text=text, client_ref=ref or uuid4())


def chose(who: Persona, about: Persona, **chosen: bool) -> None:
    with acting_as(who.actor()) as actor:
        choose_about(actor=actor, person=about.person.ref, **chosen)


def page(about: Persona) -> str:
    return f"/talk/messages/{about.person.ref}"


def test_two_members_write_to_each_other(world: World, sign_in: Any) -> None:
    ruth, gerd = sign_in(world.ruth), sign_in(world.gerd)
    given = {"text": SAID, "client_ref": str(uuid4())}
    for _twice in range(2):
        assert ruth.post(page(world.gerd), given).status_code == 302
    assert "A message waits for you" in gerd.get("/start").content.decode()
    listed = gerd.get("/talk/messages").content.decode()
    assert world.ruth.name in listed and SAID not in listed and "something new" in listed
    assert SAID in gerd.get(page(world.ruth)).content.decode()
    assert "A message waits for you" not in gerd.get("/start").content.decode()
    gerd.post(page(world.ruth), {"text": "Gladly", "client_ref": str(uuid4())})
    assert "Gladly" in ruth.get(page(world.gerd)).content.decode()
    with acting_as(world.ruth.actor()) as actor:
        assert Message.objects.visible_to(actor).count() == 2
    empty = ruth.post(page(world.gerd), {"text": "", "client_ref": "b"})
    assert empty.status_code == 422
    assert ruth.get(page(world.ruth)).status_code == 404
    assert ruth.get(f"/talk/messages/{uuid4()}").status_code == 404


def test_whose_messages_one_takes_is_ones_own_choice(world: World, sign_in: Any) -> None:
    with pytest.raises(PermissionDenied, match="does not take messages"):
        said(world.gerd, world.ruth)
    gerd = sign_in(world.gerd)
    shown = gerd.get(page(world.ruth)).content.decode()
    assert "does not take messages" in shown and "Send the message" not in shown
    typed = gerd.post(page(world.ruth), {"text": "My words", "client_ref": str(uuid4())})
    assert typed.status_code == 403 and "My words" in typed.content.decode()
    ruth = sign_in(world.ruth)
    ruth.post("/talk/messages/settings", {"takes": "allowed"})
    with pytest.raises(PermissionDenied):
        said(world.gerd, world.ruth)
    ruth.post(f"{page(world.gerd)}/choose", {"act": "allow"})
    assert world.gerd.name in ruth.get("/talk/messages/settings").content.decode()
    said(world.gerd, world.ruth)
    ruth.post(f"{page(world.gerd)}/choose", {"act": "forbid", "from": "settings"})
    with pytest.raises(PermissionDenied):
        said(make_persona("Pim D."), world.ruth)
    ruth.post("/talk/messages/settings", {"takes": "nobody"})
    assert Writer.objects.get(person=world.ruth.person).takes_from == ""
    assert ruth.post("/talk/messages/settings", {"takes": "everybody"}).status_code == 404


def test_whoever_began_can_be_answered(world: World) -> None:
    said(world.ruth, world.gerd)
    assert said(world.gerd, world.ruth, "Gladly").text == "Gladly"


def test_ignoring_hides_and_stops_it_and_tells_nobody(world: World, sign_in: Any) -> None:
    said(world.ruth, world.gerd)
    said(world.gerd, world.ruth, "Gladly")
    with acting_as(world.gerd.actor()) as actor:
        ignore(actor=actor, person=world.ruth.person.ref)
    gerd = sign_in(world.gerd)
    assert world.ruth.name not in gerd.get("/talk/messages").content.decode()
    assert SAID not in gerd.get(page(world.ruth)).content.decode()
    with pytest.raises(PermissionDenied, match="does not take messages"):
        said(world.ruth, world.gerd)
    with pytest.raises(PermissionDenied, match="You ignore"):
        said(world.gerd, world.ruth)


def test_its_mail_says_that_a_message_waits_once_and_not_where_it_is_muted(world: World) -> None:
    deliver()
    for text in (SAID, "And on Friday?"):
        said(world.ruth, world.gerd, text)
    assert Outbox.objects.filter(kind="forums.message").count() == 1
    (mail,) = deliver()
    assert_neutral(mail, also=[SAID, world.ruth.name])
    assert "/talk/messages" in str(mail.body)
    other = make_persona("Pim D.")
    Writer.objects.create(person=other.person, published=20)
    chose(world.gerd, other, muted=True)
    said(other, world.gerd)
    assert Outbox.objects.filter(kind="forums.message").count() == 1


def test_nobody_else_reads_it(world: World, sign_in: Any) -> None:
    message = said(world.ruth, world.gerd)
    third = make_persona("Pim D.")
    for who in (third, world.moderator, world.administrator, world.nasser):
        with acting_as(who.actor()), connection.cursor() as cursor:
            cursor.execute("select count(*) from forums_message")
            assert cursor.fetchone()[0] == 0
            cursor.execute("select count(*) from reported_message(%s)", [message.ref])
            assert cursor.fetchone()[0] == 0
    assert SAID not in sign_in(third).get(page(world.gerd)).content.decode()
    assert sign_in(third).get(f"/tell-us/message/{message.ref}").status_code == 404
    looked = sign_in(world.moderator).post(f"/moderation/look/message/{message.ref}")
    assert looked.status_code == 404
    for who in (world.moderator, world.nasser):
        with acting_as(who.actor()) as actor, pytest.raises((PermissionDenied, Http404)):
            send_message(actor=actor, to=world.gerd.person.ref, text="x", client_ref=uuid4())


def test_a_report_shows_moderators_that_message_with_its_neighbours_until_it_is_decided(
    world: World, sign_in: Any
) -> None:
    texts = [f"words number {n}." for n in range(8)]
    sent = [said(world.ruth, world.gerd, text) for text in texts]
    gerd, team = sign_in(world.gerd), sign_in(world.moderator)
    own = sign_in(world.ruth).get(f"/tell-us/message/{sent[4].ref}")
    assert own.status_code == 404
    tell = f"/tell-us/message/{sent[4].ref}"
    assert tell in gerd.get(page(world.ruth)).content.decode()
    gerd.post(tell, {"reason": "rude", "text": "He frightens me"})
    with acting_as(world.moderator.actor()) as actor:
        case = Case.objects.visible_to(actor).get()
    shown = team.get(f"/moderation/cases/{case.ref}").content.decode()
    assert [text for text in texts if text in shown] == texts[2:7]
    assert texts[4] not in team.get("/moderation").content.decode()
    assert "one of them was reported" in gerd.get("/me/looks").content.decode()
    removed = {"after": "removed", "why": "x", "rule": "1", "version": 1, "thing_version": 1}
    for untrue in ("Take it off", "Fold it", "Ask its author", "Words for its author"):
        assert untrue not in shown  # it was written to one person: nothing becomes of it
    assert "Keep the author from writing" in shown
    assert team.post(f"/moderation/cases/{case.ref}", removed).status_code == 422
    stays = pytest.raises(PermissionDenied, match="stays as it is")
    with acting_as(world.moderator.actor()) as actor, stays:
        decide_case(
            actor=actor, ref=case.ref, version=1, thing_version=1, after="removed", why="x", rule=1
        )
    with acting_as(world.moderator.actor()) as actor:
        keep_from_writing(actor=actor, case=case.ref, days=3, why="You threatened him.", rule=1)
    with pytest.raises(PermissionDenied, match="cannot write here"):
        said(world.ruth, world.gerd)
    team.post(f"/moderation/cases/{case.ref}", {**removed, "after": "published", "rule": ""})
    after = team.get(f"/moderation/cases/{case.ref}").content.decode()
    assert not [text for text in texts if text in after]


def test_of_somebody_in_danger_it_is_never_said_that_others_can_answer(
    world: World, sign_in: Any
) -> None:
    told = said(world.ruth, world.gerd, "I cannot go on")
    sign_in(world.gerd).post(f"/tell-us/message/{told.ref}", {"reason": "worried", "text": "x"})
    with acting_as(world.moderator.actor()) as actor:
        case = Case.objects.visible_to(actor).get()
    for address in ("/moderation", f"/moderation/cases/{case.ref}"):
        shown = sign_in(world.moderator).get(address).content.decode()
        assert "Someone may be in danger" in shown and "others can answer" not in shown


def test_help_stands_beside_words_of_danger(world: World, sign_in: Any) -> None:
    said(world.ruth, world.gerd, "I want to kill myself")
    for who, other in ((world.ruth, world.gerd), (world.gerd, world.ruth)):
        shown = sign_in(who).get(page(other)).content.decode()
        assert "If somebody is in danger now" in shown
    with acting_as(world.moderator.actor()) as actor:
        assert not Case.objects.visible_to(actor).exists()


def test_never_between_somebody_of_age_and_somebody_who_is_not(world: World) -> None:
    parent = make_persona("Pim D.")
    proxy_for(world, parent, second_office(), number=str(world.gerd.person.number))
    with pytest.raises(PermissionDenied, match="does not take messages"):
        said(world.ruth, world.gerd)
    takes(world.ruth, "all")
    with pytest.raises(PermissionDenied, match="does not take messages"):
        said(world.gerd, world.ruth)


def test_a_message_never_changes_and_nobody_writes_in_anothers_name(world: World) -> None:
    message = said(world.ruth, world.gerd)
    for who, change in (
        (world.ruth, "text = 'other'"),
        (world.gerd, "text = 'other'"),
        (world.gerd, "person_id = reader_id"),
    ):
        with (
            acting_as(who.actor()),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"update forums_message set {change}")
    with acting_as(world.gerd.actor()), pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.create(
            person=world.ruth.person, reader=world.gerd.person, text="x", client_ref=uuid4()
        )
    with acting_as(world.ruth.actor()) as actor:
        assert Message.objects.visible_to(actor).get().pk == message.pk


def test_new_members_begin_nothing_and_nobody_writes_without_measure(world: World) -> None:
    sight = Sight(1, belongs=True)
    ready = Between("Gerd", takes="all", published=20)
    assert may_message(sight, ready)
    refused: list[dict[str, Any]] = [
        {"published": 2},
        {"published": 5, "begun": 2},
        {"begun": 5},
        {"sent": MOST_A_DAY, "wrote_before": True},
        {"here": False},
        {"takes": "allowed"},
        {"takes": ""},
    ]
    let_in: list[dict[str, Any]] = [
        {"published": 0, "answers": True, "takes": ""},
        {"published": 0, "wrote_before": True},
        {"takes": "allowed", "allowed": True},
        {"begun": 4},
    ]
    assert not [facts for facts in refused if may_message(sight, replace(ready, **facts))]
    assert [facts for facts in let_in if may_message(sight, replace(ready, **facts))] == let_in
    assert not may_message(Sight(1, moderates=True), ready)


def test_how_many_somebody_began_to_write_to_is_counted(world: World) -> None:
    Writer.objects.filter(person=world.ruth.person).update(published=5)
    people = [make_persona(f"P{n} D.") for n in range(3)]
    for one in people:
        takes(one, "all")
    for one in people[:2]:
        said(world.ruth, one)
        said(world.ruth, one, "and more")
    with pytest.raises(PermissionDenied, match="several new people"):
        said(world.ruth, people[2])
    said(people[0], world.ruth, "Gladly")
    assert said(world.ruth, people[2]).pk


def unread(persona: Persona) -> int:
    with acting_as(persona.actor()) as actor:
        rows = Message.objects.visible_to(actor)
        return rows.filter(reader=persona.person, read_at=None).count()


def test_a_long_conversation_is_read_in_parts(world: World, sign_in: Any) -> None:
    for n in range(51):
        with acting_as(world.ruth.actor()):
            Message.objects.create(
                person=world.ruth.person, reader=world.gerd.person, text=f"word{n}.",
                client_ref=uuid4(),
            )  # fmt: skip
    gerd = sign_in(world.gerd)
    newest = gerd.get(page(world.ruth)).content.decode()
    assert "word50." in newest and "word0." not in newest
    earlier = newest.partition("?before=")[2].partition('"')[0]
    assert unread(world.gerd) == 1  # the one that stood on no page yet
    assert "word0." in gerd.get(f"{page(world.ruth)}?before={earlier}").content.decode()
    assert unread(world.gerd) == 0
    assert gerd.get(f"{page(world.ruth)}?before=nonsense").status_code == 200


def test_pages_ask_the_same_few_queries_however_much_was_written(
    world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    said(world.ruth, world.gerd)
    counts = [asked(ruth, "/talk/messages"), asked(ruth, page(world.gerd))]
    for number in range(5):
        said(world.ruth, world.gerd, "and more")
        other = make_persona(f"P{number} D.")
        with acting_as(other.actor()):
            Message.objects.create(
                person=other.person, reader=world.ruth.person, text="x", client_ref=uuid4()
            )
    assert [asked(ruth, "/talk/messages"), asked(ruth, page(world.gerd))] == counts


def test_beside_words_of_danger_each_of_the_two_finds_what_she_can_do(
    world: World, sign_in: Any
) -> None:
    told = said(world.ruth, world.gerd, "I do not want to live any more")
    calm = said(world.ruth, world.gerd)
    worry = f"/tell-us/message/{told.ref}?reason=worried"
    hers = sign_in(world.ruth).get(page(world.gerd)).content.decode()
    assert "You are not alone with this." in hers and 'href="/call-me"' in hers
    assert "/tell-us/message/" not in hers, "nobody is told to do what she cannot"
    gerd = sign_in(world.gerd)
    his = gerd.get(page(world.ruth)).content.decode()
    assert worry in his and "You are not alone with this." not in his
    assert f"/tell-us/message/{calm.ref}?" not in his
    with acting_as(world.moderator.actor()) as actor:
        assert not Case.objects.visible_to(actor).exists(), "no program opens what two write"
    asked = gerd.get(worry)
    assert asked.context["form"].initial["reason"] == "worried"
    gerd.post(worry, {"reason": "worried", "text": ""})
    with acting_as(world.moderator.actor()) as actor:
        assert Case.objects.visible_to(actor).get().lane == "crisis"
