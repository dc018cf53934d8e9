"""Buddies: offered, read first, asked, agreed to by both; they write as members do; one press ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event, Read
from education.actions.buddies import (
    answer_buddy,
    ask_buddy,
    check_offer,
    end_buddy,
    end_old_asks,
    offer_to_be_buddy,
)
from education.buddy_parts import buddy_parts
from education.models import BuddyOffer, BuddyPair, Enrolment, Guide, Programme
from education.queries.buddies import my_pairs
from forums.actions.messages import send_message
from forums.actions.reading import ignore
from forums.message_rules import MOST_A_DAY, Between, may_message
from forums.models import Message
from forums.sight import Sight
from members.actions.age import say_age
from members.actions.erase_person import erase_person
from members.models import ComingOfAge, Organisation, Person, RoleHolding
from members.queries.own import own_rows
from moderation.models import Case, Rule, Silence
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from po_platform.access.refusals import Allowed
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import begun, short
from tests.education.test_guides import works
from tests.education.test_supervision import leads
from tests.members.everything_of import as_owner, protected
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db

WORDS = "I walked this way last winter, and read messages on Sundays."
AGREED = {"agreed": "on"}
OFFER = {"words": WORDS, "most_people": "1", **AGREED}
WORRIED = "?reason=worried"  # the button under a message; its words stand in the boundaries, too


@pytest.fixture(autouse=True)
def _of_age(world: World) -> None:
    """Nobody joins before 18 here; is_young makes the exception."""
    Organisation.objects.update(minimum_age=18)


def page(row: Enrolment) -> str:
    return f"/programmes/mine/{row.ref}/buddy"


def writes_to(other: Persona) -> str:
    return f"/talk/messages/{other.person.ref}"


def offers(persona: Persona, row: Enrolment, words: str = WORDS, most: int = 1) -> UUID:
    with acting_as(persona.actor()) as actor:
        return offer_to_be_buddy(
            actor=actor, ref=row.ref, words=words, most_people=most, away_until=None
        ).ref


def is_read(world: World, ref: UUID, verdict: str = "shown", stood: str = "new") -> None:
    with acting_as(world.guide.actor()) as actor:
        check_offer(actor=actor, ref=ref, stood=stood, verdict=verdict, why="It names a place.")


def asks(persona: Persona, row: Enrolment, offer: UUID) -> UUID:
    with acting_as(persona.actor()) as actor:
        ask_buddy(actor=actor, ref=row.ref, offer=offer)
        (found,) = [one for one in my_pairs(actor=actor) if one.stands == "asked"]
    return found.ref


def says(persona: Persona, pair: UUID, *, yes: bool = True) -> None:
    with acting_as(persona.actor()) as actor:
        answer_buddy(actor=actor, ref=pair, says_yes=yes)


def ends(persona: Persona, pair: UUID) -> None:
    with acting_as(persona.actor()) as actor:
        end_buddy(actor=actor, ref=pair)


def said(who: Persona, to: Persona, text: str = "Hello") -> Message:
    with acting_as(who.actor()) as actor:
        return send_message(actor=actor, to=to.person.ref, text=text, client_ref=uuid4())


def ready(world: World) -> tuple[Programme, Enrolment, Enrolment, UUID]:
    """Ruth and Gerd on a programme; Gerd's words are read, and he has room for one."""
    leads(world)
    programme = short(world)
    hers, his = begun(world.ruth, programme), begun(world.gerd, programme)
    offer = offers(world.gerd, his)
    is_read(world, offer)
    return programme, hers, his, offer


def paired(world: World) -> tuple[Enrolment, UUID]:
    """Ruth asked Gerd, and he said yes."""
    _programme, hers, _his, offer = ready(world)
    pair = asks(world.ruth, hers, offer)
    says(world.gerd, pair)
    return hers, pair


def is_listed(sign_in: Any, persona: Persona, row: Enrolment) -> bool:
    return WORDS in text_of(sign_in(persona).get(page(row)))


