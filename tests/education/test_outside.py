"""Readers without an account, by link and on paper, and remarks on parts of a page."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from education.actions.outside import mark_of
from education.models import Article, OutsideReader, Remark, ReviewStep, Revision
from notifications.models import Outbox
from notifications.seals import open_load
from tests.education.path import decides, published, seen_of, sent, soon, written
from tests.personas import World

pytestmark = pytest.mark.django_db
MAIL = "reader@example.org"
ASK = {"task": "lay", "called": "Rosa", "email": "", "language": "en"}
VERDICT = {
    "verdict": "fine", "note": "", "public_name": "Dr Outside", "background": "rheumatologist",
    "interests": "",
}  # fmt: skip
ANSWERS = {"about": "Rest", "next": "Sleep", "hard": "", "missing": "", "give": "yes"}


def at_its_doctor(world: World) -> Article:
    """A text that waits for its medical check."""
    article = written(world)
    sent(world, article)
    decides(world.publisher, article)
    return article


def path_in(page: str) -> str:
    return "/learn/text/" + page.split("/learn/text/")[1].split('"')[0]


def asked_for_lay(editor: Any, article: Article) -> str:
    """The path of the link, as the editor sees it once."""
    return path_in(editor.post(f"/write/{article.ref}/outside", ASK).content.decode())


def asked_for_check(world: World, sign_in: Any, article: Article) -> str:
    """The path of the link from the mail; nobody of the desk sees it."""
    asker = sign_in(world.publisher)
    values = {**ASK, "task": "medical", "called": "Dr O", "email": MAIL}
    page = asker.post(f"/write/{article.ref}/outside", values).content.decode()
    assert "/learn/text/" not in page
    assert "/learn/text/" not in asker.get(f"/write/{article.ref}/outside").content.decode()
    row = Outbox.objects.get(kind="education/mail/asked")
    assert MAIL not in row.sealed
    load = open_load(row.ref, row.sealed)
    assert (load.address, set(load.context)) == (MAIL, {"path"})
    return str(load.context["path"])


def test_a_lay_reader_answers_five_questions_and_says_what_is_hard(
    world: World, sign_in: Any, client: Any
) -> None:
    article = written(world)
    editor = sign_in(world.editor)
    path = asked_for_lay(editor, article)
    part = Revision.objects.get().body[0]["id"]
    page = client.get(path)
    assert "Ten minutes are not lost." in page.content.decode()
    assert client.post(path, {**ANSWERS, "give": ""}).status_code == 422
    done = client.post(path, {**ANSWERS, f"part-{part}": "What is “lost”?", "part-zz": "x"})
    assert "Thank you" in done.content.decode()
    assert client.get(path).status_code == 410
    assert client.post(path, ANSWERS).status_code == 410
    row = OutsideReader.objects.get()
    assert [one["answer"] for one in row.answers] == ["Rest", "Sleep", "", "", "Yes"]
    assert len(row.text_mark) == 64
    assert Remark.objects.get().section == part
    listed = editor.get(f"/write/{article.ref}/outside").content.decode()
    assert "What would you do after reading it?" in listed
    assert "What is “lost”?" in editor.get(f"/write/{article.ref}/remarks").content.decode()
    assert Event.objects.filter(verb="education.outside.answered", actor_kind="nobody").exists()


def test_a_doctor_without_an_account_does_the_medical_check(
    world: World, sign_in: Any, client: Any
) -> None:
    article = at_its_doctor(world)
    path = asked_for_check(world, sign_in, article)
    assert client.post(path, said(article, public_name="")).status_code == 422
    assert client.post(path, said(article)).status_code == 200
    step = ReviewStep.objects.get(step="medical")
    assert (step.state, step.by_account) == ("approved", None)
    assert step.outside is not None
    decides(world.publisher, article)
    page = client.get(f"/learn/{article.slug}").content.decode()
    assert "Dr Outside, rheumatologist" in page


def test_a_doctor_sends_a_text_back_with_words(world: World, sign_in: Any, client: Any) -> None:
    article = at_its_doctor(world)
    path = asked_for_check(world, sign_in, article)
    assert client.post(path, said(article, verdict="change")).status_code == 422
    client.post(path, said(article, verdict="change", note="Line 3 is wrong."))
    assert Revision.objects.get().state == "draft"
    assert "Line 3 is wrong." in sign_in(world.editor).get(f"/write/{article.ref}").content.decode()


def test_whoever_wrote_neither_chooses_the_doctor_nor_answers(world: World, sign_in: Any) -> None:
    article = at_its_doctor(world)
    writer = sign_in(world.editor)
    values = {**ASK, "task": "medical", "email": MAIL}
    refused = writer.post(f"/write/{article.ref}/outside", values)
    assert refused.status_code == 403
    assert "does not choose its doctor" in refused.content.decode()
    paper = said(article, **day_of("signed_on", timezone.localdate()))
    assert writer.post(f"/write/{article.ref}/signed", paper).status_code == 403
    path = asked_for_check(world, sign_in, article)
    assert writer.post(path, said(article)).status_code == 403
    assert not ReviewStep.objects.filter(state="approved", step="medical").exists()


def said(article: Article, **more: str) -> dict[str, str]:
    """A doctor's verdict about the text as it is now, on the screen or on its print-out."""
    mark = mark_of(article.revisions.get()).upper()
    return {**VERDICT, "seen": seen_of(article), "mark": mark[:6], **more}


