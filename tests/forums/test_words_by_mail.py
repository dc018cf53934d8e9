"""The words of posts by e-mail: for who chose so, where the board allows it, and never what is not calm."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from forums.actions.deciding import decide_post
from forums.actions.reading import ignore
from forums.actions.telling import tell_readers
from forums.actions.words_by_mail import choose_words_by_mail
from forums.models import Board, Post, Topic, Writer
from members.models import Account, RoleHolding
from notifications.models import Outbox
from notifications.seals import open_load
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin, changed, earlier
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral, words_of
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
WORDS = "Warm gloves help"


def chooses(who: Persona, wanted: bool = True) -> None:
    with acting_as(who.actor()) as actor:
        choose_words_by_mail(actor=actor, wanted=wanted)


def a_topic(world: World, **board: Any) -> Topic:
    """Ruth's, on a board that allows it, and she chose it."""
    chooses(world.ruth)
    return begin(world.ruth, a_board(**{"words_by_mail": True, **board})).topic


def mail() -> Any:
    """The one that goes out now."""
    earlier(6)
    tell_readers()
    (found,) = deliver()
    return found


def says(told: Any, words: str) -> bool:
    return words.casefold() in words_of(told)


def test_off_until_she_says_so_and_off_again(world: World, sign_in: Any) -> None:
    topic, ruth = begin(world.ruth, a_board(words_by_mail=True)).topic, sign_in(world.ruth)
    answer(world.gerd, topic, WORDS)
    assert_neutral(mail(), also=[WORDS, topic.title, "Gerd"])
    page = ruth.get(f"/talk/topics/{topic.ref}").content.decode()
    assert "They never say what was written" in page and "/talk/words-by-mail?next=" in page
    asked = ruth.get("/talk/words-by-mail").content.decode()
    assert "Do you share it with somebody" in asked and "ruth@example.org" in asked
    sent = ruth.post("/talk/words-by-mail", {"act": "yes", "next": f"/talk/topics/{topic.ref}"})
    assert sent.headers["Location"] == f"/talk/topics/{topic.ref}"
    assert "They say what was written" in ruth.get(f"/talk/topics/{topic.ref}").content.decode()
    answer(world.gerd, topic, f"{WORDS}.\n\nAnd **tea**.")
    told = mail()
    assert f"> {WORDS}.\n> And tea." in str(told.body) and "Gerd A. wrote:" in str(told.body)
    assert topic.title in str(told.body) and f"/talk/topics/{topic.ref}/" in str(told.body)
    assert WORDS not in told.subject and topic.title not in told.subject
    assert not says(told, "Daily life"), "no name of a board"
    ruth.post("/talk/words-by-mail", {"act": "no"})
    ruth.get(f"/talk/topics/{topic.ref}")
    answer(world.gerd, topic, WORDS)
    assert_neutral(mail(), also=[WORDS, topic.title, "Gerd"])
    chosen = Event.objects.filter(verb="forums.writer.words_by_mail").order_by("pk")
    assert [one.detail["wanted"] for one in chosen] == [True, False]


def test_nothing_of_it_is_kept_in_the_outbox(world: World) -> None:
    answer(world.gerd, a_topic(world), WORDS)
    earlier(6)
    tell_readers()
    row = Outbox.objects.get()
    assert open_load(row.ref, row.sealed).context.keys() == {"path"}
    assert WORDS in str(deliver()[0].body)


@pytest.mark.parametrize(
    "why", ["board", "group", "note", "folded", "held", "context", "danger", "sealed"]
)
def test_what_is_not_calm_or_not_for_a_mailbox_stays_on_the_page(world: World, why: str) -> None:
    board = a_board(words_by_mail=why != "board")
    if why == "group":
        board = a_group_board(world.ruth, world.gerd)
        Board.objects.update(words_by_mail=True)
    chooses(world.ruth)
    topic = begin(world.ruth, board).topic
    answer(world.gerd, topic, "Hello there")
    note = "an operation" if why == "note" else ""
    words = f"{WORDS}, I want to die" if why == "danger" else WORDS
    post = answer(world.gerd, topic, words, note=note)
    earlier(6)
    tell_readers()
    _turned(world, post, why)
    (told,) = deliver()
    assert not says(told, WORDS) and says(told, f"/talk/topics/{topic.ref}/")
    assert says(told, "Hello there") is (why not in ("board", "group"))


def _turned(world: World, post: Post, why: str) -> None:
    """Between the moment a mail was queued and the moment it is written."""
    state = {"folded": "folded", "held": "returned", "sealed": "removed", "context": "context"}
    if why in state:
        label = {"path": "/x", "title": "x", "said": "y"} if why == "context" else None
        with acting_as(world.moderator.actor()) as actor:
            decide_post(actor=actor, ref=post.ref, version=1, state=state[why], label=label)


def test_of_two_people_only_the_one_she_does_not_ignore_is_in_it(world: World) -> None:
    topic = a_topic(world)
    with acting_as(world.ruth.actor()) as actor:
        ignore(actor=actor, person=world.gerd.person.ref)
    answer(world.helper, topic, "Hello there")
    answer(world.gerd, topic, WORDS)
    told = mail()
    assert says(told, "Hello there") and not says(told, WORDS)