def test_both_say_yes_and_write_to_each_other_until_one_of_them_presses_end(
    world: World, sign_in: Any
) -> None:
    leads(world)
    programme = short(world)
    hers, his = begun(world.ruth, programme), begun(world.gerd, programme)
    ruth, gerd, guide = sign_in(world.ruth), sign_in(world.gerd), sign_in(world.guide)
    assert page(hers) in ruth.get(f"/programmes/mine/{hers.ref}").content.decode()
    assert gerd.post(f"{page(his)}/be", {**OFFER, "agreed": ""}).status_code == 422
    assert gerd.post(f"{page(his)}/be", OFFER).status_code == 302
    assert "Somebody of the team reads it first" in text_of(gerd.get(page(his)))
    assert "Nobody has room just now" in text_of(ruth.get(page(hers)))

    assert "1 member wrote about herself as a buddy." in text_of(guide.get("/start"))
    listed = guide.get("/guide/buddies")
    assert WORDS not in text_of(listed) and world.gerd.name not in text_of(listed)
    address = f"/guide/buddies/{listed.context['new'][0].ref}"
    assert WORDS in text_of(guide.get(address))
    guide.post(address, {"stood": "new", "verdict": "shown"})

    shown = ruth.get(page(hers))
    assert WORDS in text_of(shown) and world.gerd.name in text_of(shown)
    asked = f"{page(hers)}/ask/{shown.context['found'][0].ref}"
    assert "She gives no medical advice" in text_of(ruth.get(asked))
    assert ruth.post(asked, {}).status_code == 422
    assert pairs_of(world.ruth) == []
    assert ruth.post(asked, AGREED).status_code == 302
    assert ruth.post(asked, AGREED).status_code == 302  # sent twice is once
    assert Outbox.objects.filter(kind="education.buddy").count() == 1
    with pytest.raises(PermissionDenied):
        said(world.ruth, world.gerd)

    assert "You are asked to be a buddy" in text_of(gerd.get("/start"))
    pair = gerd.get("/programmes/mine/buddies").context["pairs"][0].ref
    answer = f"/programmes/buddies/{pair}"
    assert world.ruth.name in text_of(gerd.get(answer))
    for _twice in range(2):
        assert gerd.post(answer, {"answer": "yes"}).status_code == 302
    assert "You are asked to be a buddy" not in text_of(gerd.get("/start"))

    # Neither wrote a post or takes messages from others: their yes is enough, for these two alone.
    above = text_of(ruth.get(writes_to(world.gerd)))
    assert "You are buddies on “A short one”." in above and "She gives no medical advice" in above
    ruth.post(writes_to(world.gerd), {"text": "Hello Gerd", "client_ref": str(uuid4())})
    read = gerd.get(writes_to(world.ruth))
    got = text_of(read)
    assert "Hello Gerd" in got and "Report this message" in got
    assert WORRIED in read.content.decode()
    assert said(world.gerd, world.ruth, "Hello Ruth").text == "Hello Ruth"
    with pytest.raises(PermissionDenied):
        said(make_persona("Pim D."), world.ruth)

    mails = Outbox.objects.count()
    for _twice in range(2):
        assert ruth.post(f"{answer}/end").status_code == 302
    assert Outbox.objects.count() == mails  # nobody gets a mail about an end
    with pytest.raises(PermissionDenied, match="does not take messages"):
        said(world.gerd, world.ruth)
    with pytest.raises(PermissionDenied, match="does not take messages"):
        said(world.ruth, world.gerd)
    left = gerd.get(writes_to(world.ruth))
    after = text_of(left)
    assert WORRIED not in left.content.decode() and "Report this message" in after
    assert "You were buddies. It has ended" in after and "End it now" not in after
    assert "It ended on" in text_of(gerd.get("/programmes/mine/buddies"))
    mails_out = deliver()
    assert mails_out
    for mail in mails_out:
        other = world.ruth if world.gerd.account.email in mail.to else world.gerd
        assert_neutral(mail, also=[WORDS, other.name, "buddy"])


def test_a_tie_lets_two_begin_and_neither_ignoring_nor_age_gives_way_to_it() -> None:
    member = Sight(person_id=1, belongs=True)
    assert isinstance(may_message(member, Between(name="Gerd", tied=True)), Allowed)
    assert not may_message(member, Between(name="Gerd"))
    for stopped in (
        Between(name="Gerd", tied=True, ignored=True),
        Between(name="Gerd", tied=True, ignores=True),
        Between(name="Gerd", tied=True, of_other_age=True),
        Between(name="Gerd", tied=True, here=False),
        Between(name="Gerd", tied=True, sent=MOST_A_DAY),
    ):
        assert not may_message(member, stopped)


def test_a_no_is_told_like_no_answer_and_the_same_buddy_is_not_offered_again(
    world: World, sign_in: Any
) -> None:
    programme, hers, _his, offer = ready(world)
    other = make_persona("Otti B.")
    is_read(world, offers(other, begun(other, programme), "I like tea."))
    pair = asks(world.ruth, hers, offer)
    assert "I like tea." not in text_of(sign_in(world.ruth).get(page(hers)))  # one at a time
    sign_in(world.gerd).post(f"/programmes/buddies/{pair}", {"answer": "no"})
    told = Outbox.objects.get(kind="education.buddy_answered")
    assert told.person_id == world.ruth.person.pk
    mine = text_of(sign_in(world.ruth).get(page(hers)))
    assert "It did not come about this time" in mine
    assert "I like tea." in mine and WORDS not in mine
    with pytest.raises(Http404), acting_as(world.ruth.actor()) as actor:
        ask_buddy(actor=actor, ref=hers.ref, offer=offer)
    assert sign_in(world.gerd).get(f"/programmes/buddies/{pair}").status_code == 302
    (row,) = [one for one in pairs_of(world.ruth) if one.ref == pair]
    assert row.agreed_at is None and row.ended_at is not None


