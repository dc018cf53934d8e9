"""Texts of the team: kept in each language, put into the box, and still the moderator's own words."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

from forums.actions.drafts import save_draft
from forums.models import Post
from moderation.actions.reporting import report_thing
from moderation.models import Case, Decision, PrivateWord, SavedReply, Triage
from po_platform.access.actor import acting_as
from po_platform.kit.danger_words import sounds_like_danger
from tests.forums.talking import a_board, begin
from tests.moderation.cases import rows, the_case, told
from tests.moderation.test_heard import DANGER
from tests.personas import World

pytestmark = pytest.mark.django_db
TEXTS = {
    "use": "decision",
    "title_en": "A number", "title_de": "Eine Nummer",
    "text_en": "Leave the number out.", "text_de": "Lassen Sie die Nummer weg.",
}  # fmt: skip


def test_a_text_is_written_changed_put_away_and_brought_back(world: World, sign_in: Any) -> None:
    SavedReply.objects.all().delete()
    team, page = sign_in(world.moderator), "/moderation/texts"
    assert sign_in(world.ruth).get(page).status_code == 403
    assert "There is no text yet." in team.get(page).content.decode()
    missing = team.post(f"{page}/new", {**TEXTS, "text_de": " "})
    assert missing.status_code == 422 and "Leave the number out." in missing.content.decode()
    team.post(f"{page}/new", TEXTS)
    row = SavedReply.objects.get()
    team.post(f"{page}/{row.pk}", {**TEXTS, "text_en": "Leave it out."})
    assert "Leave it out." in team.get(page).content.decode()
    team.post(f"{page}/{row.pk}/away")
    assert "Put away." in team.get(page).content.decode()
    team.post(f"{page}/{row.pk}/away", {"away": "no"})
    assert SavedReply.objects.get().put_away_at is None
    assert team.get(f"{page}/{2**70}").status_code == 404


def test_a_text_is_put_into_the_box_in_the_authors_language(world: World, sign_in: Any) -> None:
    world.ruth.account.language = "de"
    world.ruth.account.save()
    saved = {
        name: {code: TEXTS[f"{name}_{code}"] for code in ("en", "de")} for name in ("title", "text")
    }
    row, put_away = SavedReply.objects.create(**saved), SavedReply.objects.create(**saved)
    told(world.gerd, begin(world.ruth, a_board()))
    case, team = the_case(world), sign_in(world.moderator)
    page = f"/moderation/cases/{case.ref}"
    assert "Put it into the box" in team.get(page).content.decode()
    team.post(f"/moderation/texts/{put_away.pk}/away")
    read = {"version": case.version, "thing_version": 1, "after": "returned", "rule": "1"}
    for number in ("", "x", str(put_away.pk), str(2**70)):
        none = team.post(page, {**read, "why": "Mine.", "act": "insert", "reply": number})
        assert "Choose a text of ours first" in none.content.decode()
        assert "Mine." in none.content.decode()
    shown = team.post(page, {**read, "why": "Mine.", "act": "insert", "reply": str(row.pk)})
    body = shown.content.decode()
    assert shown.status_code == 200 and "Mine.\n\nLassen Sie die Nummer weg.</textarea>" in body
    assert re.search(r'value="returned"[^>]* checked', body)
    assert Post.objects.get().state == "published"
    team.post(page, {**read, "why": "Lassen Sie nur die Nummer weg."})
    with acting_as(world.moderator.actor()):
        assert rows(world, Decision).get().why == "Lassen Sie nur die Nummer weg."


def a_text(use: str, triage: str = "", **more: Any) -> SavedReply:
    words = {code: f"{use} {triage or 'for anything'} in {code}" for code in ("en", "de")}
    return SavedReply.objects.create(title=words, text=words, use=use, triage=triage, **more)


@pytest.fixture
def worried(world: World) -> Case:
    """Gerd is worried about Ruth, who reads German."""
    SavedReply.objects.all().delete()
    world.ruth.account.language = "de"
    world.ruth.account.save()
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    return the_case(world)


def reads(client: Any, case: Case, what: str) -> str:
    page = client.post(f"/moderation/cases/{case.ref}/next-step", {"triage": what}, follow=True)
    return str(page.content.decode())


def test_a_text_for_what_was_read_is_put_into_a_word_in_private(
    world: World, worried: Case, sign_in: Any
) -> None:
    row, other = a_text("word", "thoughts", unread=True), a_text("word", "grief")
    anything, decision = a_text("word"), a_text("decision")
    team = sign_in(world.moderator)
    shown = reads(team, worried, "thoughts")
    mark = "word thoughts in en (have this read by a professional)"
    assert shown.index(mark) < shown.index("word for anything in en</option>")
    assert "word grief in en" not in shown
    page = f"/moderation/cases/{worried.ref}/word"
    given = {"word-text": "Dear Ruth", "word-client_ref": str(uuid4()), "act": "insert"}
    put = team.post(page, {**given, "reply": str(row.pk)})
    assert put.status_code == 200
    assert "Dear Ruth\n\nword thoughts in de</textarea>" in put.content.decode()
    for wrong in ("", "x", str(decision.pk), str(2**70)):
        none = team.post(page, {**given, "reply": wrong}).content.decode()
        assert "Choose a text of ours first" in none and "Dear Ruth</textarea>" in none
    with acting_as(world.moderator.actor()):
        assert not rows(world, PrivateWord).exists(), "nothing is sent by it"
    assert other.pk and anything.pk
    for who in (world.ruth, world.gerd):
        assert sign_in(who).post(page, {**given, "reply": str(row.pk)}).status_code == 403


def test_a_text_for_what_was_read_begins_a_public_answer(
    world: World, worried: Case, sign_in: Any
) -> None:
    row, word = a_text("answer", "thoughts"), a_text("word", "thoughts")
    team, topic = sign_in(world.moderator), Post.objects.get().topic
    before = team.get(f"/moderation/cases/{worried.ref}").content.decode()
    assert "Answer publicly</h2>" not in before
    address = f"/talk/topics/{topic.ref}/reply?to=1&text={row.pk}"
    assert address.replace("&", "&amp;") in reads(team, worried, "thoughts")
    assert "answer thoughts in de</textarea>" in team.get(address).content.decode()
    for number in (str(word.pk), "x", str(2**70)):
        other = team.get(f"/talk/topics/{topic.ref}/reply?to=1&text={number}")
        assert other.status_code == 200 and "thoughts in de" not in other.content.decode()
    assert "thoughts in de" not in sign_in(world.gerd).get(address).content.decode()
    assert topic.written.count() == 1, "nothing is sent by it"
    with acting_as(world.moderator.actor()) as actor:
        save_draft(actor=actor, kind="topic", ref=topic.ref, text="Begun before")
    begun = team.get(address).content.decode()
    assert "Begun before\n\nanswer thoughts in de</textarea>" in begun


def test_words_to_the_team_have_no_public_answer(world: World, worried: Case, sign_in: Any) -> None:
    a_text("answer", "thoughts")
    with acting_as(world.gerd.actor()) as actor:
        report_thing(actor=actor, kind="post", ref=worried.thing, reason="rude", text=DANGER)
    with acting_as(world.moderator.actor()):
        case = rows(world, Case).get(kind="told")
    shown = reads(sign_in(world.moderator), case, "thoughts")
    assert "Answer publicly</h2>" not in shown and "A word in private" in shown


def test_a_moderator_says_that_a_professional_has_read_a_text_of_danger(
    world: World, sign_in: Any
) -> None:
    SavedReply.objects.all().delete()
    team, page = sign_in(world.moderator), "/moderation/texts"
    given = {**TEXTS, "use": "word", "triage": "grief"}
    team.post(f"{page}/new", given)
    row, mark = SavedReply.objects.get(), "Have this read by a professional before you rely on it."
    assert (row.use, row.triage, row.unread) == ("word", "grief", True)
    assert mark in team.get(page).content.decode()
    team.post(f"{page}/{row.pk}", {**given, "read": "on"})
    assert not SavedReply.objects.get().unread and mark not in team.get(page).content.decode()
    assert team.post(f"{page}/{row.pk}", {**given, "use": "song"}).status_code == 422
    assert sign_in(world.ruth).post(f"{page}/{row.pk}", given).status_code == 403


def test_texts_for_every_outcome_come_with_the_portal_in_both_languages() -> None:
    texts: Any = import_module("moderation.migrations.0013_texts").TEXTS
    asked = {(one.value, use) for one in Triage if one != "nobody" for use in ("word", "answer")}
    assert {(triage, use) for triage, use, *_rest in texts} == asked
    for _triage, _use, *words in texts:
        assert all(words) and not any(sign.isdigit() for sign in "".join(words))


def test_no_public_text_of_ours_calls_people_when_a_moderator_sends_it() -> None:
    texts: Any = import_module("moderation.migrations.0013_texts").TEXTS
    public = [text for _what, use, _en, _de, *both in texts if use == "answer" for text in both]
    assert len(public) == 10 and not [text for text in public if sounds_like_danger(text)]
