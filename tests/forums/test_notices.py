"""What is new for one member on one page: answers, names, what she follows, messages, decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from forums.actions.changing import mark_helpful, take_back_post
from forums.actions.deciding import decide_post
from forums.actions.reading import follow_board, follow_topic, ignore
from forums.actions.telling import tell_readers
from forums.models import Message, Post, Topic, TopicReader, Writer
from members.actions.groups import leave_group
from members.models import Group, Organisation
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin, earlier
from tests.forums.test_messages import SAID, chose, said, takes
from tests.forums.test_talking import asked
from tests.moderation.cases import decided, the_case
from tests.moderation.cases import told as reported
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
HERE = "/talk/notices"
NOTHING = "Nothing is new for you."


@pytest.fixture(autouse=True)
def _known(world: World) -> None:
    """They have written some posts; nothing of theirs waits or counts as new."""
    for who in (world.ruth, world.gerd, world.helper):
        Writer.objects.create(person=who.person, published=20)


def page(client: Any, query: str = "") -> str:
    response = client.get(HERE + query)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def lines(client: Any, query: str = "") -> list[tuple[str, int, int, int]]:
    """(title, new, names, answers) of each topic, as they stand."""
    found = client.get(HERE + query).context["page"].lines
    return [(one.topic.title, one.new, one.names, one.answers) for one in found]


def told() -> None:
    """The time to think better of it is over."""
    earlier(6)
    tell_readers()


def follows(who: Persona, topic: Topic, level: str) -> None:
    with acting_as(who.actor()) as actor:
        follow_topic(actor=actor, ref=topic.ref, level=level)


def test_what_answers_names_or_is_followed_stands_there_by_topic(
    world: World, sign_in: Any
) -> None:
    board, ruth = a_board(), sign_in(world.ruth)
    hers = begin(world.ruth, board, title="Hers").topic
    joined = begin(world.gerd, board, title="Joined").topic
    followed = begin(world.gerd, board, title="Followed").topic
    other = begin(world.gerd, board, title="Of no matter to her").topic
    answer(world.ruth, joined, "I know that")
    follows(world.ruth, followed, "all")
    told()
    assert lines(ruth) == [("Followed", 1, 0, 0)]
    answer(world.gerd, hers, "One")
    answer(world.helper, hers, "Two", answers_no=1)
    answer(world.helper, joined, "To nobody in particular")
    answer(world.gerd, joined, "Mittens, then", answers_no=2)
    answer(world.helper, other, "@Ruth E., gloves")
    told()
    assert lines(ruth) == [
        ("Of no matter to her", 1, 1, 0),
        ("Joined", 1, 0, 1),
        ("Hers", 2, 0, 1),
        ("Followed", 1, 0, 0),
    ]
    text = page(ruth)
    assert "Somebody named you." in text and "1 answer to you." in text
    assert "You began this topic." in text and "You follow this topic." in text
    assert f'href="/talk/topics/{other.ref}#p2"' in text  # the post, not the beginning
    assert "Mittens" not in text and "gloves" not in text  # no words of posts
    assert lines(sign_in(world.proxy)) == []


def test_who_does_not_write_here_is_refused_and_a_visitor_signs_in(
    world: World, sign_in: Any, client: Any
) -> None:
    topic = begin(world.ruth, a_board(widest="everybody")).topic
    answer(world.gerd, topic)
    for who in (world.administrator, world.nasser):
        refused = sign_in(who).get(HERE)
        assert refused.status_code == 403 and b"Buttons" not in refused.content
    assert client.get(HERE).status_code == 302
    assert sign_in(world.ruth).post(HERE).status_code == 405


def test_what_she_may_not_read_any_more_is_not_there(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_group_board(world.ruth, world.gerd)).topic
    gerd = sign_in(world.gerd)
    follows(world.gerd, topic, "all")
    answer(world.ruth, topic, "@Gerd A., look")
    told()
    assert [title for title, *_ in lines(gerd)] == ["Buttons in the morning"]
    with acting_as(world.gerd.actor()) as actor:
        leave_group(actor=actor, ref=Group.objects.get().ref)
    assert lines(gerd) == [] and NOTHING in page(gerd)


@pytest.mark.parametrize("state", ["folded", "returned", "removed"])
def test_what_a_moderator_took_off_or_folded_is_not_there(
    world: World, sign_in: Any, state: str
) -> None:
    topic, ruth = begin(world.ruth, a_board()).topic, sign_in(world.ruth)
    post = answer(world.gerd, topic, "@Ruth E., look", answers_no=1)
    told()
    assert lines(ruth) == [("Buttons in the morning", 1, 1, 1)]
    with acting_as(world.moderator.actor()) as actor:
        decide_post(actor=actor, ref=post.ref, version=post.version, state=state)
    assert lines(ruth) == []


def test_what_waits_was_taken_back_or_has_words_of_danger_is_not_there(
    world: World, sign_in: Any
) -> None:
    topic, ruth = begin(world.ruth, a_board()).topic, sign_in(world.ruth)
    post = answer(world.gerd, topic)
    with acting_as(world.gerd.actor()) as actor:
        take_back_post(actor=actor, ref=post.ref)
    assert lines(ruth) == []
    post = answer(world.gerd, topic, "I do not want to live any more")
    assert Post.objects.get(pk=post.pk).kept_close and lines(ruth) == []
    Post.objects.filter(pk=post.pk).update(kept_close=False)
    assert lines(ruth) == [("Buttons in the morning", 1, 0, 0)]
    Post.objects.filter(pk=post.pk).update(state="held")
    assert lines(ruth) == []


def test_nothing_of_whom_she_ignores_and_of_what_she_muted(world: World, sign_in: Any) -> None:
    board, ruth = a_board(), sign_in(world.ruth)
    topic = begin(world.ruth, board).topic
    answer(world.gerd, topic, "@Ruth E., look", answers_no=1)
    answer(world.helper, topic)
    told()
    assert lines(ruth) == [("Buttons in the morning", 2, 1, 1)]
    with acting_as(world.ruth.actor()) as actor:
        ignore(actor=actor, person=world.gerd.person.ref)
    assert lines(ruth) == [("Buttons in the morning", 1, 0, 0)]
    assert world.gerd.name not in page(ruth)
    follows(world.ruth, topic, "nothing")
    assert lines(ruth) == []


def test_reading_takes_it_off_and_looking_at_the_page_does_not(world: World, sign_in: Any) -> None:
    topic, ruth = begin(world.ruth, a_board()).topic, sign_in(world.ruth)
    answer(world.gerd, topic)
    marks = list(TopicReader.objects.order_by("pk").values())
    assert NOTHING not in page(ruth) and NOTHING not in page(ruth)
    assert list(TopicReader.objects.order_by("pk").values()) == marks
    ruth.get(f"/talk/topics/{topic.ref}")
    assert NOTHING in page(ruth)
    answer(world.gerd, topic, "One thing more")
    assert "Count everything as read" in page(ruth)
    ruth.post("/talk/read")
    text = page(ruth)
    assert NOTHING in text and "Count everything as read" not in text
    answer(world.gerd, topic, "And a last one")
    assert lines(ruth) == [("Buttons in the morning", 1, 0, 0)]  # not what counted as read


def test_of_a_board_she_hears_as_she_follows_it(world: World, sign_in: Any) -> None:
    board, ruth = a_board(), sign_in(world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        follow_board(actor=actor, ref=board.ref, level="topics")
    topic = begin(world.gerd, board).topic
    answer(world.helper, topic)
    assert lines(ruth) == [("Buttons in the morning", 1, 0, 0)]
    with acting_as(world.ruth.actor()) as actor:
        follow_board(actor=actor, ref=board.ref, level="all")
    assert lines(ruth) == [("Buttons in the morning", 2, 0, 0)]
    Topic.objects.update(unlisted=True)
    assert lines(ruth) == []


def test_who_signed_for_the_team_is_not_named(world: World, sign_in: Any) -> None:
    topic, ruth = begin(world.ruth, a_board()).topic, sign_in(world.ruth)
    answer(world.moderator, topic, "From all of us", signed="team")
    text = page(ruth)
    assert "Last: the moderation team" in text and world.moderator.name not in text


def test_that_her_answer_helped_stands_beside_what_is_new(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    post = answer(world.gerd, topic)
    with acting_as(world.ruth.actor()) as actor:
        mark_helpful(actor=actor, topic=topic.ref, no=post.no)
    answer(world.ruth, topic, "Thank you", answers_no=post.no)
    helped = "Your answer is the one that helped."
    assert helped in page(sign_in(world.gerd))
    follows(world.helper, topic, "all")
    assert helped not in page(sign_in(world.helper))


def test_messages_stand_there_by_person_until_she_opens_them(world: World, sign_in: Any) -> None:
    Organisation.objects.update(minimum_age=18)
    takes(world.gerd, "all")
    gerd = sign_in(world.gerd)
    for text in (SAID, "And on Friday?"):
        said(world.ruth, world.gerd, text)
    his = f"/talk/messages/{world.ruth.person.ref}"
    text = page(gerd)
    assert f'href="{his}"' in text and "2 new" in text and SAID not in text
    assert SAID not in page(sign_in(world.ruth)) and NOTHING in page(sign_in(world.ruth))
    chose(world.gerd, world.ruth, muted=True)
    assert his not in page(gerd)
    chose(world.gerd, world.ruth, muted=False)
    assert his in page(gerd)
    gerd.get(his)
    assert his not in page(gerd)
    said(world.ruth, world.gerd, "Once more")
    with acting_as(world.gerd.actor()) as actor:
        ignore(actor=actor, person=world.ruth.person.ref)
        assert Message.objects.visible_to(actor).filter(read_at=None).exists()
    assert his not in page(gerd)


def test_what_moderators_decided_or_gave_back_stands_on_top(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    back, off = answer(world.gerd, topic, "rude words"), answer(world.gerd, topic, "ruder words")
    for post, state in ((back, "returned"), (off, "removed")):
        reported(world.ruth, post)
        rule = None if state == "returned" else 1
        decided(world.moderator, the_case(world, thing=post.ref), state, rule=rule)
    gerd, ruth = sign_in(world.gerd), sign_in(world.ruth)
    text = page(gerd)
    assert "From the moderators" in text and f"/talk/posts/{back.ref}" in text
    assert "A decision about something you wrote" in text and "ruder" not in text
    assert "From the moderators" not in page(ruth)


def test_it_goes_on_page_by_page_none_twice_and_asks_the_same_few_queries(
    world: World, sign_in: Any
) -> None:
    board, ruth = a_board(), sign_in(world.ruth)
    answer(world.gerd, begin(world.ruth, board, title="topic 0").topic)
    page(ruth)
    few = asked(ruth, HERE)
    for number in range(1, 23):
        made = begin(world.gerd, board, title=f"topic {number}").topic
        Topic.objects.filter(pk=made.pk).update(starter=world.ruth.person)
        Post.objects.update(written_at=timezone.now() - timedelta(days=2))  # not too much at once
    same = timezone.now() - timedelta(hours=1)  # many of one moment: the number decides
    Post.objects.filter(topic__title__in=[f"topic {n}" for n in range(5, 12)]).update(
        published_at=same
    )
    first = ruth.get(HERE)
    assert asked(ruth, HERE) == few <= 12
    found = [one.topic.title for one in first.context["page"].lines]
    older = first.context["older_url"]
    assert len(found) == 20 and older in first.content.decode()
    found += [title for title, *_ in lines(ruth, older)]
    assert sorted(found) == sorted(f"topic {n}" for n in range(23))
    for wrong in ("?before=x", "?before=2026-01-01_1", "?before=2026-01-01T00:00:00%2B00:00_x"):
        assert ruth.get(HERE + wrong).status_code == 404


def test_what_is_wanted_of_her_stands_on_the_first_page_alone_and_an_empty_older_one_leads_there(
    world: World, sign_in: Any
) -> None:
    topic = begin(world.ruth, a_board()).topic
    post = answer(world.gerd, topic, "rude words")
    reported(world.ruth, post)
    decided(world.moderator, the_case(world, thing=post.ref), "returned", rule=None)
    Organisation.objects.update(minimum_age=18)
    takes(world.gerd, "all")
    said(world.ruth, world.gerd)
    follows(world.gerd, topic, "all")
    answer(world.ruth, topic, "Something newer")
    gerd, his = sign_in(world.gerd), f"/talk/messages/{world.ruth.person.ref}"
    after, before = (
        "?" + urlencode({"before": f"{(timezone.now() + timedelta(hours=h)).isoformat()}_1"})
        for h in (1, -1)
    )
    first, older = page(gerd), page(gerd, after)
    for shown, there in ((first, True), (older, False)):
        assert topic.name in shown
        assert ("From the moderators" in shown) is there and (his in shown) is there
    empty = gerd.get(HERE + before)
    assert (empty.status_code, empty.headers["Location"]) == (302, HERE)
    gerd.post("/talk/read")
    assert gerd.get(HERE + after).headers["Location"] == HERE
    assert his in page(gerd)  # and not that nothing is new


def test_what_is_older_than_two_months_is_not_called_new(world: World, sign_in: Any) -> None:
    topic, ruth = begin(world.ruth, a_board()).topic, sign_in(world.ruth)
    answer(world.gerd, topic)
    long_ago = timezone.now() - timedelta(days=61)
    Post.objects.update(published_at=long_ago)
    assert lines(ruth) == []


def test_talk_and_the_start_page_lead_there(world: World, sign_in: Any, client: Any) -> None:
    board, ruth = a_board(widest="everybody"), sign_in(world.ruth)
    for where in ("/talk", f"/talk/boards/{board.ref}", "/talk/new"):
        assert HERE in ruth.get(where).content.decode()
    assert HERE not in client.get("/talk").content.decode()
    begin(world.ruth, board, title="Hers")  # there she is found by an @
    for title in ("One", "Two"):
        answer(world.gerd, begin(world.helper, board, title=title).topic, "@Ruth E., look")
    told()
    assert f'href="{HERE}"' in ruth.get("/start").content.decode()
    assert [names for _title, _new, names, _answers in lines(ruth)] == [1, 1]
