"""A list of words can lead whoever writes them to a page of ours; the post stays as if there were none."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.actions.watching import put_words
from forums.cases import noticed_in
from forums.models import Post, WatchedWords
from members.models import SitePage
from moderation.models import Case
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin, changed
from tests.moderation.cases import the_case
from tests.personas import World

pytestmark = pytest.mark.django_db
PAGE, TITLE = "/about/contact", "You write about “ginger”"
NOT_SENT = "It is not sent yet."
LIST = {"name": "Ginger", "lines": "ginger\nmiracle root", "effect": "link", "page": PAGE}


def leads(world: World, *lines: str, page: str = PAGE, name: str = "Ginger") -> WatchedWords:
    with acting_as(world.moderator.actor()) as actor:
        return put_words(
            actor=actor, number=None, name=name, lines=lines or ["ginger"], effect="link", page=page
        )


def sends(client: Client, address: str, text: str, **more: Any) -> str:
    return client.post(address, {"text": text, "act": "send", **more}).content.decode()


def test_its_author_is_shown_the_page_once_and_then_it_goes_out_as_she_wrote_it(
    world: World, sign_in: Any
) -> None:
    row, topic = leads(world), begin(world.gerd, a_board()).topic
    address, ruth = f"/talk/topics/{topic.ref}/reply", sign_in(world.ruth)
    shown = sends(ruth, address, "Try **Ginger** tea")
    assert TITLE in shown and f'href="{PAGE}"' in shown and "Try **Ginger** tea" in shown
    assert f'name="shown" value="{row.pk}"' in shown
    assert NOT_SENT in shown and 'id="known" tabindex="-1" autofocus' in shown
    assert Post.objects.filter(topic=topic).count() == 1
    assert "Try **Ginger** tea" in ruth.get(address).content.decode()  # kept while she reads
    sends(ruth, address, "Try **Ginger** tea", shown=row.pk)
    post = Post.objects.get(topic=topic, no=2)
    assert (post.text, post.state, post.reasons) == ("Try **Ginger** tea", "published", [])
    with acting_as(world.moderator.actor()) as actor:
        assert not Case.objects.visible_to(actor).exists()
    assert TITLE not in sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content.decode()


def test_shown_what_she_will_send_she_reads_of_the_page_and_is_not_asked_again(
    world: World, sign_in: Any
) -> None:
    row, topic = leads(world), begin(world.gerd, a_board()).topic
    address, ruth = f"/talk/topics/{topic.ref}/reply", sign_in(world.ruth)
    seen = ruth.post(address, {"text": "Ginger tea", "act": "preview"}).content.decode()
    assert TITLE in seen and "This is how others will read it" in seen
    assert NOT_SENT not in seen and 'id="known" tabindex' not in seen  # she did not send
    other = leads(world, "turmeric", name="Turmeric", page="/how-we-talk")
    again = sends(ruth, address, "Ginger and turmeric", shown=row.pk)
    assert "“turmeric”" in again and "How we talk with each other" in again
    sends(ruth, address, "Ginger and turmeric", shown=[row.pk, other.pk])
    assert Post.objects.filter(topic=topic).count() == 2


def test_without_these_words_nobody_is_shown_anything(world: World, sign_in: Any) -> None:
    leads(world)
    topic = begin(world.gerd, a_board()).topic
    sends(sign_in(world.ruth), f"/talk/topics/{topic.ref}/reply", "Warm water")
    assert Post.objects.filter(topic=topic).count() == 2


@pytest.mark.parametrize(
    "text", ["I do not want to live any more", "**suicide**", "I think of the bridge"]
)
def test_words_of_danger_are_sent_at_once_whatever_list_leads_somewhere(
    world: World, sign_in: Any, text: str
) -> None:
    leads(world, "live any more", "suicide", "the bridge", page="/help-lines", name="Where to turn")
    with acting_as(world.moderator.actor()) as actor:
        put_words(actor=actor, number=None, name="Call", lines=["the bridge"], effect="call")
    topic = begin(world.gerd, a_board()).topic
    ruth, address = sign_in(world.ruth), f"/talk/topics/{topic.ref}/reply"
    previewed = ruth.post(address, {"text": text, "act": "preview"}).content.decode()
    assert "/help-lines" in previewed and Post.objects.filter(topic=topic).count() == 1
    sends(ruth, address, text)
    post = Post.objects.get(topic=topic, no=2)
    assert post.state == "published" and the_case(world, thing=post.ref).lane == "crisis"


def test_what_a_list_only_wants_looked_at_is_shown_the_page_first(
    world: World, sign_in: Any
) -> None:
    leads(world)
    with acting_as(world.moderator.actor()) as actor:
        put_words(actor=actor, number=None, name="Look", lines=["ginger"], effect="look")
    topic = begin(world.gerd, a_board()).topic
    shown = sends(sign_in(world.ruth), f"/talk/topics/{topic.ref}/reply", "Ginger tea")
    assert TITLE in shown and NOT_SENT in shown
    assert Post.objects.filter(topic=topic).count() == 1


def test_of_a_list_the_words_she_wrote_are_named(world: World, sign_in: Any) -> None:
    leads(world, "turmeric", "miracle root", "ginger")
    topic = begin(world.gerd, a_board()).topic
    address = f"/talk/topics/{topic.ref}/reply"
    shown = sends(sign_in(world.ruth), address, "Ginger or a miracle root")
    assert "You write about “miracle root”" in shown and TITLE not in shown


def test_a_title_and_a_change_count_and_what_she_quotes_does_not(
    world: World, sign_in: Any
) -> None:
    row, board, ruth = leads(world), a_board(), sign_in(world.ruth)
    address, given = f"/talk/boards/{board.ref}/begin", {"title": "Ginger?", "audience": "members"}
    shown = sends(ruth, address, "Does it help?", **given)
    assert TITLE in shown and not Post.objects.exists()
    sends(ruth, address, "Does it help?", **given, shown=row.pk)
    post = Post.objects.get()
    assert post.topic.title == "Ginger?"
    change = f"/talk/posts/{post.ref}/change"
    assert TITLE in sends(ruth, change, "With ginger", version=post.version)
    gerd = begin(world.gerd, board, "I drink ginger", title="Tea").topic
    sends(ruth, f"/talk/topics/{gerd.ref}/reply", "So do I", answers_no=1, quoted="drink ginger")
    assert Post.objects.filter(topic=gerd).count() == 2


def test_it_neither_holds_nor_calls_nor_counts_as_marked_by_a_list(world: World) -> None:
    leads(world)
    board = a_board()
    post = begin(world.ruth, board, "Ginger for all")
    assert (post.state, post.reasons, post.kept_close) == ("published", [], False)
    assert changed(world.ruth, post, "More ginger").reasons == []
    assert noticed_in("ginger") == ()
    with acting_as(world.moderator.actor()) as actor:
        put_words(actor=actor, number=None, name="Hold", lines=["ginger"], effect="hold")
    assert answer(world.gerd, post.topic, "Ginger too").state == "held"


def test_only_a_page_of_ours_that_everybody_may_read_is_chosen(world: World, sign_in: Any) -> None:
    team, new = sign_in(world.moderator), "/office/boards/words/new"
    for wrong in ("", "https://elsewhere.example/about/contact", "/start", "/nothing", "//x/about",
                  "javascript:alert(1)", "/about/no-such-page"):  # fmt: skip
        sent = team.post(new, {**LIST, "page": wrong})
        assert sent.status_code == 422 and "There is no such page here" in sent.content.decode()
        with pytest.raises(PermissionDenied):
            leads(world, page=wrong)
    assert not WatchedWords.objects.exists()
    listed = team.post(new, {**LIST, "page": f"http://localhost:8000{PAGE}"}, follow=True)
    assert PAGE in listed.content.decode()
    row = WatchedWords.objects.get()
    assert (row.effect, row.page) == ("link", PAGE)
    tried = team.post("/office/boards/words", {"text": "ginger"}).content.decode()
    assert row.get_effect_display() in tried
    team.post(f"/office/boards/words/{row.pk}", {**LIST, "effect": "look"})
    row.refresh_from_db()
    assert (row.effect, row.page) == ("look", "")


def test_members_choose_no_such_list(world: World, sign_in: Any) -> None:
    for who in (world.ruth, world.nasser):
        assert sign_in(who).post("/office/boards/words/new", LIST).status_code == 403
        with pytest.raises(PermissionDenied), acting_as(who.actor()) as actor:
            put_words(actor=actor, number=None, name="G", lines=["g"], effect="link", page=PAGE)
    assert not WatchedWords.objects.exists()


def test_a_page_that_is_gone_is_shown_to_nobody_and_the_list_says_so(
    world: World, sign_in: Any
) -> None:
    row, topic = leads(world), begin(world.gerd, a_board()).topic
    team, address = sign_in(world.moderator), f"/office/boards/words/{row.pk}"
    assert "Its page is gone" not in team.get(address).content.decode()
    SitePage.objects.update_or_create(slug="contact", defaults={"shown": False})
    sends(sign_in(world.ruth), f"/talk/topics/{topic.ref}/reply", "Ginger tea")
    assert Post.objects.filter(topic=topic).count() == 2
    assert "Its page is gone" in team.get(address).content.decode()


def test_the_database_keeps_a_page_with_such_a_list_and_with_no_other() -> None:
    for effect, page in (("link", ""), ("look", PAGE), ("link", "https://elsewhere.example/")):
        with pytest.raises(IntegrityError), transaction.atomic():
            WatchedWords.objects.create(name="G", lines=["g"], effect=effect, page=page)


def test_many_lists_cost_no_more_than_one_and_a_page_is_named_once(
    world: World, sign_in: Any
) -> None:
    topic, ruth = begin(world.gerd, a_board()).topic, sign_in(world.ruth)

    def asked(text: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            ruth.post(f"/talk/topics/{topic.ref}/reply", {"text": text, "act": "preview"})
        return len(caught.captured_queries)

    leads(world)
    asked("Ginger")
    one = asked("Ginger")
    for number in range(8):
        leads(world, f"other{number}", name=f"Other {number}")
    assert asked("Ginger " + " ".join(f"other{number}" for number in range(8))) == one
