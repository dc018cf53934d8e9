"""A post stays, with a note above it and a page of ours: with reasons for its author, undone at will."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from forums.actions.checking_notes import check_notes
from forums.models import Post
from moderation.actions.deciding import undo_decision
from moderation.models import Decision
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, decided, rows, the_case, told
from tests.personas import World

pytestmark = pytest.mark.django_db
SAID = "What is known about this reads differently."
NOTE = {"after": "context", "said": SAID, "path": "/about/contact"}


def stands(post: Post) -> tuple[str, bool]:
    now = Post.objects.get(pk=post.pk)
    return now.state, now.context_on


def test_it_stays_with_a_note_above_it_and_its_author_reads_why(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(), "Ginger heals this")
    told(world.gerd, post, "wrong")
    case, client = the_case(world), sign_in(world.moderator)
    address = f"/moderation/cases/{case.ref}"
    assert "Put a note above it" in client.get(address).content.decode()
    sent = {**NOTE, "version": 1, "thing_version": 1, "rule": "1", "why": "No study shows it"}
    for left_out in ({"said": ""}, {"path": ""}, {"why": ""}, {"rule": ""}):
        assert client.post(address, {**sent, **left_out}).status_code == 403
    elsewhere = client.post(address, {**sent, "path": "https://elsewhere.example/about/contact"})
    assert elsewhere.status_code == 403 and "no such page" in elsewhere.content.decode()
    assert stands(post) == ("published", False)
    assert client.post(address, {**sent, "path": "http://localhost:8000/about/contact"})
    assert stands(post) == ("published", True)
    page = sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert page.index(SAID) < page.index("Ginger heals this")
    assert 'href="/about/contact"' in page
    with acting_as(world.moderator.actor()):
        decision = rows(world, Decision).get()
    reasons = sign_in(world.ruth).get(f"/me/decisions/{decision.ref}").content.decode()
    assert "No study shows it" in reasons and SAID in reasons and "Object" in reasons
    assert sign_in(world.gerd).get(f"/me/decisions/{decision.ref}").status_code == 404


def test_undone_and_undone_again_the_note_goes_and_comes_back(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    with_note = decided(world.moderator, the_case(world), **NOTE)
    other = another_moderator()
    told(other, post, "wrong")
    case = the_case(world, state="open")
    off = decided(world.moderator, case, "published")
    assert stands(post) == ("published", False)
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=off.ref)
    assert stands(post) == ("published", True)
    assert Post.objects.get(pk=post.pk).context["said"] == SAID
    assert with_note.label == Post.objects.get(pk=post.pk).context


def test_undoing_the_note_takes_it_off(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decision = decided(world.moderator, the_case(world), **NOTE)
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=decision.ref)
    assert stands(post) == ("published", False)
    page = sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert SAID not in page and "Hello" in page


@pytest.mark.parametrize("before", ["folded", "held"])
def test_undone_where_readers_had_not_found_it_open_nothing_of_the_note_stays(
    world: World, before: str
) -> None:
    post = begin(world.ruth, a_board(holds_all=before == "held"))
    if before == "folded":
        told(world.gerd, post)
        decided(world.moderator, the_case(world), "folded")
        told(another_moderator(), post, "wrong")
    decision = decided(world.moderator, the_case(world, state="open"), **NOTE)
    assert stands(post) == ("published", True)
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=decision.ref)
    assert stands(post) == (before, False)


def test_folded_over_a_note_it_keeps_it_inside_and_let_through_it_is_gone(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decided(world.moderator, the_case(world), **NOTE)
    told(another_moderator(), post, "wrong")
    decided(world.moderator, the_case(world, state="open"), "folded")
    assert stands(post) == ("folded", True)
    told(another_moderator("Pim D."), post, "private")
    decided(world.moderator, the_case(world, state="open"), "published")
    assert stands(post) == ("published", False)


def test_what_waits_can_come_out_with_a_note(world: World) -> None:
    post = begin(world.ruth, a_board(holds_all=True))
    assert stands(post) == ("held", False)
    decided(world.moderator, the_case(world), **NOTE)
    assert stands(post) == ("published", True) and Post.objects.get(pk=post.pk).no == 1


def test_nobody_puts_a_note_above_what_she_reported(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.moderator, post)
    with pytest.raises(PermissionDenied, match="yourself"):
        decided(world.moderator, the_case(world), **NOTE)
    assert stands(post) == ("published", False)


def test_while_its_page_is_gone_a_note_leads_nowhere_and_the_team_finds_it(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decided(world.moderator, the_case(world), **NOTE)
    gerd, where = sign_in(world.gerd), f"/talk/topics/{post.topic.ref}"
    line = "A note above a post led to a page that is gone"
    assert check_notes() == 0 and "Read “" in gerd.get(where).content.decode()
    context = {**Post.objects.get(pk=post.pk).context, "path": "/about/withdrawn"}
    Post.objects.filter(pk=post.pk).update(context=context)
    assert check_notes() == 1 and check_notes() == 0
    page = gerd.get(where).content.decode()
    assert SAID in page and "Read “" not in page and "/about/withdrawn" not in page
    team = sign_in(world.moderator)
    assert line in team.get("/start").content.decode()
    assert line not in gerd.get("/start").content.decode()
    Post.objects.filter(pk=post.pk).update(context={**context, "path": "/about/contact"})
    assert check_notes() == 1
    assert "Read “" in gerd.get(where).content.decode()
    assert line not in team.get("/start").content.decode()


def test_a_note_whose_page_is_gone_is_taken_off_from_the_post(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decided(world.moderator, the_case(world), **NOTE)
    context = {**Post.objects.get(pk=post.pk).context, "path": "/about/withdrawn"}
    Post.objects.filter(pk=post.pk).update(context=context)
    assert check_notes() == 1
    team = sign_in(world.moderator)
    assert "Take the note off" in team.get("/start").content.decode()
    decide = f"/moderation/look/post/{post.ref}"
    assert decide in team.get(f"/talk/topics/{post.topic.ref}").content.decode()
    page = team.post(decide, follow=True).content.decode()
    assert SAID in page and 'href="/about/withdrawn"' not in page
    decided(world.moderator, the_case(world, state="open"), "published")
    assert stands(post) == ("published", False)
    assert "Take the note off" not in team.get("/start").content.decode()
