"""Columns: one person writes, an editor reads each text, no doctor checks it, and it says so."""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from education.actions.beside import choose_way
from education.actions.columns import (
    declare_author,
    offer_column,
    send_text,
    take_column,
    write_text,
)
from education.actions.drafts import begin_variant, hold_draft, open_draft
from education.actions.involving import offer_draft
from education.actions.outside import ask_outside
from education.erase_parts import forget_columns
from education.models import Article, Column, ColumnAuthor, Correction, ReviewStep, Revision
from education.queries.export import everything
from members.erase_parts import Whom
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from tests.education.path import decides, published, second_editor
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db

AUTHOR = {"public_name": "Rosa", "background": "lives with it since 2009", "has_interests": "no"}


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def taken(world: World, persona: Persona | None = None, title: str = "A slow walk") -> Column:
    second_editor(world)
    with acting_as(world.editor.actor()) as actor:
        row, path = offer_column(actor=actor, title=title, about="", voice="member", language="en")
    with acting_as((persona or world.ruth).actor()) as actor:
        take_column(
            actor=actor, secret=path.rsplit("/", 1)[1], public_name="Rosa", background="",
            no_interests=True, interests="",
        )  # fmt: skip
    return row


def writes(world: World, column: Column, title: str = "Out at last", words: str = "I went.") -> Any:
    with acting_as(world.ruth.actor()) as actor:
        return write_text(
            actor=actor, ref=column.ref, text=None, title=title, sentence="A walk.", words=words
        )


def out(world: World, column: Column, title: str = "Out at last") -> Article:
    """A text of the column readers find."""
    article: Article = writes(world, column, title)
    with acting_as(world.ruth.actor()) as actor:
        send_text(actor=actor, ref=column.ref, text=article.ref)
    decides(world.editor, article)
    article.refresh_from_db()
    return article


def test_from_an_offer_to_a_text_with_its_own_page_and_feed(
    world: World, sign_in: Any, client: Any
) -> None:
    second_editor(world)
    editor, ruth = sign_in(world.editor), sign_in(world.ruth)
    offer = {"title": "A slow walk", "about": "My days.", "voice": "member", "language": "en"}
    assert editor.post("/write/columns/new", {**offer, "title": ""}).status_code == 422
    link = text(editor.post("/write/columns/new", offer)).split('value="http')[1].split('"')[0]
    link = "/columns" + link.split("/columns")[1]
    assert "/sign-in" in client.get(link).headers["Location"]
    assert "search engines find it" in text(ruth.get(link))
    assert ruth.post(link, {**AUTHOR, "public_name": ""}).status_code == 422
    ruth.post(link, AUTHOR)
    assert sign_in(world.gerd).get(link).status_code == 410  # it works once
    column = Column.objects.get()
    mine = f"/columns/mine/{column.ref}"
    assert ruth.post(f"{mine}/new", {"title": "Out", "words": ""}).status_code == 422
    words = {"title": "Out at last", "sentence": "A walk.", "words": "I went **out**."}
    ruth.post(f"{mine}/new", words)
    article = Article.objects.get()
    assert client.get(f"/learn/{article.slug}").status_code == 404
    ruth.post(f"{mine}/texts/{article.ref}/step", {"do": "send"})
    assert "An editor reads it." in text(ruth.get(mine))
    check = text(editor.get(f"/write/{article.ref}/check"))
    assert "A text of a column" in check
    seen = check.split('name="seen" value="')[1].split('"')[0]
    decided = {"decide": "approve", "note": "", "seen": seen}
    assert editor.post(f"/write/{article.ref}/check", decided).status_code == 302
    page = text(client.get(f"/learn/{article.slug}"))
    for told in (
        "One person’s experience, not medically reviewed", "Rosa, lives with it since 2009",
        "no doctor checked it", "<strong>out</strong>", "Something is wrong or unclear",
    ):  # fmt: skip
        assert told in page
    assert "How this page was made" not in page
    assert "Ruth" not in page
    assert "A slow walk" in text(client.get("/columns"))
    assert "Out at last" in text(client.get("/columns/a-slow-walk"))
    feed = client.get("/columns/a-slow-walk/feed")
    entries = ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")  # noqa: S314  (ours)
    assert [one[0].text for one in entries] == ["Out at last"]


