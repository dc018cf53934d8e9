"""The day of the next check, the overdue banner and the example mark belong to a medical check alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from education.actions.beside import put_source
from education.actions.drafts import change_draft, open_draft
from education.actions.reminding import remind_of_reviews
from education.actions.reviews import send_to_review
from education.actions.urgent import archive_article
from education.models import Article, Contributor, ReviewStep, Source
from members.models import Person, RoleHolding
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.education.path import (
    checked,
    decides,
    published,
    second_editor,
    seen_of,
    sent,
    soon,
    written,
)
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db
EXAMPLE = "It came with this software"
OVERDUE = "This page is overdue"


def shown(article: Article) -> str:
    page = Client(headers={"accept-language": "en"}).get(f"/learn/{article.slug}")
    return page.content.decode()


def changes(world: World, article: Article, weight: str, day: date | None = None) -> None:
    """Another wording goes out with as little as its weight asks for."""
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, in_short=[f"Said as {weight}."])
        send_to_review(
            actor=actor, ref=article.ref, significance=weight, what_changed="A word.", review_by=day
        )
    if weight == "medical":
        checked(world, article)
    else:
        for _step in range(
            ReviewStep.objects.filter(revision__article=article, state="later").count() + 1
        ):
            decides(world.publisher, article)
    article.refresh_from_db()
    assert f"Said as {weight}." in shown(article)


@pytest.mark.parametrize("weight", ["typo", "content"])
@pytest.mark.parametrize("given", [None, 900])
def test_what_no_doctor_read_neither_ends_an_overdue_check_nor_makes_an_example_ones_own(
    world: World, weight: str, given: int | None
) -> None:
    article, day = published(world), soon(-1)
    Article.objects.update(review_by=day, due_told=0, example=True)
    changes(world, article, weight, soon(given) if given else None)
    assert (article.review_by, article.due_told, article.example) == (day, 0, True)
    assert OVERDUE in shown(article)
    assert EXAMPLE in shown(article)


def test_a_medical_check_of_the_new_text_does_both(world: World) -> None:
    article = published(world)
    Article.objects.update(review_by=soon(-1), due_told=0, example=True)
    changes(world, article, "medical", soon(500))
    assert (article.review_by, article.due_told, article.example) == (soon(500), None, False)
    assert OVERDUE not in shown(article)
    assert EXAMPLE not in shown(article)


def test_where_a_writer_is_not_known_any_more_nobody_is_said_to_have_no_interests(
    world: World,
) -> None:
    article = published(world)
    nobody = "Nobody who wrote or checked declared any."
    assert nobody in shown(article)
    Contributor.objects.filter(account=world.editor.account).delete()
    assert nobody not in shown(article)
    assert "Of some who wrote or checked it is not known here." in shown(article)


def test_an_editor_may_want_the_next_check_sooner(world: World) -> None:
    article = published(world)
    changes(world, article, "typo", soon(20))
    assert article.review_by == soon(20)
    changes(world, article, "content", soon(200))
    assert article.review_by == soon(20), "and not later again"


def test_a_page_laid_aside_and_published_again_keeps_its_day(world: World) -> None:
    article = published(world)
    Article.objects.update(review_by=soon(-1), example=True)
    with acting_as(world.editor.actor()) as actor:
        archive_article(actor=actor, ref=article.ref, reason="Too long", instead=None)
    changes(world, article, "typo", soon(900))
    assert OVERDUE in shown(article)
    assert EXAMPLE in shown(article)


def test_a_text_whose_medical_check_was_done_and_taken_back_moves_nothing(world: World) -> None:
    """Sent as medical, approved by the doctor, sent back by the publisher, then out as a typing mistake."""
    article, day = published(world), soon(-1)
    Article.objects.update(review_by=day)
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, in_short=["Other words."])
    sent(world, article)
    decides(world.publisher, article)
    decides(world.reviewer, article)
    decides(world.publisher, article, approve=False, note="Not yet.")
    sent(world, article, "typo")
    decides(world.publisher, article)
    article.refresh_from_db()
    assert article.review_by == day


def test_the_day_is_asked_for_a_medical_change_and_for_no_smaller_one(
    world: World, sign_in: Any
) -> None:
    article = published(world)
    editor = sign_in(world.editor)
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
    address = f"/write/{article.ref}/send"
    form = {"significance": "medical", "what_changed": "A dose."}
    asked = editor.post(address, form)
    assert asked.status_code == 422
    assert "Say by when the page has to be checked again" in asked.content.decode()
    with acting_as(world.editor.actor()) as actor, pytest.raises(PermissionDenied, match="by when"):
        send_to_review(actor=actor, ref=article.ref, significance="medical", what_changed="A dose.")
    assert editor.post(address, {**form, "significance": "typo"}).status_code == 302


def test_an_older_text_taken_up_again_is_asked_for_a_day_whatever_was_chosen(
    world: World, sign_in: Any
) -> None:
    article = published(world)
    changes(world, article, "medical", soon(100))
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref, from_number=1)
    form = {"significance": "typo", "what_changed": "As before."}
    refused = sign_in(world.editor).post(f"/write/{article.ref}/send", form)
    assert refused.status_code == 403
    assert "Say by when the page has to be checked again." in refused.content.decode()


# ---------- What a change claims to be ----------


def test_whoever_publishes_reads_that_it_claims_to_be_a_typing_mistake(
    world: World, sign_in: Any
) -> None:
    article = published(world)
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, in_short=["Take twice as much."])
    sent(world, article, "typo")
    article.revisions.filter(state="review").update(what_changed="")  # as sent before it was asked
    page = sign_in(world.publisher).get(f"/write/{article.ref}/check").content.decode()
    assert "A typing mistake" in page
    assert "No doctor reads it before readers do." in page


def test_what_changed_is_asked_once_readers_have_a_text(world: World, sign_in: Any) -> None:
    article = published(world)
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
    editor, form = sign_in(world.editor), {"significance": "typo", "what_changed": " "}
    assert editor.post(f"/write/{article.ref}/send", form).status_code == 422
    with (
        acting_as(world.editor.actor()) as actor,
        pytest.raises(PermissionDenied, match="one sentence"),
    ):
        send_to_review(actor=actor, ref=article.ref, significance="typo", what_changed=" ")
    assert (
        editor.post(f"/write/{article.ref}/send", {**form, "what_changed": "A comma."}).status_code
        == 302
    )


# ---------- Who is told that a check is near ----------


def due(article: Article) -> set[str]:
    Article.objects.filter(pk=article.pk).update(review_by=soon(5), due_told=None)
    remind_of_reviews()
    told = Outbox.objects.filter(kind="education.due").values_list("person_id", flat=True)
    names = Person.objects.filter(pk__in=[person for person in told if person])
    return set(names.values_list("display_name", flat=True))


def ends_role(world: World, *names: str) -> None:
    accounts = [world.people[name].account for name in names]
    RoleHolding.objects.filter(account__in=accounts).update(
        ends_at=timezone.now() - timedelta(minutes=1)
    )


def test_whoever_is_no_editor_any_more_is_not_told_and_the_present_ones_are(world: World) -> None:
    article = published(world)
    make_persona("New Editor", role=Hat.EDITOR, email="e3@example.org")
    ends_role(world, "editor", "reviewer")
    assert due(article) == {"Second Editor", "New Editor"}


def test_of_those_who_wrote_and_checked_only_who_still_does_is_told(world: World) -> None:
    article = published(world)
    ends_role(world, "editor")
    assert due(article) == {world.reviewer.name}


# ---------- What a text rests on ----------


def test_sources_that_changed_while_a_text_lay_open_are_read_again_before_it_is_approved(
    world: World, sign_in: Any
) -> None:
    second_editor(world)
    article = written(world)
    sent(world, article)
    decides(world.publisher, article)
    doctor, address = sign_in(world.reviewer), f"/write/{article.ref}/check"
    old = {"decide": "approve", "seen": seen_of(article)}
    source = Source.objects.get()
    with acting_as(world.editor.actor()) as actor:
        put_source(
            actor=actor, source_ref=source.ref, title="A leaflet of a maker", made_by="", year=2024,
            kind="other", url="", accessed_on=None,
        )  # fmt: skip
    refused = doctor.post(address, old)
    assert refused.status_code == 403
    assert "A leaflet of a maker" in refused.content.decode()
    assert doctor.post(address, {**old, "seen": seen_of(article)}).status_code == 302
