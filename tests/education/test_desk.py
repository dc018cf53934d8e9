"""The editors' pages: one thing on each, nothing lost, and every step of the way reachable by hand."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from education.models import Article, ChecklistAnswer, Picture, Revision, Term
from education.queries.desk import work_for
from po_platform.access.actor import acting_as
from tests.education.documents import BROKEN_PICTURES
from tests.education.path import decides, published, second_editor, seen_of, sent, soon, written
from tests.personas import World

pytestmark = pytest.mark.django_db

NEW = {"title": "Cold hands", "kind": "topic", "stage": "days", "language": "en"}
TOP = {"title": "Cold hands", "in_short": "Wear gloves.", "stage": "days", "kind": "topic",
       "money": "Nobody.", "purpose": "", "uncertain": ""}  # fmt: skip


def day(name: str) -> dict[str, str]:
    when = soon()
    return {
        f"{name}_day": str(when.day),
        f"{name}_month": str(when.month),
        f"{name}_year": str(when.year),
    }


def test_from_a_blank_sheet_to_readers_through_the_pages(
    world: World, sign_in: Any, client: Any
) -> None:
    second_editor(world)
    editor, publisher, doctor = (
        sign_in(one) for one in (world.editor, world.publisher, world.reviewer)
    )
    base = editor.post("/write/new", NEW)["Location"]
    assert "Still missing" in editor.get(base).content.decode()
    draft = Revision.objects.get()
    first, second = (one["id"] for one in draft.body)
    editor.post(f"{base}/sections/{first}", {"heading": "Why", "text": "Wind is **cold**."})
    editor.post(f"{base}/sections/{second}", {"heading": "What to do", "items": "Gloves\nTea"})
    editor.post(f"{base}/sections/{second}/move", {"do": "up"})
    editor.post(f"{base}/sections", {"kind": "callout"})
    extra = Revision.objects.get().body[-1]["id"]
    editor.post(f"{base}/sections/{extra}/move", {"do": "away"})
    editor.post(f"{base}/top", TOP)
    editor.post(f"{base}/sources", {"title": "A guideline", "kind": "guideline"})
    preview = editor.get(f"{base}/preview").content.decode()
    assert preview.index("Gloves") < preview.index("Wind is <strong>cold</strong>.")
    sent = {"significance": "medical", "what_changed": "", **day("review_by")}
    assert editor.post(f"{base}/send", sent).status_code == 302
    assert client.get("/learn/cold-hands").status_code == 404
    for browser in (publisher, doctor, publisher):
        assert "Cold hands" in browser.get("/write").content.decode()
        assert "Wind is" in browser.get(f"{base}/check").content.decode()
        decision = {"decide": "approve", "seen": seen_of(Article.objects.get())}
        assert browser.post(f"{base}/check", decision).status_code == 302
    page = client.get("/learn/cold-hands").content.decode()
    assert "Wear gloves." in page


def test_what_is_missing_is_said_at_the_form_and_nothing_typed_is_lost(
    world: World, sign_in: Any
) -> None:
    second_editor(world)
    editor = sign_in(world.editor)
    base = editor.post("/write/new", NEW)["Location"]
    sent = {"significance": "typo", "what_changed": "My own words", **day("review_by")}
    answer = editor.post(f"{base}/send", sent)
    assert answer.status_code == 403
    assert "Name at least one source." in answer.content.decode()
    assert "My own words" in answer.content.decode()


def test_a_part_is_saved_by_itself_without_leaving_the_page(world: World, sign_in: Any) -> None:
    article = written(world)
    section = Revision.objects.get().body[0]["id"]
    address = f"/write/{article.ref}/sections/{section}"
    editor = sign_in(world.editor)
    answer = editor.post(
        address, {"heading": "H", "text": "Half a sen"}, headers={"x-autosave": "1"}
    )
    assert answer.status_code == 204
    assert "Half a sen" in editor.get(address).content.decode()
    answer = sign_in(world.publisher).get(address, follow=True)
    assert "Somebody else is writing" in answer.content.decode()
    refused = sign_in(world.publisher).post(address, {"text": "Mine"})
    assert refused.status_code == 403
    assert "Somebody else is writing" in refused.content.decode()
    assert "Mine" in refused.content.decode()


def test_an_uploaded_picture_is_made_anew_and_shown(
    world: World, sign_in: Any, client: Any
) -> None:
    article = written(world)
    editor = sign_in(world.editor)
    address = editor.post(f"/write/{article.ref}/sections", {"kind": "image"})["Location"]
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    upload = SimpleUploadedFile("<script>.jpg", file.getvalue())
    assert editor.post(address, {"upload": upload, "alt": "A red field"}).status_code == 302
    picture = Picture.objects.get()
    answer = client.get(f"/learn/pictures/{picture.ref}.png")
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    bad = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>")
    assert editor.post(address, {"upload": bad, "alt": "x"}).status_code == 422
    for broken in BROKEN_PICTURES.values():
        bad = SimpleUploadedFile("a.jpg", broken)
        assert editor.post(address, {"upload": bad, "alt": "x"}).status_code == 422
    assert Picture.objects.count() == 1
    editor.post(address, {"alt": "Other words"})
    assert Revision.objects.get().body[-1]["picture"] == str(picture.ref), "kept without a new file"


def test_two_texts_are_compared_word_by_word(world: World, sign_in: Any) -> None:
    article = published(world)
    editor = sign_in(world.editor)
    editor.post(f"/write/{article.ref}/draft")
    editor.post(f"/write/{article.ref}/top", {**TOP, "title": "Living with great fatigue"})
    page = editor.get(f"/write/{article.ref}/compare/1/2").content.decode()
    assert "great</ins>" in page
    assert "Text 2" in editor.get(f"/write/{article.ref}/history").content.decode()
    assert editor.get(f"/write/{article.ref}/compare/1/9").status_code == 404


def test_a_checklist_is_kept_with_the_text_and_its_words(world: World, sign_in: Any) -> None:
    article = written(world)
    address = f"/write/{article.ref}/checklists/easy-to-act-on"
    reviewer = sign_in(world.reviewer)
    assert reviewer.post(address, {"action": "yes"}).status_code == 422
    answers = {"action": "yes", "address": "yes", "steps": "no", "tool": "na", "help": "yes"}
    for note in ("first", "second"):
        reviewer.post(address, {**answers, "note": note})
    kept = ChecklistAnswer.objects.get()
    assert (kept.version, kept.note, kept.answers["tool"]) == (1, "second", "na")
    assert kept.items[0]["text"].startswith("There is at least one thing")
    assert "75.0 %" in reviewer.get(f"/write/{article.ref}/check").content.decode()


def test_a_comment_stands_with_its_item_and_where_the_answer_is_no(
    world: World, sign_in: Any
) -> None:
    article = written(world)
    address = f"/write/{article.ref}/checklists/easy-to-act-on"
    reviewer, editor = sign_in(world.reviewer), sign_in(world.editor)
    answers = {"action": "yes", "address": "yes", "steps": "no", "tool": "na", "help": "no"}
    comments = {"steps.why": "The third asks for two things.", "action.why": "Well done."}
    reviewer.post(address, {**answers, **comments})
    assert "The third asks for two things." in reviewer.get(address).content.decode()
    page = editor.get(f"/write/{article.ref}/check").content.decode()
    assert "2 times no" in page
    assert "What to do comes in small steps. <q>The third asks for two things.</q>" in page
    assert "Well done." not in page
    assert "50.0 %" in page  # what is said beside an answer is no answer
    assert ChecklistAnswer.objects.get().answers == {**answers, **comments}
    reviewer.post(address, answers)  # without them they are gone
    assert ChecklistAnswer.objects.get().answers == answers


def test_a_word_is_added_once(world: World, sign_in: Any) -> None:
    editor = sign_in(world.editor)
    values = {"word": "Flare", "short": "an active time", "same_as": "relapse\nbad phase"}
    assert editor.post("/write/words/new", values).status_code == 302
    assert editor.post("/write/words/new", {**values, "word": "flare"}).status_code == 403
    term = Term.objects.get()
    assert term.same_as == ["relapse", "bad phase"]
    editor.post(f"/write/words/{term.pk}", {**values, "short": "a worse time"})
    assert "a worse time" in editor.get("/write/words").content.decode()


def test_declared_interests_stand_on_the_page(world: World, sign_in: Any, client: Any) -> None:
    article = published(world)
    reviewer = sign_in(world.reviewer)
    values = {"public_name": "Dr R", "background": "doctor", "no_interests": "yes", "interests": ""}
    assert reviewer.post("/write/me", values).status_code == 422
    reviewer.post("/write/me", {**values, "interests": "Paid for a talk."})
    assert "Dr R: Paid for a talk." in client.get(f"/learn/{article.slug}").content.decode()


def test_work_waits_for_those_who_can_do_it(world: World) -> None:
    published(world)
    Article.objects.update(review_by=soon(10))
    written(world, title="Half done")
    editor, ruth = world.editor.actor(), world.ruth.actor()
    with acting_as(editor):
        assert {str(one.next_step) for one in work_for(editor)} == {
            "Look through it, and send it to be checked", "Go on writing",
        }  # fmt: skip
    with acting_as(ruth):
        assert work_for(ruth) == []


def test_more_work_and_more_pages_cost_no_more_queries(world: World, sign_in: Any) -> None:
    reviewer = sign_in(world.reviewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert reviewer.get("/write").status_code == 200
        return len(counted)

    def sent_and_read(title: str) -> None:
        article = written(world, title)
        sent(world, article)
        decides(world.publisher, article)
        decides(world.reviewer, article)

    sent_and_read("One")
    queries()
    before = queries()
    for title in ("Two", "Three"):
        sent_and_read(title)
    assert queries() == before