def pairs_of(persona: Persona) -> list[BuddyPair]:
    with acting_as(persona.actor()) as actor:
        return list(BuddyPair.objects.visible_to(actor).order_by("pk"))


@pytest.mark.django_db(transaction=True)
def test_an_ask_nobody_answered_in_two_weeks_is_over_and_nobody_was_reminded(
    world: World, sign_in: Any
) -> None:
    programme, hers, _his, offer = ready(world)
    other = make_persona("Otti B.")
    second = offers(other, begun(other, programme), "I like tea.")
    is_read(world, second)
    pair = asks(world.ruth, hers, offer)
    with as_owner():
        protected(BuddyPair).update(asked_at=timezone.now() - timedelta(days=15))
    assert "You are asked" not in text_of(sign_in(world.gerd).get("/start"))
    assert sign_in(world.gerd).get(f"/programmes/buddies/{pair}").status_code == 302
    with pytest.raises(PermissionDenied):
        says(world.gerd, pair)
    says(world.gerd, pair, yes=False)  # nothing to say no to any more, and nothing is written down
    assert not Event.objects.filter(verb="education.buddy.declined").exists()
    asks(world.ruth, hers, second)
    assert Outbox.objects.filter(kind="education.buddy").count() == 2  # one for each who was asked


@pytest.mark.django_db(transaction=True)
def test_an_ask_nobody_answered_ends_by_itself_and_bars_nobody_for_ever(
    world: World, sign_in: Any
) -> None:
    _programme, hers, _his, offer = ready(world)
    asks(world.ruth, hers, offer)
    assert end_old_asks() == 0
    for days, listed in ((15, False), (14 + 91, True)):
        with as_owner():
            protected(BuddyPair).update(
                asked_at=timezone.now() - timedelta(days=days), ended_at=None
            )
        assert (end_old_asks(), end_old_asks()) == (1, 0)
        (row,) = pairs_of(world.ruth)
        assert row.ended_at == row.asked_at + timedelta(days=14)
        shown = text_of(sign_in(world.ruth).get(page(hers)))
        assert ("It did not come about this time" in shown) is not listed
        assert (WORDS in shown) is listed
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select end_old_asks()")
        assert cursor.fetchone() == (0,)


def test_a_mail_about_an_ask_that_was_taken_back_is_not_sent(world: World) -> None:
    _programme, hers, _his, offer = ready(world)
    deliver()
    pair = asks(world.ruth, hers, offer)
    ends(world.ruth, pair)
    assert Outbox.objects.filter(kind="education.buddy").count() == 1
    assert deliver() == []


def test_with_words_taken_off_those_who_asked_wait_no_longer_and_a_yes_comes_too_late(
    world: World, sign_in: Any
) -> None:
    _programme, hers, _his, offer = ready(world)
    pair = asks(world.ruth, hers, offer)
    is_read(world, offer, "kept", "shown")
    assert "You are asked" not in text_of(sign_in(world.gerd).get("/start"))
    assert sign_in(world.gerd).post(
        f"/programmes/buddies/{pair}", {"answer": "yes"}
    ).status_code == 403  # fmt: skip
    assert "It did not come about this time" in text_of(sign_in(world.ruth).get(page(hers)))
    with pytest.raises(PermissionDenied):
        said(world.gerd, world.ruth)


def test_with_words_taken_off_a_pair_goes_on(world: World) -> None:
    _programme, hers, _his, offer = ready(world)
    says(world.gerd, asks(world.ruth, hers, offer))
    is_read(world, offer, "kept", "shown")
    assert said(world.gerd, world.ruth).pk


def test_she_takes_an_ask_back_and_the_other_reads_nothing_of_it(
    world: World, sign_in: Any
) -> None:
    _programme, hers, _his, offer = ready(world)
    pair = asks(world.ruth, hers, offer)
    sign_in(world.ruth).post(f"/programmes/buddies/{pair}/end")
    assert sign_in(world.gerd).get("/programmes/mine/buddies").context["pairs"] == []
    assert sign_in(world.ruth).get("/programmes/mine/buddies").context["pairs"] == []
    with pytest.raises(PermissionDenied):
        said(world.gerd, world.ruth)


def test_a_buddy_has_as_many_people_as_she_said_and_no_more(world: World, sign_in: Any) -> None:
    programme, hers, his, offer = ready(world)
    third = make_persona("Pim D.")
    pims = begun(third, programme)
    pair = asks(world.ruth, hers, offer)
    for _asked_and_agreed in range(2):
        assert not is_listed(sign_in, third, pims)
        with acting_as(third.actor()), connection.cursor() as cursor:
            cursor.execute("select * from ask_buddy(%s, 1)", [offer])
            assert cursor.fetchall() == []
        says(world.gerd, pair)
    offers(world.gerd, his, most=2)  # the same words, read already
    assert is_listed(sign_in, third, pims)
    sign_in(world.gerd).post(
        f"{page(his)}/be", {**OFFER, "most_people": "2", "away_until": "2999-01-01"}
    )
    assert not is_listed(sign_in, third, pims)
    assert "Your buddy is away until" in text_of(sign_in(world.ruth).get(writes_to(world.gerd)))
    past = sign_in(world.gerd).post(f"{page(his)}/be", {**OFFER, "away_until": "2020-01-01"})
    assert past.status_code == 422


