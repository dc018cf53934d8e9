"""Somebody's page in talk: her name and the topics she began, for who reads her, kept when she died."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.actions.remembering import begin_remembering
from forums.models import Badge, Post, Topic
from members.actions.identity import correct_identity
from members.identity import Known
from members.models import Person
from moderation.models import Report
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin
from tests.moderation.cases import rows, the_case
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def page_of(who: Persona) -> str:
    return f"/talk/people/{who.person.ref}"


def read(client: Any, who: Persona) -> str:
    found = client.get(page_of(who))
    assert found.status_code == 200
    return str(found.content.decode())


def test_a_name_leads_to_the_topics_she_began_and_what_one_can_do(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(widest="everybody"), title="Warm hands")
    Badge.objects.create(person=world.ruth.person, kind="peer")
    gerd = sign_in(world.gerd)
    assert page_of(world.ruth) in gerd.get(f"/talk/topics/{post.topic.ref}").content.decode()
    found = gerd.get(page_of(world.ruth))
    page = found.content.decode()
    assert "Ruth E." in page and "Trained peer" in page and "Here since" in page
    assert "Warm hands" in page and found.headers["X-Robots-Tag"] == "noindex"
    assert f"/talk/messages/{world.ruth.person.ref}" in page
    assert f"/tell-us/member/{world.ruth.person.ref}" in page and "/ignore" in page
    paper = gerd.get(f"/talk/topics/{post.topic.ref}/print").content.decode()
    assert page_of(world.ruth) not in paper


def test_a_visitor_finds_no_page_and_no_way_there(world: World, client: Any) -> None:
    post = begin(world.ruth, a_board(widest="everybody"))
    page = client.get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert "Ruth E." in page and page_of(world.ruth) not in page
    found = client.get(page_of(world.ruth))
    assert found.status_code == 302 and "sign-in" in found["Location"]
    assert client.get(f"/tell-us/member/{world.ruth.person.ref}").status_code == 404


def test_who_cannot_read_her_finds_nobody(world: World, sign_in: Any) -> None:
    begin(world.ruth, a_group_board(world.ruth), title="Among us")
    assert "Among us" in read(sign_in(world.ruth), world.ruth)  # her own
    for who in (world.gerd, world.nasser, world.researcher, world.administrator):
        assert sign_in(who).get(page_of(world.ruth)).status_code == 404
        assert sign_in(who).get(f"/tell-us/member/{world.ruth.person.ref}").status_code == 404
    begin(world.ruth, a_board(), title="For all of us")
    page = read(sign_in(world.gerd), world.ruth)
    assert "For all of us" in page and "Among us" not in page
    Topic.objects.filter(title="For all of us").update(unlisted=True)
    assert "For all of us" not in read(sign_in(world.gerd), world.ruth)


def test_whoever_only_answered_has_a_page_and_whoever_said_nothing_has_none(
    world: World, sign_in: Any
) -> None:
    topic = begin(world.ruth, a_board()).topic
    ruth = sign_in(world.ruth)
    assert ruth.get(page_of(world.gerd)).status_code == 404
    said = answer(world.gerd, topic)
    assert "No topic that you can read" in read(ruth, world.gerd)
    Post.objects.filter(pk=said.pk).update(state="held")
    assert ruth.get(page_of(world.gerd)).status_code == 404


def test_nobody_finds_her_real_name_there(world: World, sign_in: Any) -> None:
    begin(world.ruth, a_board())
    looking = replace(world.administrator.actor(), looks_at=world.ruth.person.pk)
    with acting_as(looking):
        known = Known(real_name="Ruth Ellerby-Canary", address="7 Canary Row")
        correct_identity(actor=looking, person_id=world.ruth.person.pk, known=known)
    for who in (world.ruth, world.gerd, world.moderator):
        assert "Canary" not in read(sign_in(who), world.ruth)


def test_older_topics_follow_by_place(world: World, sign_in: Any) -> None:
    board = a_board()
    with acting_as(world.ruth.actor()):
        begin(world.ruth, board, title="The first one")
    first = Topic.objects.get()
    for number in range(20):
        made = Topic.objects.create(
            board=board, title=f"Later {number}", audience="members", starter=world.ruth.person,
            shown_at=first.shown_at, last_post_at=first.last_post_at, posts=1,
        )  # fmt: skip
        Post.objects.create(
            topic=made, no=1, author=world.ruth.person, client_ref=made.ref, state="published",
            text="x", html="<p>x</p>", baked=1, published_at=first.shown_at,
        )  # fmt: skip
    gerd = sign_in(world.gerd)
    page = read(gerd, world.ruth)
    assert "Later 19" in page and "The first one" not in page
    older = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    assert (
        "The first one"
        in gerd.get(page_of(world.ruth) + older.replace("&amp;", "&")).content.decode()
    )
    assert gerd.get(f"{page_of(world.ruth)}?before=nowhere").status_code == 404


def test_it_costs_the_same_however_many_she_began(world: World, sign_in: Any) -> None:
    board, gerd, asked = a_board(), sign_in(world.gerd), []
    for count in (1, 3):
        while Topic.objects.count() < count:
            begin(world.ruth, board, title=f"Topic {Topic.objects.count()}")
        read(gerd, world.ruth)
        with CaptureQueriesContext(connection) as queries:
            read(gerd, world.ruth)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_of_who_died_it_is_kept_and_nothing_is_sent_there(world: World, sign_in: Any) -> None:
    post = begin(world.gerd, a_board(), title="Long walks")
    Person.objects.filter(pk=world.gerd.person.pk).update(state=Person.State.DECEASED)
    ruth = sign_in(world.ruth)
    page = read(ruth, world.gerd)
    assert "In memory" in page and "Long walks" in page
    assert "/talk/messages/" not in page and "/tell-us/member" not in page
    assert ruth.get(f"/tell-us/member/{world.gerd.person.ref}").status_code == 404
    with acting_as(world.moderator.actor()) as actor:
        topic = begin_remembering(
            actor=actor, person=world.gerd.person.ref, board=post.topic.board.ref,
            title="In memory of Gerd", text="He died.", days=30,
        )  # fmt: skip
    assert f"/talk/topics/{topic.ref}" in read(ruth, world.gerd)


def test_who_is_ignored_is_seen_again_from_there(world: World, sign_in: Any) -> None:
    begin(world.ruth, a_board())
    gerd = sign_in(world.gerd)
    gerd.post(f"{page_of(world.ruth)}/ignore")
    page = read(gerd, world.ruth)
    assert f"{page_of(world.ruth)}/see" in page and "/talk/messages/" not in page


def test_a_name_is_told_to_the_moderators_who_write_in_private_or_keep_her_from_writing(
    world: World, sign_in: Any
) -> None:
    begin(world.ruth, a_board())
    gerd, where = sign_in(world.gerd), f"/tell-us/member/{world.ruth.person.ref}"
    asked = gerd.get(where).content.decode()
    assert "one of our team" in asked and "sells or advertises" not in asked
    assert gerd.post(where, {"reason": "advert"}).status_code == 422
    assert gerd.post(where, {"reason": "poses", "text": "She is no nurse"}).status_code == 302
    with acting_as(world.moderator.actor()):
        assert rows(world, Report).get().reason == "poses"
    case = the_case(world)
    assert (case.kind, case.person_id, case.place) == ("member", world.ruth.person.pk, None)
    team = sign_in(world.moderator)
    page = team.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "It pretends to be a health professional" in page and "Ruth E." in page
    assert "Send it to the author" in page
    assert "Keep the author from writing" in page and "Take it off" not in page
    assert sign_in(world.ruth).get(where).status_code == 403  # her own


def test_a_name_that_looks_like_a_page_stays_a_name_under_her_posts(
    world: World, sign_in: Any
) -> None:
    topic = begin(world.ruth, a_board()).topic
    Person.objects.filter(pk=world.ruth.person.pk).update(display_name='<b id="x">R')
    gerd = sign_in(world.gerd)
    page = gerd.get(f"/talk/topics/{topic.ref}").content.decode()
    foot = page.split("<footer>")[1].split("</footer>")[0]
    assert foot.count(" &lt;b id=&quot;x&quot;&gt;R</span>") == 2  # of the link and of the button
    assert '<b id="x"' not in page