def test_its_texts_stand_on_no_list_of_health_pages_and_are_found_with_their_mark(
    world: World, client: Any
) -> None:
    page = published(world, "Living with fatigue")
    article = out(world, taken(world))
    for address in ("/learn", "/learn/a-z", "/learn/stage/days"):
        shown = text(client.get(address))
        assert page.slug in shown
        assert article.slug not in shown
    found = text(client.get("/search?q=walk"))
    assert article.slug in found
    assert "not checked by a doctor" in found


def test_an_expert_says_so_and_declares_her_interests(world: World, client: Any) -> None:
    column = taken(world)
    Column.objects.update(voice="expert")
    with acting_as(world.ruth.actor()) as actor:
        declare_author(
            actor=actor, ref=column.ref, public_name="Dr Rosa", background="nurse",
            no_interests=False, interests="Paid by a maker of shoes.",
        )  # fmt: skip
    page = text(client.get(f"/learn/{out(world, column).slug}"))
    assert "One expert’s view, not medically reviewed" in page
    assert "Interests: Paid by a maker of shoes." in page


def test_whoever_wrote_does_not_publish_and_a_reviewer_neither(world: World) -> None:
    column = taken(world, world.editor)
    with acting_as(world.editor.actor()) as actor:
        article = write_text(
            actor=actor, ref=column.ref, text=None, title="Mine", sentence="Me.", words="Me."
        )
        send_text(actor=actor, ref=column.ref, text=article.ref)
    for persona in (world.editor, world.reviewer, world.ruth):
        with pytest.raises(PermissionDenied):
            decides(persona, article)
    decides(world.publisher, article)
    article.refresh_from_db()
    assert article.live_id
    assert article.review_by is None


def test_sent_back_she_reads_why_and_is_told_without_a_word_of_it(
    world: World, sign_in: Any
) -> None:
    column = taken(world)
    article = writes(world, column)
    with acting_as(world.ruth.actor()) as actor:
        send_text(actor=actor, ref=column.ref, text=article.ref)
    ruth, mine = sign_in(world.ruth), f"/columns/mine/{column.ref}"
    one = f"{mine}/texts/{article.ref}"
    again = {"title": "Out", "sentence": "A walk.", "words": "I went far."}
    assert "Take it back" in text(ruth.post(one, again), 403)
    decides(world.editor, article, approve=False, note="Leave out your neighbour’s name.")
    assert "Leave out your neighbour’s name." in text(ruth.get(mine))
    assert ruth.post(one, again).status_code == 302
    assert Outbox.objects.filter(person_id=world.ruth.person.pk).count() == 1
    for mail in deliver():
        assert_neutral(mail, also=["walk", "neighbour", "Rosa"])


def test_she_is_told_when_it_is_out_and_changes_it_without_taking_it_off(
    world: World, sign_in: Any, client: Any
) -> None:
    column = taken(world)
    article = out(world, column)
    hers = Outbox.objects.filter(kind="education.answered", person_id=world.ruth.person.pk)
    assert hers.count() == 1
    one = f"/columns/mine/{column.ref}/texts/{article.ref}"
    sign_in(world.ruth).post(one, {"title": "Farther", "sentence": "A walk.", "words": "Far."})
    assert "Out at last" in text(client.get(f"/learn/{article.slug}"))
    with acting_as(world.ruth.actor()) as actor:
        send_text(actor=actor, ref=column.ref, text=article.ref)
    decides(world.editor, article)
    assert "Farther" in text(client.get(f"/learn/{article.slug}"))


