"""Asking about a page: a topic that begins with it, or a message to one's guide; pages a guide gives."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from education.actions.guiding import let_guide_go
from education.models import Article, Enrolment, GuideAssignment, GuideMessage
from forums.models import Post, Topic
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.education.path import published
from tests.education.test_guides import guided
from tests.forums.talking import a_board
from tests.personas import World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
TITLE = "Living with fatigue"


def test_a_topic_begins_with_the_title_and_address_of_the_page(world: World, sign_in: Any) -> None:
    board, article = a_board(), published(world)
    ruth = sign_in(world.ruth)
    page = ruth.get(f"/learn/{article.slug}").content.decode()
    assert f"/learn/{article.slug}/ask" in page
    asked = ruth.get(f"/learn/{article.slug}/ask")
    assert "Members can read this." in text_of(asked)
    begin = f"/talk/boards/{board.ref}/begin?about={article.slug}"
    assert begin in asked.content.decode()
    first = ruth.get(begin)
    assert first.context["form"]["title"].value() == f"About: {TITLE}"
    assert f'href="/learn/{article.slug}"' in first.content.decode()
    assert not Topic.objects.exists()  # nothing is written before she presses
    second = ruth.post(begin, {"act": "title", "title": "How do you rest?"})
    form = second.context["form"]
    assert form["title"].value() == "How do you rest?"
    assert form["text"].value().strip().endswith(f"/learn/{article.slug}")
    ruth.post(
        begin,
        {
            "act": "send", "title": "How do you rest?", "text": f"{form['text'].value()}At work?",
            "audience": form["audience"].value(), "client_ref": str(form["client_ref"].value()),
        },
    )  # fmt: skip
    assert f"/learn/{article.slug}" in Post.objects.get().text


def test_what_she_began_before_is_not_written_over(world: World, sign_in: Any) -> None:
    board, article = a_board(), published(world)
    ruth, begin = sign_in(world.ruth), ""
    begin = f"/talk/boards/{board.ref}/begin"
    ruth.post(begin, {"act": "keep", "title": "Mine", "text": "Half a thought"})
    form = ruth.get(f"{begin}?about={article.slug}").context["form"]
    assert (form["title"].value(), form["text"].value()) == ("Mine", "Half a thought")


def test_pages_nobody_may_read_begin_nothing(world: World, sign_in: Any) -> None:
    board, article = a_board(), published(world)
    ruth = sign_in(world.ruth)
    Article.objects.filter(pk=article.pk).update(archived_at=timezone.now())
    assert ruth.get(f"/learn/{article.slug}/ask").status_code == 404
    for name in (article.slug, "nothing-here", "x" * 400):
        first = ruth.get(f"/talk/boards/{board.ref}/begin?about={name}")
        assert TITLE not in text_of(first)
        assert not first.context["form"]["title"].value()


def test_visitors_sign_in_first_and_who_may_begin_no_topic_is_offered_none(
    world: World, sign_in: Any, client: Any
) -> None:
    board, article = a_board(starters="team"), published(world)
    assert client.get(f"/learn/{article.slug}/ask").status_code == 302
    page = sign_in(world.ruth).get(f"/learn/{article.slug}/ask")
    assert str(board.ref) not in page.content.decode()
    assert "Ask us to call you" in text_of(page)
    assert "Your guide" not in text_of(page)


def test_a_question_about_a_page_goes_to_the_guide_who_goes_along(
    world: World, sign_in: Any
) -> None:
    row, article = guided(world), published(world)
    ruth, guide = sign_in(world.ruth), sign_in(world.guide)
    address = f"/programmes/mine/{row.ref}/guide?about={article.slug}"
    asked = ruth.get(f"/learn/{article.slug}/ask").content.decode()
    assert address in asked
    assert address not in sign_in(world.gerd).get(f"/learn/{article.slug}/ask").content.decode()
    page = text_of(ruth.get(address))
    assert f"You ask about the page: {TITLE}" in page
    assert "Your guide reads it, or whoever stands in." in page
    assert ruth.post(address, {"text": ""}).status_code == 422
    ruth.post(address, {"text": "What does it mean for me?"})
    shown = guide.get(f"/guide/{assignment_of(world).ref}")
    assert f"About the page: {TITLE}" in text_of(shown)
    # She let her go: nobody is offered, and nothing of it stays among pages she was given.
    with acting_as(world.ruth.actor()) as actor:
        let_guide_go(actor=actor, ref=row.ref, language="en")
    assert address not in ruth.get(f"/learn/{article.slug}/ask").content.decode()
    assert "Pages you were given" not in text_of(ruth.get("/learn/saved"))


def assignment_of(world: World) -> GuideAssignment:
    with acting_as(world.ruth.actor()) as actor:
        return own_rows(GuideAssignment, actor).get()


def test_a_guide_gives_a_page_and_it_stands_among_those_she_was_given(
    world: World, sign_in: Any
) -> None:
    row, article = guided(world), published(world)
    german = published(world, "Müde sein", language="de")
    ruth, guide = sign_in(world.ruth), sign_in(world.guide)
    desk = f"/guide/{assignment_of(world).ref}"
    offered = [slug for slug, _title in guide.get(desk).context["form"].fields["page"].choices]
    assert article.slug in offered
    assert german.slug not in offered  # her programme is in English
    assert guide.post(desk, {"text": "Read.", "page": german.slug}).status_code == 422
    for words in ("This may help.", "Once more."):
        guide.post(desk, {"text": words, "page": article.slug})
    guide.post(desk, {"text": "No page this time.", "page": ""})
    messages = text_of(ruth.get(f"/programmes/mine/{row.ref}/guide"))
    assert messages.count(f"A page to read: {TITLE}") == 2
    kept = ruth.get("/learn/saved")
    assert text_of(kept).count(TITLE) == 1
    assert f"By {world.guide.name}" in text_of(kept)
    for persona in (world.gerd, world.guide):
        assert TITLE not in text_of(sign_in(persona).get("/learn/saved"))


def test_pages_given_are_asked_for_as_often_for_many(world: World, sign_in: Any) -> None:
    row = guided(world)
    guide, ruth = sign_in(world.guide), sign_in(world.ruth)
    desk, counts = f"/guide/{assignment_of(world).ref}", []
    for n in range(3):
        article = published(world, f"Page {n}")
        guide.post(desk, {"text": "Read this.", "page": article.slug})
        with CaptureQueriesContext(connection) as seen:
            assert len(ruth.get("/learn/saved").context["given"]) == n + 1
            ruth.get(f"/programmes/mine/{row.ref}/guide")
        counts.append(len(seen))
    assert counts[1] == counts[2]
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(GuideMessage, actor).exclude(article=None).count() == 3
        assert own_rows(Enrolment, actor).count() == 1
