"""What a reader wants folded: words of her own, and content notes open; for her alone."""

from __future__ import annotations

from typing import Any

import pytest

from forums.models import FoldedWords, Writer
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin
from tests.personas import World

pytestmark = pytest.mark.django_db


def test_posts_with_her_words_are_folded_for_her_alone(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board(), "The operation went well").topic
    ruth, gerd, where = sign_in(world.ruth), sign_in(world.gerd), f"/talk/topics/{topic.ref}"
    assert "want folded stand" not in gerd.get(where).content.decode()
    sent = {"typed": "operat\n\nrelapse"}
    assert gerd.post("/talk/folding", sent).status_code == 302
    for page in (where, f"{where}/print"):
        assert "want folded stand" in gerd.get(page).content.decode()
    assert "relapse" in gerd.get("/talk/folding").content.decode()
    answer(world.gerd, topic, "My operation too")
    page = gerd.get(where).content.decode()
    assert page.count("want folded stand") == 1  # never her own
    assert "want folded stand" not in ruth.get(where).content.decode()
    gerd.post("/talk/folding", {"typed": " "})
    assert "want folded stand" not in gerd.get(where).content.decode()
    with acting_as(world.gerd.actor()) as actor:
        assert not FoldedWords.objects.visible_to(actor).exists()


def test_the_search_shows_nothing_of_what_she_wants_folded(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board(), "The operation on my zebrafish went well").topic
    ruth, gerd = sign_in(world.ruth), sign_in(world.gerd)
    answer(world.gerd, topic, "An operation on my zebrafish, too")
    for client in (gerd, ruth):
        assert "went well" in client.get("/search?q=zebrafish").content.decode()
    gerd.post("/talk/folding", {"typed": "operation"})
    page = gerd.get("/search?q=zebrafish").content.decode()
    assert "want folded stand" in page and "went well" not in page
    assert "</mark>, too" in page  # never her own
    assert "went well" in ruth.get("/search?q=zebrafish").content.decode()


def test_content_notes_stand_open_for_who_wants_it(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board(), "It bled", note="an operation").topic
    gerd, where = sign_in(world.gerd), f"/talk/topics/{topic.ref}"
    assert "Open the post of" in gerd.get(where).content.decode()
    gerd.post("/talk/folding", {"opens_notes": "on"})
    page = gerd.get(where).content.decode()
    assert "Open the post of" not in page and "Content note: an operation" in page
    gerd.post("/talk/folding", {"opens_notes": "on", "typed": "operation"})
    assert "want folded stand" in gerd.get(where).content.decode()  # her words before all notes
    assert Writer.objects.get(person=world.gerd.person).opens_notes


def test_only_she_reads_her_words(world: World, sign_in: Any) -> None:
    sign_in(world.gerd).post("/talk/folding", {"typed": "a word of Gerd"})
    for who in (world.ruth, world.moderator, world.administrator):
        with acting_as(who.actor()) as actor:
            assert not FoldedWords.objects.visible_to(actor).exists()
    assert "a word of Gerd" not in sign_in(world.ruth).get("/talk/folding").content.decode()


def test_staff_who_are_no_members_choose_nothing(world: World, sign_in: Any) -> None:
    found = sign_in(world.researcher).post("/talk/folding", {"typed": "word"})
    assert found.status_code == 403