def test_paused_it_says_so_and_takes_no_text_until_she_goes_on(
    world: World, sign_in: Any, client: Any
) -> None:
    column = taken(world)
    article = out(world, column)
    ruth, mine = sign_in(world.ruth), f"/columns/mine/{column.ref}"
    ruth.post(f"{mine}/step", {"do": "pause"})
    assert "It pauses since" in text(client.get("/columns/a-slow-walk"))
    with pytest.raises(PermissionDenied, match="pauses"):
        writes(world, column, "More")
    ruth.post(f"{mine}/step", {"do": "go-on"})
    writes(world, column, "More")
    ruth.post(f"{mine}/step", {"do": "end"})
    assert "This column ended on" in text(client.get("/columns/a-slow-walk"))
    ruth.post(f"{mine}/step", {"do": "go-on"})
    with pytest.raises(PermissionDenied, match="has ended"):
        writes(world, column, "Even more")
    assert client.get(f"/learn/{article.slug}").status_code == 200


def test_taken_away_by_its_author_a_text_is_found_no_more(
    world: World, sign_in: Any, client: Any
) -> None:
    column = taken(world)
    article = out(world, column)
    away = f"/columns/mine/{column.ref}/texts/{article.ref}/step"
    assert sign_in(world.gerd).post(away, {"do": "away"}).status_code == 404
    sign_in(world.ruth).post(away, {"do": "away"})
    page = text(client.get(f"/learn/{article.slug}"))
    assert "Whoever wrote it took it away." in page
    assert "I went." not in page
    assert article.slug not in text(client.get("/search?q=walk"))
    assert "Out at last" not in text(client.get("/columns/a-slow-walk"))
    assert "Out at last" not in client.get("/columns/a-slow-walk/feed").content.decode()


def test_others_columns_are_nobodys_to_see_write_or_end(world: World, sign_in: Any) -> None:
    column = taken(world)
    article = writes(world, column)
    mine = f"/columns/mine/{column.ref}"
    for persona in (world.gerd, world.editor):
        browser = sign_in(persona)
        for address in (mine, f"{mine}/me", f"{mine}/new", f"{mine}/texts/{article.ref}"):
            assert browser.get(address).status_code == 404
        assert browser.post(f"{mine}/step", {"do": "end"}).status_code == 404
        with acting_as(persona.actor()) as actor, pytest.raises(Http404):
            send_text(actor=actor, ref=column.ref, text=article.ref)
    for address in ("/write/columns", "/write/columns/new", f"/write/columns/{column.ref}"):
        assert sign_in(world.ruth).get(address).status_code == 403


def test_an_offer_ends_with_a_newer_one_and_an_editor_ends_a_column(
    world: World, sign_in: Any
) -> None:
    editor = sign_in(world.editor)
    with acting_as(world.editor.actor()) as actor:
        row, first = offer_column(actor=actor, title="A", about="", voice="member", language="en")
    again = text(editor.post(f"/write/columns/{row.ref}/step", {"do": "link"}))
    second = "/columns" + again.split('value="http')[1].split('"')[0].split("/columns")[1]
    ruth = sign_in(world.ruth)
    assert ruth.get(first).status_code == 410
    assert ruth.get(second).status_code == 200
    editor.post(f"/write/columns/{row.ref}/step", {"do": "end"})
    assert ruth.post(second, AUTHOR).status_code == 410
    assert not ColumnAuthor.objects.exists()


def test_a_sixth_text_waits_until_one_is_published(world: World) -> None:
    column = taken(world)
    for n in range(5):
        writes(world, column, f"Text {n}")
    with pytest.raises(PermissionDenied, match="Five texts"):
        writes(world, column, "One more")


def test_readers_notes_reach_the_editors(world: World, client: Any) -> None:
    article = out(world, taken(world))
    client.post(f"/learn/{article.slug}/correct", {"text": "That is no cure."})
    with acting_as(world.editor.actor()) as actor:
        assert Correction.objects.visible_to(actor).get().article_id == article.pk
        assert not own_rows(Correction, actor).exists()


def test_nobody_else_changes_her_words_and_they_never_become_a_health_page(world: World) -> None:
    article = out(world, taken(world))
    with acting_as(world.editor.actor()) as actor:
        with pytest.raises(PermissionDenied, match="author’s words"):
            begin_variant(actor=actor, ref=article.ref, title="Again", easy=True)
        for change in (open_draft, hold_draft):
            with pytest.raises(PermissionDenied, match="author’s words"):
                change(actor=actor, ref=article.ref)
        told = everything(actor=actor, history=False)
    assert article.slug not in [one["slug"] for one in told["articles"]]
    assert [one["column"] for one in told["texts_of_columns"]] == ["A slow walk"]