def is_young(persona: Persona) -> None:
    with as_owner():
        ComingOfAge.objects.create(
            person=persona.person, on=timezone.localdate() + timedelta(days=200)
        )


def says_young(persona: Persona) -> None:
    Organisation.objects.update(minimum_age=16)
    with acting_as(persona.actor()) as actor:
        say_age(actor=actor, answer="young")
    Organisation.objects.update(minimum_age=18)


def is_silenced(persona: Persona) -> None:
    rule, _made = Rule.objects.get_or_create(
        number=1, version=1, defaults={"title": {"en": "Kind"}}
    )
    with as_owner():
        Silence.objects.create(
            person=persona.person, case=uuid4(), kind="post", thing=uuid4(), by=0, days=3,
            rule=rule, why="Unkind.", from_at=timezone.now() - timedelta(hours=1),
            until_at=timezone.now() + timedelta(days=3),
        )  # fmt: skip


def is_gone(persona: Persona) -> None:
    Person.objects.filter(pk=persona.person.pk).update(state="left")


def left_it(persona: Persona) -> None:
    with acting_as(persona.actor()) as actor:
        own_rows(Enrolment, actor).update(state="left")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("happens", [is_young, says_young, is_silenced, is_gone, left_it])
def test_nobody_is_offered_who_is_young_silenced_gone_or_left_the_programme(
    world: World, sign_in: Any, happens: Callable[[Persona], None]
) -> None:
    _programme, hers, _his, offer = ready(world)
    assert is_listed(sign_in, world.ruth, hers)
    happens(world.gerd)
    assert not is_listed(sign_in, world.ruth, hers)
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select * from ask_buddy(%s, 1)", [offer])
        assert cursor.fetchall() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("happens", [is_young, says_young, is_silenced, left_it])
def test_who_is_young_silenced_or_left_it_neither_asks_nor_offers_nor_says_yes(
    world: World, sign_in: Any, happens: Callable[[Persona], None]
) -> None:
    programme, hers, his, offer = ready(world)
    offers(world.gerd, his, most=2)
    third = make_persona("Pim D.")
    pair = asks(third, begun(third, programme), offer)
    assert is_listed(sign_in, world.ruth, hers)
    happens(world.ruth)
    assert not is_listed(sign_in, world.ruth, hers)
    assert sign_in(world.ruth).get(f"{page(hers)}/be").status_code == 403
    assert sign_in(world.ruth).post(f"{page(hers)}/be", OFFER).status_code == 403
    happens(world.gerd)
    if happens is not left_it:
        with pytest.raises(PermissionDenied):
            says(world.gerd, pair)
    assert sign_in(world.gerd).post(f"{page(his)}/be", OFFER).status_code == 403
    # A no is free to everybody, and whoever asked waits no longer.
    says(world.gerd, pair, yes=False)
    with acting_as(third.actor()) as actor:
        assert [one.stands for one in my_pairs(actor=actor)] == ["nothing"]
    assert Event.objects.filter(verb="education.buddy.declined").count() == 1


def test_buddies_say_first_whether_they_are_18_and_then_write_to_each_other(
    world: World, sign_in: Any
) -> None:
    Organisation.objects.update(minimum_age=16)
    leads(world)
    programme = short(world)
    hers, his = begun(world.ruth, programme), begun(world.gerd, programme)
    ruth, gerd = sign_in(world.ruth), sign_in(world.gerd)
    age = "/talk/messages/age"

    closed = gerd.get(page(his))
    assert "Say first whether you are 18" in text_of(closed)
    assert closed.context["say_first"] == f"{age}?next={quote(page(his), safe='')}"
    for answered in (gerd.get(f"{page(his)}/be"), gerd.post(f"{page(his)}/be", OFFER)):
        assert answered.headers["Location"] == page(his)
    with pytest.raises(PermissionDenied, match="Say first whether"):
        offers(world.gerd, his)
    said_it = gerd.post(age, {"of_age": "adult", "next": page(his)})
    assert said_it.headers["Location"] == page(his)
    offer = offers(world.gerd, his)
    is_read(world, offer)

    assert not is_listed(sign_in, world.ruth, hers)
    asked = f"{page(hers)}/ask/{offer}"
    for answered in (ruth.get(asked), ruth.post(asked, AGREED)):
        assert answered.headers["Location"] == page(hers)
    with pytest.raises(PermissionDenied, match="Say first whether"):
        asks(world.ruth, hers, offer)
    ruth.post(age, {"of_age": "adult"})
    assert is_listed(sign_in, world.ruth, hers)
    pair = asks(world.ruth, hers, offer)
    says(world.gerd, pair)
    assert said(world.ruth, world.gerd).pk and said(world.gerd, world.ruth).pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answer", ["adult", "young"])