def test_what_she_wants_folded_comes_in_no_mail_and_takes_no_place_in_it(
    world: World, sign_in: Any
) -> None:
    topic = a_topic(world)
    sign_in(world.ruth).post("/talk/folding", {"typed": "glove"})
    for number in range(4):
        answer(world.gerd, topic, f"{WORDS}, number {number}")
    answer(world.gerd, topic, "Hello there")
    told = mail()
    assert says(told, "Hello there") and not says(told, WORDS)


def test_words_of_danger_are_never_in_a_mail_also_when_somebody_decided(world: World) -> None:
    topic = a_topic(world)
    post = answer(world.gerd, topic, "I want to die")
    with acting_as(world.moderator.actor()) as actor:
        decide_post(actor=actor, ref=post.ref, version=1, state="published")
    assert not says(mail(), "want to die")


def test_the_words_are_as_they_are_when_the_mail_is_written(world: World) -> None:
    topic = a_topic(world)
    post = answer(world.gerd, topic, WORDS)
    earlier(6)
    tell_readers()
    changed(world.gerd, post, "Cold tea helps")
    (told,) = deliver()
    assert "> Cold tea helps" in str(told.body) and WORDS not in str(told.body)


def test_what_was_just_written_waits_its_five_minutes_also_where_a_mail_goes_out(
    world: World,
) -> None:
    topic = a_topic(world)
    answer(world.gerd, topic, "Hello there")
    earlier(6)
    tell_readers()
    answer(world.gerd, topic, WORDS)
    tell_readers()
    (told,) = deliver()
    assert says(told, "Hello there") and not says(told, WORDS)


def test_whoever_shares_a_mailbox_cannot_choose_it_and_loses_it(world: World, sign_in: Any) -> None:
    topic = a_topic(world)
    Account.objects.filter(pk=world.gerd.account.pk).update(email="Ruth@example.org")
    answer(world.moderator, topic, WORDS)
    assert_neutral(mail(), also=[WORDS, topic.title])
    page = sign_in(world.ruth).get("/talk/words-by-mail").content.decode()
    assert "So the words stay on the page." in page
    with pytest.raises(PermissionDenied, match="reads this mailbox too"):
        chooses(world.ruth)
    refused = sign_in(world.ruth).post("/talk/words-by-mail", {"act": "yes"}, follow=True)
    assert "reads this mailbox too" in refused.content.decode()
    chooses(world.ruth, wanted=False)
    assert not Writer.objects.get(person=world.ruth.person).words_by_mail


def test_who_is_no_member_any_more_gets_no_words(world: World) -> None:
    topic = a_topic(world)
    answer(world.gerd, topic, WORDS)
    earlier(6)
    tell_readers()
    RoleHolding.objects.filter(account=world.ruth.account).delete()
    (told,) = deliver()
    assert not says(told, WORDS)


def test_three_posts_at_most_and_long_ones_end(world: World) -> None:
    topic = a_topic(world)
    for number in range(4):
        answer(world.gerd, topic, f"Number {number} " + "word " * 1000)
    told = str(mail().body)
    assert "Number 2" in told and "Number 3" not in told and "There is more." in told
    assert len(told) < 8000 and " …" in told


def test_no_post_makes_itself_a_line_of_ours(world: World) -> None:
    topic = a_topic(world)
    answer(
        world.gerd, topic, "https://evil.example/\n\n123456\n\n-- \n\u2028https://evil.example/x"
    )
    told = mail()
    html = str(told.alternatives[0][0])
    assert 'href="https://evil' not in html and "font-size:32px" not in html
    lines = [line for line in str(told.body).splitlines() if "evil" in line or "123456" in line]
    assert lines and all(line.startswith("> ") for line in lines)


def test_whoever_writes_is_told_and_boards_of_special_care_begin_without(
    world: World, sign_in: Any
) -> None:
    topic = a_topic(world)
    page = sign_in(world.gerd).get(f"/talk/topics/{topic.ref}/reply").content.decode()
    assert "Members who chose so get it by e-mail, too." in page
    quiet = begin(world.ruth, a_board()).topic
    page = sign_in(world.gerd).get(f"/talk/topics/{quiet.ref}/reply").content.decode()
    assert "get it by e-mail" not in page
    given = {"title_en": "Low days", "widest": "members", "starters": "members", "place": "5"}
    office = sign_in(world.administrator)
    for preset, allowed in (("mental_health", False), ("general", True)):
        sent = {**given, "preset": preset, "words_by_mail": "on"}
        assert office.post("/office/boards/new", sent).status_code == 302
        assert Board.objects.latest("pk").words_by_mail is allowed, preset


def test_only_members_choose_it(world: World, sign_in: Any, client: Any) -> None:
    assert client.get("/talk/words-by-mail").status_code == 302
    assert sign_in(world.ruth).post("/talk/words-by-mail", {"act": "x"}).status_code == 404
    sign_in(world.nasser).post("/talk/words-by-mail", {"act": "yes"})
    assert not Writer.objects.filter(words_by_mail=True).exists()