def sent_one(world: World, column: Column, title: str = "Out at last") -> Article:
    """A text an editor is to read."""
    article: Article = writes(world, column, title)
    with acting_as(world.ruth.actor()) as actor:
        send_text(actor=actor, ref=column.ref, text=article.ref)
    return article


BEHIND = ("", "/preview", "/history", "/check", "/outside", "/remarks", "/paper")


def test_what_she_has_not_sent_nobody_else_reads(world: World, sign_in: Any) -> None:
    column = taken(world)
    draft, gone = writes(world, column, "Nobody’s business"), sent_one(world, column, "Not this")
    ruth, mine = sign_in(world.ruth), f"/columns/mine/{column.ref}/texts"
    for persona in (world.editor, world.reviewer):
        assert sign_in(persona).get(f"/write/{gone.ref}/preview").status_code == 200  # sent
    ruth.post(f"{mine}/{gone.ref}/step", {"do": "away"})
    for persona in (world.editor, world.reviewer):
        browser = sign_in(persona)
        for address in ("/write", "/write?q=business", "/write?q=this"):
            page = text(browser.get(address))
            assert "Nobody’s business" not in page
            assert "Not this" not in page
        for article in (draft, gone):
            for part in BEHIND:
                assert browser.get(f"/write/{article.ref}{part}").status_code == 404
    with acting_as(world.editor.actor()) as actor:
        for article in (draft, gone):
            with pytest.raises(PermissionDenied, match="draft of this page"):
                ask_outside(
                    actor=actor, ref=article.ref, task="lay", called="A", email="", language="en"
                )
        told = everything(actor=actor, history=True)["texts_of_columns"]
    assert told == []
    ruth.post(f"{mine}/{draft.ref}/step", {"do": "send"})
    assert "Nobody’s business" in text(sign_in(world.editor).get("/write"))


def test_a_new_draft_of_a_text_that_is_out_is_hers_until_she_sends_it(
    world: World, sign_in: Any
) -> None:
    column = taken(world)
    article = out(world, column)
    again = {"title": "Secretly farther", "sentence": "A walk.", "words": "My neighbour Fritz."}
    sign_in(world.ruth).post(f"/columns/mine/{column.ref}/texts/{article.ref}", again)
    editor = sign_in(world.editor)
    for part in ("", "/preview", "/history", "/remarks"):
        page = text(editor.get(f"/write/{article.ref}{part}"))
        assert "Secretly" not in page
        assert "Fritz" not in page
    assert editor.get(f"/write/{article.ref}/compare/1/2").status_code == 404
    assert "Out at last" not in text(editor.get("/write?q=Secretly"))
    with acting_as(world.editor.actor()) as actor:
        (told,) = everything(actor=actor, history=True)["texts_of_columns"]
    assert [one["title"] for one in told["texts"]] == ["Out at last"]


def test_a_link_to_what_she_sent_opens_nothing_once_she_took_it_back(
    world: World, sign_in: Any, client: Any
) -> None:
    column = taken(world)
    article = sent_one(world, column)
    with acting_as(world.editor.actor()) as actor:
        with pytest.raises(PermissionDenied, match="author’s words"):
            offer_draft(actor=actor, ref=article.ref, wanted=3)
        path = ask_outside(
            actor=actor, ref=article.ref, task="lay", called="A", email="", language="en"
        )[1]
    assert "I went." in text(client.get(path))
    back = f"/columns/mine/{column.ref}/texts/{article.ref}/step"
    sign_in(world.ruth).post(back, {"do": "back"})
    assert client.get(path).status_code == 410