def test_whoever_is_asked_and_has_not_said_it_says_it_before_a_yes(
    world: World, sign_in: Any, answer: str
) -> None:
    _programme, hers, _his, offer = ready(world)
    pair = asks(world.ruth, hers, offer)
    Organisation.objects.update(minimum_age=16)  # lowered since: nobody counts as of age any more
    gerd, address = sign_in(world.gerd), f"/programmes/buddies/{pair}"
    shown = gerd.get(address).content.decode()
    assert "Before you say yes" in shown and 'value="yes"' not in shown and 'value="no"' in shown
    with pytest.raises(PermissionDenied, match="Say first whether"):
        says(world.gerd, pair)
    gerd.post("/talk/messages/age", {"of_age": answer})
    if answer == "adult":
        says(world.gerd, pair)
        assert pairs_of(world.gerd)[0].agreed_at is not None
        return
    with pytest.raises(PermissionDenied, match="Buddies are members who are of age"):
        says(world.gerd, pair)
    says(world.gerd, pair, yes=False)


def test_who_only_works_here_is_nobodys_buddy(world: World, sign_in: Any) -> None:
    programme, _hers, _his, offer = ready(world)
    way = begun(world.nasser, programme)
    assert "Buddies are members" in text_of(sign_in(world.nasser).get(page(way)))
    assert not is_listed(sign_in, world.nasser, way)
    assert sign_in(world.nasser).post(f"{page(way)}/be", OFFER).status_code == 403
    with acting_as(world.nasser.actor()), connection.cursor() as cursor:
        cursor.execute("select * from ask_buddy(%s, 1)", [offer])
        assert cursor.fetchall() == []


def test_one_press_ends_it_on_every_programme(world: World) -> None:
    _hers, pair = paired(world)
    Programme.objects.update(slug="the-first")
    programme = short(world)
    other = begun(world.ruth, programme)
    second = offers(world.gerd, begun(world.gerd, programme), "Here, too.")
    is_read(world, second)
    says(world.gerd, asks(world.ruth, other, second))
    ends(world.ruth, pair)
    assert all(one.ended_at is not None for one in pairs_of(world.ruth))
    with pytest.raises(PermissionDenied, match="three of your posts"):  # as anybody else
        said(world.gerd, world.ruth)


@pytest.mark.django_db(transaction=True)
def test_what_was_written_before_they_were_buddies_can_still_be_answered(world: World) -> None:
    _programme, hers, _his, offer = ready(world)
    says(world.gerd, asks(world.ruth, hers, offer))
    words = said(world.gerd, world.ruth, "From before")
    with as_owner():
        protected(Message).filter(pk=words.pk).update(at=timezone.now() - timedelta(days=400))
    said(world.gerd, world.ruth, "As buddies")
    (pair,) = pairs_of(world.ruth)
    ends(world.gerd, pair.ref)
    assert said(world.ruth, world.gerd).pk
    with as_owner():
        protected(Message).filter(pk=words.pk).delete()
    with pytest.raises(PermissionDenied, match="does not take messages"):
        said(world.ruth, world.gerd)


def test_people_who_ignore_each_other_are_not_brought_together(world: World, sign_in: Any) -> None:
    programme, hers, _his, offer = ready(world)
    third = make_persona("Pim D.")
    pims = begun(third, programme)
    with acting_as(world.gerd.actor()) as actor:
        ignore(actor=actor, person=world.ruth.person.ref)
    with acting_as(third.actor()) as actor:
        ignore(actor=actor, person=world.gerd.person.ref)
    assert not is_listed(sign_in, world.ruth, hers)
    assert not is_listed(sign_in, third, pims)
    with pytest.raises(Http404), acting_as(world.ruth.actor()) as actor:
        ask_buddy(actor=actor, ref=hers.ref, offer=offer)


def test_a_pair_that_was_ignored_or_is_gone_writes_nothing(world: World) -> None:
    paired(world)
    said(world.ruth, world.gerd)
    Person.objects.filter(pk=world.gerd.person.pk).update(state="left")
    with pytest.raises(PermissionDenied):
        said(world.ruth, world.gerd)
    Person.objects.filter(pk=world.gerd.person.pk).update(state="active")  # it was a mistake
    said(world.ruth, world.gerd)
    with acting_as(world.gerd.actor()) as actor:
        ignore(actor=actor, person=world.ruth.person.ref)
    with pytest.raises(PermissionDenied):
        said(world.ruth, world.gerd)


def test_where_nobody_looks_after_the_guides_there_are_no_buddies(
    world: World, sign_in: Any
) -> None:
    _programme, hers, _his, offer = ready(world)
    Guide.objects.update(leads=False)
    assert "Nobody looks after buddies here" in text_of(sign_in(world.ruth).get(page(hers)))
    assert not is_listed(sign_in, world.ruth, hers)
    assert sign_in(world.ruth).post(f"{page(hers)}/be", OFFER).status_code == 403
    Guide.objects.update(leads=True)
    pair = asks(world.ruth, hers, offer)
    Guide.objects.update(leads=False)
    with pytest.raises(PermissionDenied, match="Nobody looks after buddies here"):
        says(world.gerd, pair)
    says(world.gerd, pair, yes=False)


