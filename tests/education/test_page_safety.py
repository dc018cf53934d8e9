"""What is decided counts for the words that were read, and a warning reaches every text that says the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from education.actions.drafts import begin_variant, brought_up_to_date, change_draft, open_draft
from education.actions.keepers import tell_those_who_keep
from education.actions.outside import ask_outside
from education.actions.reminding import remind_of_reviews
from education.actions.reviews import take_back
from education.actions.urgent import settle_urgent, warn_urgently
from education.models import Article, ReviewStep, Revision, Urgent
from education.queries.reading import page as page_shown
from notifications.models import Outbox
from notifications.seals import open_load
from po_platform.access.actor import Anonymous, acting_as
from tests.education.path import (
    checked,
    decides,
    published,
    read_by,
    second_editor,
    seen_of,
    sent,
    soon,
    written,
)
from tests.education.test_outside import VERDICT
from tests.personas import World

pytestmark = pytest.mark.django_db


# ---------- What was read is what is decided ----------


def taken_back_and_changed(world: World, article: Article) -> None:
    with acting_as(world.editor.actor()) as actor:
        take_back(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, in_short=["Take twice as much."])
    sent(world, article)


def test_an_approval_of_words_that_changed_since_is_refused_and_shows_the_new_ones(
    world: World, sign_in: Any
) -> None:
    article = written(world)
    sent(world, article)
    decides(world.publisher, article)
    doctor = sign_in(world.reviewer)
    address = f"/write/{article.ref}/check"
    old = {"decide": "approve", "seen": seen_of(article)}
    assert old["seen"] in doctor.get(address).content.decode()
    taken_back_and_changed(world, article)
    decides(world.publisher, article)
    refused = doctor.post(address, old)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "The text changed since you opened it." in page
    assert "Take twice as much." in page
    assert not ReviewStep.objects.filter(step="medical", state="approved").exists()
    new = {**old, "seen": seen_of(article)}
    assert new["seen"] in page, "read again, decided at once"
    assert doctor.post(address, new).status_code == 302


def test_a_decision_pressed_twice_does_not_decide_the_next_check(
    world: World, sign_in: Any
) -> None:
    article = written(world)
    sent(world, article, significance="medical")
    publisher = sign_in(world.publisher)
    pressed = {"decide": "approve", "seen": seen_of(article)}
    for answer in (302, 403):
        assert publisher.post(f"/write/{article.ref}/check", pressed).status_code == answer
    decides(world.reviewer, article)
    assert publisher.post(f"/write/{article.ref}/check", pressed).status_code == 403
    article.refresh_from_db()
    assert article.live is None


def test_a_doctor_with_a_link_signs_the_words_she_read(world: World, client: Any) -> None:
    article = written(world)
    sent(world, article)
    decides(world.publisher, article)
    with acting_as(world.publisher.actor()) as actor:
        ask_outside(
            actor=actor, ref=article.ref, task="medical", called="Dr O", email="o@example.org",
            language="en",
        )  # fmt: skip
    path = _path_of_the_mail()
    old = {**VERDICT, "seen": seen_of(article)}
    taken_back_and_changed(world, article)
    decides(world.publisher, article)
    refused = client.post(path, old)
    assert refused.status_code == 403
    assert "Take twice as much." in refused.content.decode()
    assert client.post(path, {**old, "seen": seen_of(article)}).status_code == 200


def _path_of_the_mail() -> str:
    row = Outbox.objects.get(kind="education/mail/asked")
    return str(open_load(row.ref, row.sealed).context["path"])


# ---------- A draft stands where it stands, readers' page where it stood ----------


def test_a_live_page_keeps_its_shelf_until_its_draft_is_checked(world: World, client: Any) -> None:
    article = published(world)
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, kind="symptoms", stage="worse")
    article.refresh_from_db()
    assert (article.kind, article.stage) == ("topic", "days")
    with pytest.raises(PermissionDenied, match="when to get help"):
        sent(world, article)
    with acting_as(world.editor.actor()) as actor:
        change_draft(actor=actor, ref=article.ref, kind="treatment", stage="worse")
    sent(world, article)
    checked(world, article)
    assert (article.kind, article.stage) == ("treatment", "worse")
    assert article.slug in client.get("/learn/stage/worse").content.decode()


def test_a_page_nobody_reads_yet_moves_with_its_draft(world: World) -> None:
    article = written(world)
    with acting_as(world.editor.actor()) as actor:
        change_draft(actor=actor, ref=article.ref, stage="worse")
    article.refresh_from_db()
    assert article.stage == "worse", "drafts are offered to readers by their stage"


def test_whoever_checks_sees_that_the_page_moves(world: World, sign_in: Any) -> None:
    article = published(world)
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, stage="worse")
    sent(world, article, significance="typo")
    page = sign_in(world.publisher).get(f"/write/{article.ref}/check").content.decode()
    assert "When it gets worse" in page.replace("</ins>", "").replace("<ins>", "")


# ---------- The same page told again ----------


def told_again(world: World, article: Article, *, easy: bool) -> Article:
    """In very easy words, or in German; checked and live."""
    with acting_as(world.editor.actor()) as actor:
        language = "" if easy else "de"
        made = begin_variant(
            actor=actor, ref=article.ref, title="Told again", easy=easy, language=language
        )
    if easy:
        read_by(world, made, "Rosa", "Paul")
    sent(world, made)
    checked(world, made)
    return made


def changed(world: World, article: Article, significance: str) -> None:
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, in_short=[f"Something {significance}."])
    sent(world, article, significance)
    for persona in {"typo": [world.publisher]}.get(
        significance, [world.publisher, world.reviewer, world.publisher]
    ):
        decides(persona, article)
    article.refresh_from_db()


@pytest.mark.parametrize("easy", [True, False])
def test_readers_and_editors_are_told_that_the_original_says_something_else(
    world: World, sign_in: Any, client: Any, easy: bool
) -> None:
    article = published(world)
    other = told_again(world, article, easy=easy)
    assert not page_shown(actor=Anonymous(), slug=other.slug).original_changed
    changed(world, article, "typo")
    assert not page_shown(actor=Anonymous(), slug=other.slug).original_changed, "a typing mistake"
    changed(world, article, "medical")
    assert page_shown(actor=Anonymous(), slug=other.slug).original_changed
    behind = sign_in(world.editor).get(f"/write/{other.ref}").content.decode()
    assert f"/write/{article.ref}/history" in behind
    if easy:
        words = "The longer text of this page changed."
        assert words in client.get(f"/learn/{other.slug}").content.decode()
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=other.ref)
        brought_up_to_date(actor=actor, ref=other.ref)
    draft = Revision.objects.get(article=other, state="draft")
    assert draft.translated_from_id == article.live_id


def test_a_warning_goes_to_every_text_that_says_the_same(
    world: World, sign_in: Any, client: Any
) -> None:
    article = published(world)
    easy, german = (told_again(world, article, easy=one) for one in (True, False))
    apart = published(world, title="About something else")
    editor = sign_in(world.editor)
    page = editor.get(f"/write/{article.ref}/urgent").content.decode()
    assert page.count('name="also"') == page.count(" checked") == 2, "all ticked at first"
    assert "Deutsch: Told again" in page
    also = [str(easy.ref), str(german.ref)]
    sent = {"kind": "withdraw", "words": "Do not take it.", "also": also}
    assert editor.post(f"/write/{article.ref}/urgent", sent).status_code == 302
    told = client.get(f"/learn/{german.slug}").content.decode()
    assert '<p lang="en">Do not take it.</p>' in told
    assert "Ten minutes are not lost." not in told
    assert "another language" not in client.get(f"/learn/{easy.slug}").content.decode()
    assert "Ten minutes are not lost." in client.get(f"/learn/{apart.slug}").content.decode()
    with acting_as(world.reviewer.actor()) as actor:
        settle_urgent(actor=actor, ref=article.ref, outcome="Fine.")
    assert set(Urgent.objects.filter(settled_at=None).values_list("article", flat=True)) == {
        easy.pk, german.pk,
    }  # fmt: skip
    assert tell_those_who_keep() == 0
    assert not Urgent.objects.filter(told_at=None).exists(), "each looked for who keeps its page"


def test_texts_left_out_and_texts_of_another_page_are_not_warned_of(world: World) -> None:
    article = published(world)
    easy = told_again(world, article, easy=True)
    apart = published(world, title="About something else")
    with acting_as(world.editor.actor()) as actor:
        warn_urgently(actor=actor, ref=easy.ref, kind="warn", words="x", also=[apart.ref])
    assert [row.article_id for row in Urgent.objects.all()] == [easy.pk]
    with acting_as(world.editor.actor()) as actor:
        warn_urgently(actor=actor, ref=article.ref, kind="warn", words="y", also=[easy.ref])
    assert Urgent.objects.get(article=easy).words == "x", "a warning that stands there stays"


# ---------- On the page itself ----------


@pytest.mark.parametrize(
    ("who", "sees"),
    [("editor", 3), ("reviewer", 2), ("administrator", 1), ("ruth", 0), ("moderator", 0)],
)
def test_whoever_cares_for_a_page_finds_her_ways_on_it(
    world: World, sign_in: Any, who: str, sees: int
) -> None:
    article = published(world)
    ruth = sign_in(world.ruth)
    ruth.post(f"/learn/{article.slug}/correct", {"text": "What is lost?"})
    page = sign_in(world.people[who]).get(f"/learn/{article.slug}").content.decode()
    ways = (f"/write/{article.ref}/urgent", f'/write/{article.ref}"', "1 reader waits")
    assert sum(way in page for way in ways) == sees


# ---------- Nobody waits behind many others ----------


def test_late_pages_keep_no_other_page_from_its_reminder(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("education.actions.reminding.MOST", 2)
    second_editor(world)
    pages = [published(world, title=f"Page {number}") for number in range(4)]
    Article.objects.update(review_by=soon(-10))
    Article.objects.filter(pk=pages[3].pk).update(review_by=soon(20))
    assert [remind_of_reviews() for _hour in range(3)] == [2, 2, 0]
    later = timezone.localdate() + timedelta(days=21)
    assert remind_of_reviews(later) == 1, "its next moment has come, of the others none"
