"""Naming somebody with @ in a post: who is meant, who is told, once, and who never is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from forums.actions.by_mail import address_for, choose_by_mail
from forums.actions.covering import cover_post
from forums.actions.deciding import decide_post
from forums.actions.reading import follow_topic, ignore
from forums.actions.telling import tell_readers
from forums.models import Draft, Named, Post, Topic, Writer
from forums.names import as_typed, linked, typed_names, without_links
from forums.naming_rules import names_left
from members.actions.groups import leave_group
from members.models import Group, Person
from notifications.actions.opting import opt_out
from notifications.actions.receiving import Taken, receive
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin, changed, earlier
from tests.moderation.cases import also_a_member, another_moderator
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
RUTH, HELPER = "ruth@example.org", "helper@example.org"
PAGE = "/talk/people/{}"


def told(subject: str = "Somebody named you") -> list[str]:
    """Addresses that get such a mail now; each mail is neutral."""
    earlier(6)
    tell_readers()
    found = deliver()
    for mail in found:
        assert_neutral(mail, also=["Buttons", "Warm water", "Gerd", "Harrowmere"])
    return sorted(mail.to[0] for mail in found if mail.subject.startswith(subject))


def talked(world: World, **board: Any) -> Topic:
    """Ruth's topic, in which Helga wrote and both heard of everything so far."""
    topic = begin(world.ruth, a_board(**board)).topic
    answer(world.helper, topic, "I know that")
    told()
    with acting_as(world.ruth.actor()) as actor:
        follow_topic(actor=actor, ref=topic.ref, level="")
    Writer.objects.get_or_create(person=world.gerd.person)
    Writer.objects.update(published=20)
    return topic


def named(post: Post) -> set[str]:
    return set(Named.objects.filter(post=post).values_list("person__display_name", flat=True))


def lets(who: Persona, post: Post, state: str, version: int = 1) -> None:
    with acting_as(who.actor()) as actor:
        decide_post(actor=actor, ref=post.ref, version=version, state=state, why="because")


def test_who_is_named_is_told_once_and_her_name_leads_to_her_page(
    world: World, sign_in: Any, client: Client
) -> None:
    topic = talked(world, widest="everybody")
    post = answer(world.gerd, topic, "Thank you, @Helper Person, warm water it is")
    page = PAGE.format(world.helper.person.ref)
    assert f'href="{page}"' in post.html and "@Helper Person</a>, warm" in post.html
    earlier(3)
    tell_readers()
    assert deliver() == []  # five minutes to think better of it
    assert told() == [HELPER]
    answer(world.ruth, topic, "Nobody is named here")
    assert told() == []
    read = sign_in(world.ruth)
    inside = read.get(f"/talk/topics/{topic.ref}").content.decode()
    assert "@Helper Person</a>, warm water" in inside
    for where in (f"/talk/topics/{topic.ref}", f"/talk/topics/{topic.ref}/print"):
        found = client.get(where).content.decode()
        assert "@Helper Person, warm water" in found and page not in found
    paper = read.get(f"/talk/topics/{topic.ref}/print").content.decode()
    assert "@Helper Person, warm water" in paper


def test_names_with_gaps_umlauts_and_other_capitals_are_found(world: World) -> None:
    topic = talked(world)
    juergen = make_persona("Jürgen Müller-Groß", email="juergen@example.org")
    answer(juergen, topic, "Me too")
    assert named(answer(world.gerd, topic, "Thanks @jürgen müller-groß!")) == {juergen.name}
    assert named(answer(world.gerd, topic, "(@Ruth E.) and @Helper Person: yes")) == {
        "Ruth E.", "Helper Person",
    }  # fmt: skip
    assert named(answer(world.gerd, topic, "Thanks @Ruth E, really")) == {"Ruth E."}
    for text in ("mail me@Ruth E.", "@Ruth Eberhard", "Ruth E.", "> @Ruth E. said so\n\nYes"):
        assert named(answer(world.gerd, topic, text)) == set(), text


def test_nobody_is_found_by_an_at_whom_its_readers_cannot_read(world: World) -> None:
    topic, uma = talked(world), make_persona("Uma K.")
    inside = begin(uma, a_group_board(uma, world.gerd), "Among us").topic
    assert named(answer(world.gerd, topic, "@Uma K. @Curator Person")) == set()
    assert named(answer(world.gerd, inside, "@Helper Person, and @Uma K.")) == {"Uma K."}
    elsewhere = begin(world.ruth, topic.board, title="Another", text="@Helper Person knows").topic
    assert named(Post.objects.get(topic=elsewhere)) == {"Helper Person"}  # wrote on this board