def day_of(name: str, day: Any) -> dict[str, str]:
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def test_a_signed_print_out_counts_when_somebody_else_notes_it(world: World, sign_in: Any) -> None:
    article = at_its_doctor(world)
    other = sign_in(world.publisher)
    sheet = other.get(f"/write/{article.ref}/paper")
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(sheet.content)).pages)
    assert "Ten minutes are not lost." in words
    assert "Day and signature" in words
    ahead = said(article, **day_of("signed_on", soon(2)))
    assert other.post(f"/write/{article.ref}/signed", ahead).status_code == 422
    noted = said(article, **day_of("signed_on", timezone.localdate()))
    assert noted["mark"].lower() in words
    assert other.post(f"/write/{article.ref}/signed", {**noted, "mark": ""}).status_code == 422
    for wrong in ("aaaaaa", noted["mark"][:5]):  # another text, or too few signs to tell
        refused = other.post(f"/write/{article.ref}/signed", {**noted, "mark": wrong})
        assert refused.status_code == 403
        assert "another text" in refused.content.decode()
    assert other.post(f"/write/{article.ref}/signed", noted).status_code == 302
    assert ReviewStep.objects.get(step="medical").state == "approved"
    assert other.post(f"/write/{article.ref}/signed", noted).status_code == 403


@pytest.mark.parametrize("how", ["withdrawn", "over", "sent back", "wrong"])
def test_a_link_that_is_over_opens_nothing(
    world: World, sign_in: Any, client: Any, how: str
) -> None:
    article = at_its_doctor(world)
    path = asked_for_check(world, sign_in, article)
    row = OutsideReader.objects.get()
    match how:
        case "withdrawn":
            sign_in(world.editor).post(f"/write/{article.ref}/outside/{row.ref}")
        case "over":
            OutsideReader.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        case "sent back":
            decides(world.reviewer, article, approve=False, note="Not yet.")
        case "wrong":
            path = "/learn/text/x"
    assert client.get(path).status_code == 410
    assert client.post(path, VERDICT).status_code == 410
    assert not OutsideReader.objects.filter(answered_at__isnull=False).exists()


def test_a_doctor_is_asked_only_when_the_text_waits_for_it_and_by_mail(
    world: World, sign_in: Any
) -> None:
    article = written(world)
    other = sign_in(world.publisher)
    values = {**ASK, "task": "medical", "email": MAIL}
    assert other.post(f"/write/{article.ref}/outside", values).status_code == 403
    sent(world, article)
    decides(world.publisher, article)
    assert other.post(f"/write/{article.ref}/outside", {**values, "email": ""}).status_code == 403
    assert not Outbox.objects.filter(kind="education/mail/asked").exists()


def test_remarks_stay_until_somebody_settles_them(world: World, sign_in: Any) -> None:
    article = published(world)
    reviewer, editor = sign_in(world.reviewer), sign_in(world.editor)
    address = f"/write/{article.ref}/remarks"
    part = Revision.objects.get().body[0]["id"]
    assert reviewer.post(address, {"section": part, "text": ""}).status_code == 422
    assert reviewer.post(address, {"section": "nothing", "text": "x"}).status_code == 422
    assert reviewer.post(address, {"section": part, "text": "<b>Why</b> ten?"}).status_code == 302
    row = Remark.objects.get()
    assert "&lt;b&gt;Why&lt;/b&gt; ten?" in editor.get(address).content.decode()
    assert "(1)" in editor.get(f"/write/{article.ref}").content.decode()
    assert reviewer.post(f"{address}/{row.pk}").status_code == 403
    editor.post(f"{address}/{row.pk}")
    assert "1 settled" in editor.get(address).content.decode()
    editor.post(f"{address}/{row.pk}", {"do": "open"})
    assert Remark.objects.get().settled_at is None
    assert sign_in(world.ruth).get(address).status_code == 403


def test_lay_readers_from_outside_stand_on_the_page(
    world: World, sign_in: Any, client: Any
) -> None:
    article = written(world)
    path = asked_for_lay(sign_in(world.editor), article)
    client.post(path, ANSWERS)
    sent(world, article)
    for persona in (world.publisher, world.reviewer, world.publisher):
        decides(persona, article)
    assert "2 plain-language readers" in client.get(f"/learn/{article.slug}").content.decode()