def test_the_only_one_who_looks_after_the_others_asks_and_does_not_offer(
    world: World, sign_in: Any
) -> None:
    programme, _hers, _his, _offer = ready(world)
    is_member_too(world.guide)
    way, guide = begun(world.guide, programme), sign_in(world.guide)
    assert WORDS in text_of(guide.get(page(way)))
    assert f"{page(way)}/be" not in guide.get(page(way)).content.decode()
    assert guide.post(f"{page(way)}/be", OFFER).status_code == 403
    leads_too(make_persona("Other Guide", role=Hat.GUIDE))
    assert f"{page(way)}/be" in guide.get(page(way)).content.decode()


def is_member_too(persona: Persona) -> None:
    RoleHolding.objects.create(account=persona.account, role=Hat.MEMBER, reason="test")


def leads_too(persona: Persona) -> None:
    Guide.objects.filter(pk=works(persona).pk).update(leads=True)


def test_what_looks_private_is_asked_about_and_words_of_danger_are_for_nobody(
    world: World, sign_in: Any
) -> None:
    leads(world)
    hers = begun(world.ruth, short(world))
    ruth, address = sign_in(world.ruth), f"{page(hers)}/be"
    private = {**OFFER, "words": "Call me: 01632 960 118."}
    asked = ruth.post(address, private)
    assert asked.status_code == 422 and "looks like a telephone number" in text_of(asked)
    danger = ruth.post(address, {**OFFER, "words": "I want to kill myself."})
    assert danger.status_code == 422 and "Talk to somebody now" in text_of(danger)
    with acting_as(world.ruth.actor()) as actor:
        assert not own_rows(BuddyOffer, actor).exists()
    assert ruth.post(address, {**private, "share": asked.context["share"]}).status_code == 302


def test_other_words_are_read_anew_and_one_that_is_not_shown_says_why(
    world: World, sign_in: Any
) -> None:
    _programme, hers, his, offer = ready(world)
    new = offers(world.gerd, his, "In other words.")
    assert new != offer
    assert "In other words." not in text_of(sign_in(world.ruth).get(page(hers)))
    guide, address = sign_in(world.guide), f"/guide/buddies/{new}"
    assert guide.post(address, {"stood": "new", "verdict": "kept"}).status_code == 403
    guide.post(address, {"stood": "new", "verdict": "kept", "why": "It names a place."})
    assert "It names a place." in text_of(sign_in(world.gerd).get("/programmes/mine/buddies"))
    assert guide.get(address).status_code == 404
    with pytest.raises(PermissionDenied):
        is_read(world, new)  # decided already


def test_taken_back_nobody_new_asks_and_the_pair_goes_on(world: World, sign_in: Any) -> None:
    paired(world)
    his = his_way(world.gerd)
    for _twice in range(2):
        assert sign_in(world.gerd).post(f"{page(his)}/be/take-back").status_code == 302
    with acting_as(world.gerd.actor()) as actor:
        assert not own_rows(BuddyOffer, actor).exists()
    assert said(world.gerd, world.ruth).pk


def his_way(persona: Persona) -> Enrolment:
    with acting_as(persona.actor()) as actor:
        return own_rows(Enrolment, actor).get()


def test_nobody_but_the_two_sees_the_pair_and_the_words_lie_behind_doors(
    world: World, sign_in: Any
) -> None:
    hers, pair = paired(world)
    third, other = make_persona("Pim D."), make_persona("Other Guide", role=Hat.GUIDE)
    works(other)
    with acting_as(world.gerd.actor()) as actor:
        offer = own_rows(BuddyOffer, actor).get().ref
    outside = (third, other, world.guide, world.moderator, world.administrator, world.nasser)
    for who in outside:
        with acting_as(who.actor()), connection.cursor() as cursor:
            assert rows_seen("education_buddyoffer") == rows_seen("education_buddypair") == 0
            for door, value in (
                ("my_buddies()", None),
                ("buddies_on(%s)", hers.programme_id),
                ("buddy_tie(%s)", world.gerd.person.pk),
                ("reported_buddy_offer(%s)", offer),
                ("buddy_words(%s)", offer),
                ("answer_buddy(%s, true)", pair),
                ("ask_buddy(%s, 1)", offer),
            ):
                cursor.execute(f"select * from {door}", [value] if value is not None else [])
                assert cursor.fetchall() == [], (who.name, door)
            cursor.execute("select end_buddy(%s)", [pair])
            assert cursor.fetchone() == (False,)
    for who in (third, other, world.moderator, world.administrator, world.ruth):
        with acting_as(who.actor()), connection.cursor() as cursor:
            for door in (
                "buddy_offer_to_check(%s)",
                "decide_buddy_offer(%s, 'shown', 'kept', 'x')",
            ):
                cursor.execute(f"select * from {door}", [offer])
                assert cursor.fetchall() == []
    for path in (f"/programmes/buddies/{pair}", page(hers), f"{page(hers)}/be"):
        assert sign_in(third).get(path).status_code == 404
    assert sign_in(third).post(f"/programmes/buddies/{pair}/end").status_code == 404
    assert sign_in(world.ruth).get(f"/programmes/buddies/{pair}").status_code == 302
    assert said(world.ruth, world.gerd).pk  # it goes on