def test_of_two_with_one_name_who_wrote_here_is_meant_or_nobody(world: World) -> None:
    topic = talked(world)
    ones, others = (make_persona("Alex B.", email=f"{n}@example.org") for n in "ab")
    answer(ones, topic, "Hello")
    begin(others, topic.board, title="Another")
    post = answer(world.gerd, topic, "Thanks @Alex B.")
    assert Named.objects.get(post=post).person_id == ones.person.pk
    answer(others, topic, "Hello too")
    assert named(answer(world.gerd, topic, "Thanks again @Alex B.")) == set()


def test_not_oneself_nobody_who_died_or_left_and_no_hand_of_the_team(world: World) -> None:
    topic = talked(world)
    anneke = also_a_member(another_moderator("Anneke V."))
    answer(anneke, topic, "We closed it for a while", signed="team")
    assert named(answer(world.gerd, topic, "@Anneke V. @Gerd A.")) == set()
    for state in (Person.State.DECEASED, Person.State.LEFT):
        Person.objects.filter(pk=world.helper.person.pk).update(state=state)
        assert named(answer(world.gerd, topic, "Dear @Helper Person")) == set()
    assert named(answer(anneke, topic, "Thank you @Ruth E.", signed="team")) == {"Ruth E."}


def test_a_few_in_one_post_and_fewer_while_somebody_is_new(world: World) -> None:
    topic = talked(world)
    names = [f"Friend {sign}." for sign in "abcdefg"]
    for name in names:
        answer(make_persona(name, email=f"{name[7]}@example.org"), topic)
    every = " ".join(f"@{name}" for name in names)
    assert len(named(answer(world.gerd, topic, every))) == 5
    Writer.objects.filter(person=world.gerd.person).update(published=3)
    Named.objects.all().delete()
    counts = [len(named(answer(world.gerd, topic, every))) for _turn in range(3)]
    assert counts == [2, 2, 0]  # four in a day
    assert names_left(published=50, in_a_day=19) == 1
    assert names_left(published=50, in_a_day=0, there=5) == 0


@pytest.mark.parametrize("state", ["held", "folded", "removed", "danger"])
def test_nobody_is_told_while_it_is_not_there_to_read(world: World, state: str) -> None:
    topic = talked(world)
    words = "I do not want to be here any more" if state == "danger" else "Hello"
    post = answer(world.gerd, topic, f"@Helper Person, {words}")
    if state == "danger":
        assert post.kept_close
    else:
        lets(world.moderator, post, state)
    assert told() == []
    post.refresh_from_db()
    lets(world.moderator, post, "published", version=post.version)
    assert told() == [HELPER]


def test_a_mail_on_its_way_does_not_go_when_the_name_is_taken_out(world: World) -> None:
    post = answer(world.gerd, talked(world), "@Helper Person, look")
    earlier(6)
    tell_readers()
    changed(world.gerd, post, "Nobody, look")
    assert HELPER not in [mail.to[0] for mail in deliver()]
    assert "people" not in Post.objects.get(pk=post.pk).html


def test_whoever_began_the_topic_still_hears_of_the_answer(world: World, sign_in: Any) -> None:
    topic = talked(world)
    sign_in(world.ruth).get(f"/talk/topics/{topic.ref}")
    post = answer(world.gerd, topic, "@Ruth E., look")
    earlier(6)
    tell_readers()
    changed(world.gerd, post, "Look, all of you")
    assert told("Somebody answered you") == [RUTH]
    assert told("Some") == []


def test_who_read_it_before_the_name_went_still_hears_of_the_next_answer(
    world: World, sign_in: Any
) -> None:
    topic = talked(world)
    with acting_as(world.helper.actor()) as actor:
        follow_topic(actor=actor, ref=topic.ref, level="all")
    post = answer(world.gerd, topic, "@Ruth E., look")
    told("")
    sign_in(world.helper).get(f"/talk/topics/{topic.ref}")
    changed(world.gerd, post, "Look, all of you")
    assert HELPER not in told("")
    answer(world.gerd, topic, "One thing more")
    assert HELPER in told("")