def test_an_editor_goes_on_writing_her_own_column_from_her_work(world: World, sign_in: Any) -> None:
    column = taken(world, world.editor)
    with acting_as(world.editor.actor()) as actor:
        article = write_text(
            actor=actor, ref=column.ref, text=None, title="Mine", sentence="Me.", words="Me."
        )
    editor, mine = sign_in(world.editor), f"/columns/mine/{column.ref}/texts/{article.ref}"
    assert mine in text(editor.get("/write"))
    assert editor.get(mine).status_code == 200


def test_what_its_author_took_away_no_editor_brings_back(
    world: World, sign_in: Any, client: Any
) -> None:
    column = taken(world)
    article = out(world, column)
    sign_in(world.ruth).post(f"/columns/mine/{column.ref}/texts/{article.ref}/step", {"do": "away"})
    editor = sign_in(world.editor)
    page = text(editor.get(f"/write/{article.ref}"))
    for offered in ("Bring it back", "Change this page", "Write on it", "Translate it"):
        assert offered not in page
    assert editor.post(f"/write/{article.ref}/bring-back").status_code == 403
    assert "I went." not in text(client.get(f"/learn/{article.slug}"))


def test_an_editor_still_lays_a_text_of_a_column_aside(world: World, sign_in: Any) -> None:
    article = out(world, taken(world))
    page = text(sign_in(world.editor).get(f"/write/{article.ref}"))
    assert "Lay it aside" in page
    assert "Change this page" not in page


def test_taken_away_while_an_editor_was_to_read_it_it_waits_for_nobody(
    world: World, sign_in: Any
) -> None:
    column = taken(world)
    article = sent_one(world, column)
    editor = sign_in(world.editor)
    assert "Out at last" in text(editor.get("/write"))
    sign_in(world.ruth).post(f"/columns/mine/{column.ref}/texts/{article.ref}/step", {"do": "away"})
    assert "Out at last" not in text(editor.get("/write"))
    assert not ReviewStep.objects.filter(state="open").exists()


def test_erased_while_an_editor_was_to_read_it_it_waits_for_nobody(
    world: World, sign_in: Any
) -> None:
    column = taken(world)
    sent_one(world, column)
    writes(world, column, "A draft")
    with acting_as(System(Purpose.ERASE)):
        forget_columns(
            Whom(
                world.ruth.person.pk, uuid4(), world.ruth.account.pk, uuid4(), address="",
                language="en",
            )
        )  # fmt: skip
    assert not ReviewStep.objects.filter(state="open").exists()
    assert set(Revision.objects.values_list("state", flat=True)) == {"dropped"}
    assert "Read and decide" not in text(sign_in(world.editor).get("/write"))


def test_with_one_doctor_too_somebody_else_publishes_her_text(world: World) -> None:
    column = taken(world, world.editor)
    with acting_as(world.editor.actor()) as actor:
        article = write_text(
            actor=actor, ref=column.ref, text=None, title="Mine", sentence="Me.", words="Me."
        )
        send_text(actor=actor, ref=column.ref, text=article.ref)
    with acting_as(world.administrator.actor()) as actor:
        choose_way(actor=actor, one_doctor=True)
    with pytest.raises(PermissionDenied, match="does not check it"):
        decides(world.editor, article)
    decides(world.publisher, article)


def test_lists_ask_the_database_as_often_for_many(world: World, sign_in: Any, client: Any) -> None:
    column = taken(world)
    out(world, column)
    ruth, editor = sign_in(world.ruth), sign_in(world.editor)
    addresses = (
        (client, "/columns"), (client, "/columns/a-slow-walk"), (editor, "/write/columns"),
        (ruth, f"/columns/mine/{column.ref}"), (ruth, "/columns/mine"),
    )  # fmt: skip
    before = [_counted(browser, address) for browser, address in addresses]
    for n in range(2):
        out(world, column, f"Text {n}")
        out(world, taken(world, title=f"Column {n}"), f"Other {n}")
    assert [_counted(browser, address) for browser, address in addresses] == before
    assert Revision.objects.filter(state="published").count() == 5


def _counted(browser: Any, address: str) -> int:
    text(browser.get(address))
    with CaptureQueriesContext(connection) as queries:
        text(browser.get(address))
    return len(queries)