def test_the_asker_cannot_say_yes_in_her_buddys_place(world: World) -> None:
    _programme, hers, _his, offer = ready(world)
    pair = asks(world.ruth, hers, offer)
    with pytest.raises(Http404):
        says(world.ruth, pair)
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select * from answer_buddy(%s, true)", [pair])
        assert cursor.fetchall() == []
    assert pairs_of(world.ruth)[0].agreed_at is None


def test_the_one_who_looks_after_guides_and_the_office_read_numbers_and_no_name(
    world: World, sign_in: Any
) -> None:
    paired(world)
    said(world.ruth, world.gerd, "canary-between-buddies")
    for who in (world.guide, world.administrator):
        shown = sign_in(who).get("/guide/buddies")
        words = text_of(shown)
        assert "1 member offers to be a buddy." in words and "1 pair." in words
        assert "Since" in words
        for told in (world.ruth.name, world.gerd.name, WORDS, "canary-between-buddies"):
            assert told not in words
    assert sign_in(world.administrator).get("/guide/buddies").context["shown"] == []
    other = make_persona("Other Guide", role=Hat.GUIDE)
    works(other)
    assert sign_in(other).get("/guide/buddies").status_code == 403
    assert sign_in(world.gerd).get("/guide/buddies").status_code == 403


def test_each_look_at_what_she_wrote_is_hers_to_read_and_nobody_looks_at_her_own(
    world: World, sign_in: Any
) -> None:
    programme, _hers, _his, offer = ready(world)
    is_member_too(world.guide)
    leads_too(make_persona("Other Guide", role=Hat.GUIDE))
    own = offers(world.guide, begun(world.guide, programme), "I guide, too.")
    guide = sign_in(world.guide)
    assert guide.get(f"/guide/buddies/{own}").status_code == 404
    with pytest.raises(PermissionDenied):
        is_read(world, own)
    guide.get(f"/guide/buddies/{offer}")
    with acting_as(world.gerd.actor()) as actor:
        looks = Read.objects.visible_to(actor).filter(what="education.buddy_offer")
        assert {one.object_ref for one in looks} == {str(offer)}
    assert "What you wrote about yourself as a buddy" in text_of(
        sign_in(world.gerd).get("/me/looks")
    )
    assert (
        not Event.objects.filter(verb__startswith="education.buddy").exclude(object_ref="").exists()
    )


def test_words_that_were_reported_are_read_by_moderators_until_it_is_decided(
    world: World, sign_in: Any
) -> None:
    _programme, hers, _his, offer = ready(world)
    tell = f"/tell-us/buddy/{offer}"
    assert tell in sign_in(world.ruth).get(page(hers)).content.decode()
    assert sign_in(make_persona("Pim D.")).get(tell).status_code == 404
    assert sign_in(world.gerd).get(tell).status_code == 404  # his own
    sign_in(world.ruth).post(tell, {"reason": "rude", "text": "He frightens me"})
    with acting_as(world.moderator.actor()) as actor:
        case = Case.objects.visible_to(actor).get(kind="buddy")
    team = sign_in(world.moderator)
    assert WORDS in text_of(team.get(f"/moderation/cases/{case.ref}"))
    assert WORDS not in text_of(team.get("/moderation"))
    assert "because it was reported" in text_of(sign_in(world.gerd).get("/me/looks"))
    left = {"after": "published", "why": "x", "rule": "", "version": 1, "thing_version": 1}
    team.post(f"/moderation/cases/{case.ref}", left)
    assert WORDS not in text_of(team.get(f"/moderation/cases/{case.ref}"))


def reported(world: World, sign_in: Any, offer: UUID) -> Case:
    sign_in(world.ruth).post(f"/tell-us/buddy/{offer}", {"reason": "rude", "text": "He frightens"})
    with acting_as(world.moderator.actor()) as actor:
        found: Case = Case.objects.visible_to(actor).get(kind="buddy")
    return found


def decides(world: World, sign_in: Any, case: Case) -> None:
    left = {"after": "published", "why": "x", "rule": "", "version": 1, "thing_version": 1}
    sign_in(world.moderator).post(f"/moderation/cases/{case.ref}", left)
    with acting_as(world.moderator.actor()) as actor:
        assert Case.objects.visible_to(actor).get(ref=case.ref).state == "decided"