def test_a_name_taken_out_before_it_was_told_can_come_back_and_is_told_then(world: World) -> None:
    post = answer(world.gerd, talked(world), "@Helper Person, look")
    changed(world.gerd, post, "Nobody, look")
    assert told() == []
    again = changed(world.gerd, post, "@Helper Person, look again", version=2)
    assert PAGE.format(world.helper.person.ref) in again.html
    earlier(3)
    tell_readers()
    assert deliver() == []  # five minutes again
    assert told() == [HELPER]


def test_names_that_were_taken_out_untold_do_not_count_for_the_day(world: World) -> None:
    topic = talked(world)
    Writer.objects.filter(person=world.gerd.person).update(published=3)
    for _turn in range(4):
        changed(world.gerd, answer(world.gerd, topic, "@Helper Person, look"), "Nobody, look")
    assert named(answer(world.gerd, topic, "@Helper Person, look")) == {"Helper Person"}


def test_a_change_tells_only_who_is_new_in_it(world: World) -> None:
    topic = talked(world)
    post = answer(world.gerd, topic, "@Helper Person, look")
    assert told() == [HELPER]
    changed(world.gerd, post, "@Helper Person and @Ruth E., look")
    assert told() == [RUTH]
    changed(world.gerd, post, "Look, both of you", version=2)
    changed(world.gerd, post, "@Helper Person and @Ruth E., look again", version=3)
    assert told() == []


def test_each_chooses_whether_and_hears_it_once(world: World) -> None:
    topic = talked(world)
    answer(world.gerd, topic, "@Ruth E., look")  # her topic: an answer to her, too
    assert told("Some") == [RUTH]
    with acting_as(world.ruth.actor()) as actor:
        follow_topic(actor=actor, ref=topic.ref, level="nothing")
    assert named(answer(world.gerd, topic, "@Ruth E., once more")) and told("Some") == []
    with acting_as(world.helper.actor()) as actor:
        ignore(actor=actor, person=world.gerd.person.ref)
    assert named(answer(world.gerd, topic, "@Helper Person, too")) and told() == []


def test_who_wants_no_such_mails_still_hears_of_answers(world: World, sign_in: Any) -> None:
    topic = talked(world)
    sign_in(world.ruth).get(f"/talk/topics/{topic.ref}")
    opt_out(person_id=world.ruth.person.pk, groups=["forums.names"])
    answer(world.gerd, topic, "@Ruth E., look")
    assert told("Somebody answered you") == [RUTH]
    assert "Posts in which somebody names you" in (
        sign_in(world.ruth).get("/me/preferences").content.decode()
    )


def test_who_left_the_group_is_told_nothing_of_it(world: World) -> None:
    topic = begin(world.ruth, a_group_board(world.ruth, world.gerd)).topic
    answer(world.gerd, topic, "Here I am")
    told()
    assert named(answer(world.ruth, topic, "Welcome @Gerd A.")) == {"Gerd A."}
    with acting_as(world.gerd.actor()) as actor:
        leave_group(actor=actor, ref=Group.objects.get().ref)
    assert told() == []


def test_it_stands_on_her_start_page_until_she_has_read_it(world: World, sign_in: Any) -> None:
    board, ruth = talked(world).board, sign_in(world.ruth)
    topic = begin(world.helper, board, title="Not hers").topic
    post = answer(world.gerd, topic, "@Ruth E., look")
    other = begin(world.gerd, board, title="Of no matter to her").topic
    said = "Somebody named you in a post"
    assert said not in ruth.get("/start").content.decode()  # he may think better of it
    assert told() == [RUTH]
    start = ruth.get("/start").content.decode()
    assert said in start and f"/talk/topics/{topic.ref}/posts/{post.no}" in start
    mine = ruth.get("/talk/new?answers=mine").content.decode()
    assert str(topic.ref) in mine and str(other.ref) not in mine
    ruth.get(f"/talk/topics/{topic.ref}")
    assert said not in ruth.get("/start").content.decode()


def test_without_a_script_a_name_is_put_in_from_a_short_list(world: World, sign_in: Any) -> None:
    topic, gerd = talked(world), sign_in(world.gerd)
    anneke = also_a_member(another_moderator("Anneke V."))
    answer(anneke, topic, "From all of us", signed="team")
    answer(world.proxy, topic, "Shouting")
    with acting_as(world.gerd.actor()) as actor:
        ignore(actor=actor, person=world.proxy.person.ref)
    where = f"/talk/topics/{topic.ref}/reply"
    for page in (f"/talk/topics/{topic.ref}", where):
        found = gerd.get(page).content.decode()
        listed = found.partition("Choose a name")[2].partition("</select>")[0]
        assert "Helper Person" in listed and "Ruth E." in listed, page
        for name in ("Anneke", "Proxy", "Gerd A."):
            assert name not in listed, (page, name)
    sent = {"text": "Thank you", "act": "name", "person": str(world.helper.person.ref)}
    assert gerd.post(where, sent).headers["Location"] == where
    assert "Thank you @Helper Person </textarea>" in gerd.get(where).content.decode()
    assert not Post.objects.filter(author=world.gerd.person).exists()
    sent["person"] = str(anneke.person.ref)  # nobody who is offered
    looked = gerd.post(where, {**sent, "text": "@Ruth E., yes"})
    page = PAGE.format(world.ruth.person.ref)
    assert page in looked.content.decode().partition("how others will read it")[2]
    with acting_as(world.gerd.actor()) as actor:
        assert "Anneke" not in Draft.objects.visible_to(actor).get().text


def test_an_answer_by_e_mail_names_too(world: World, settings: Any) -> None:
    settings.MAIL_IN = "talk@in.example"
    topic = talked(world)
    with acting_as(world.ruth.actor()) as actor:
        choose_by_mail(actor=actor, wanted=True)
    to = address_for(world.ruth.person.pk, f"{topic.pk}:1")
    head = f"From: R <{RUTH}>\nTo: {to}\nMessage-ID: <1@home>\nSubject: Re: x\n\n"
    assert receive(f"{head}Yes, @Helper Person.".encode()) is Taken.ANSWER
    assert named(Post.objects.get(topic=topic, no=3)) == {"Helper Person"}
    assert told() == [HELPER]


def test_whoever_has_another_name_since_stays_meant(world: World) -> None:
    topic = talked(world)
    post = answer(world.gerd, topic, "@Helper Person, look")
    Person.objects.filter(pk=world.helper.person.pk).update(display_name="Helga H.")
    post = changed(world.gerd, post, "@Helper Person, look again")
    assert PAGE.format(world.helper.person.ref) in post.html
    assert named(post) == {"Helga H."} and told() == [HELPER]


def test_what_is_covered_names_nobody_and_what_comes_back_does(world: World) -> None:
    topic = talked(world)
    post = answer(world.gerd, topic, "@Helper Person, look")
    lets(world.moderator, post, "removed")
    post.refresh_from_db()
    assert post.html == ""
    lets(world.moderator, post, "published", version=post.version)
    post.refresh_from_db()
    assert PAGE.format(world.helper.person.ref) in post.html
    with acting_as(world.moderator.actor()) as actor:
        cover_post(actor, post.ref, post.version, "Helper Person")
    post.refresh_from_db()
    assert "/talk/people/" not in post.html and told() == []


def test_a_name_is_no_link_that_has_to_wait(world: World) -> None:
    topic = talked(world, holds_links=True)
    assert answer(world.gerd, topic, "@Ruth E., yes").state == "published"
    assert answer(world.gerd, topic, "https://example.org").state == "held"


def test_nothing_typed_becomes_more_than_a_name() -> None:
    people = {"anna <b>": "/talk/people/1", "tom & ida": "/talk/people/2", "o*n*": "/talk/people/3"}
    made, found = linked("<p>@Anna &lt;b&gt; and @Tom &amp; Ida</p>", people)
    assert "<b>" not in made and made.count("<a ") == 2 and len(found) == 2
    inside = '<p><a href="https://example.org/@anna">@Tom &amp; Ida</a></p>'
    assert linked(inside, people) == (inside, ())
    assert as_typed("O*n*") == r"@O\*n\*"
    assert "Ruth E." in typed_names("<p>Dear @Ruth E., hello</p>")
    ref = "0b7a3c1e-0000-4000-8000-000000000000"
    there = linked("<p>@Ida, yes</p>", {"ida": f"/talk/people/{ref}"})[0]
    assert without_links(there) == "<p>@Ida, yes</p>"
    assert len(typed_names("<p>" + "@a " * 1000 + "</p>")) < 100