@pytest.mark.parametrize("takes_back", [False, True])
def test_reported_words_taken_back_or_changed_are_read_by_moderators_alone_until_decided(
    world: World, sign_in: Any, takes_back: bool
) -> None:
    _programme, hers, his, offer = ready(world)
    case = reported(world, sign_in, offer)
    if takes_back:
        sign_in(world.gerd).post(f"{page(his)}/be/take-back")
    else:
        offers(world.gerd, his, "In other words.")
    mine = text_of(sign_in(world.gerd).get("/programmes/mine/buddies"))
    assert ("Somebody of the team reads it first" in mine) is not takes_back
    assert not is_listed(sign_in, world.ruth, hers)
    assert sign_in(world.guide).get(f"/guide/buddies/{offer}").status_code == 404
    with acting_as(world.gerd.actor()) as actor:
        own_rows(BuddyOffer, actor).filter(ref=offer).delete()  # the vault keeps it
    end_old_asks()
    shown = text_of(sign_in(world.moderator).get(f"/moderation/cases/{case.ref}"))
    assert WORDS in shown and world.gerd.name in shown
    decides(world, sign_in, case)
    end_old_asks()
    with acting_as(world.gerd.actor()) as actor:
        kept = own_rows(BuddyOffer, actor).values_list("words", flat=True)
        assert list(kept) == ([] if takes_back else ["In other words."])


@pytest.mark.django_db(transaction=True)
def test_a_case_about_words_that_are_gone_is_decided_all_the_same(
    world: World, sign_in: Any
) -> None:
    _programme, _hers, _his, offer = ready(world)
    case = reported(world, sign_in, offer)
    with as_owner():
        protected(BuddyOffer).all().delete()
    shown = text_of(sign_in(world.moderator).get(f"/moderation/cases/{case.ref}"))
    assert "These words are gone" in shown and world.gerd.name in shown
    decides(world, sign_in, case)
    with acting_as(world.moderator.actor()), connection.cursor() as cursor:
        cursor.execute("select * from reported_buddy_offer(%s)", [offer])
        assert cursor.fetchall() == []


def test_nobody_puts_anothers_words_away(world: World, sign_in: Any) -> None:
    programme, hers, _his, _offer = ready(world)
    for who in (world.ruth, world.guide, world.moderator):
        with acting_as(who.actor()), connection.cursor() as cursor:
            cursor.execute("select put_offer_away(%s)", [programme.pk])
            assert cursor.fetchone() == (False,)
    assert is_listed(sign_in, world.ruth, hers)


def test_words_are_reported_also_by_whoever_could_not_ask_their_writer(
    world: World, sign_in: Any
) -> None:
    _programme, hers, _his, offer = ready(world)
    ruth, tell = sign_in(world.ruth), f"/tell-us/buddy/{offer}"
    assert tell in ruth.get(f"{page(hers)}/ask/{offer}").content.decode()
    pair = asks(world.ruth, hers, offer)
    assert ruth.get(tell).status_code == 200  # he has no room any more
    says(world.gerd, pair, yes=False)
    with acting_as(world.ruth.actor()) as actor:
        ignore(actor=actor, person=world.gerd.person.ref)
    assert ruth.get(tell).status_code == 200
    is_read(world, offer, "kept", "shown")
    assert ruth.get(tell).status_code == 404  # nobody reads them any more


@pytest.mark.django_db(transaction=True)
def test_her_file_has_both_and_names_nobody_and_erasing_one_ends_the_pair(world: World) -> None:
    paired(world)
    for who, by_her, words in ((world.ruth, True, []), (world.gerd, False, [WORDS])):
        person = who.actor()
        actor = System(Purpose.EXPORT, person.subject_id, person.person_id)
        with acting_as(actor):
            found = {part.name: list(part.rows) for part in buddy_parts(actor)}
        assert [row["asked_by_you"] for row in found["buddies"]] == [by_her]
        assert [row["words"] for row in found["buddy_offers"]] == words
        assert "Ruth" not in str(found) and "Gerd" not in str(found)
    erase_person(actor=System(Purpose.ERASE), person_id=world.gerd.person.pk)
    assert pairs_of(world.ruth) == []


def test_pages_about_buddies_ask_as_often_for_many(world: World, sign_in: Any) -> None:
    programme, hers, his, _offer = ready(world)
    offers(world.gerd, his, most=3)
    counts = []
    for number in range(3):
        persona = make_persona(f"Member{number} X.")
        row = begun(persona, programme)
        is_read(world, offers(persona, row, f"Words {number}."))
        with acting_as(world.gerd.actor()) as actor:
            offer = own_rows(BuddyOffer, actor).get().ref
        says(world.gerd, asks(persona, row, offer))
        ruth, gerd, guide = (sign_in(who) for who in (world.ruth, world.gerd, world.guide))
        with CaptureQueriesContext(connection) as seen:
            ruth.get(page(hers))
            gerd.get("/programmes/mine/buddies")
            guide.get("/guide/buddies")
        counts.append(len(seen))
    assert counts[1] == counts[2]
