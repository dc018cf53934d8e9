"""Readers see how a programme was made and when it is checked again; who wrote and checked is named."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from education.actions.programme_publishing import publish_programme
from education.actions.programme_writing import open_programme_draft
from education.actions.reminding import remind_of_reviews
from education.actions.stopping import stop_programme
from education.models import (
    Contributor,
    Correction,
    Enrolment,
    Programme,
    ProgrammeVersion,
    ProjectRecord,
)
from members.models import RoleHolding
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.education.path import next_check, published, soon
from tests.education.programme_path import SLUG, begun, shipped
from tests.personas import World

pytestmark = pytest.mark.django_db
OVERDUE = "This programme is overdue"


def shown(slug: str = SLUG) -> str:
    return Client(headers={"accept-language": "en"}).get(f"/programmes/{slug}").content.decode()


def drafted(world: World, programme: Programme) -> ProgrammeVersion:
    with acting_as(world.editor.actor()) as actor:
        return open_programme_draft(actor=actor, ref=programme.ref)


# ---------- How it was made ----------


def test_its_page_names_who_wrote_and_checked_it_the_version_and_the_next_check(
    world: World,
) -> None:
    shipped(world)
    page = shown()
    for words in (
        "How this programme was made", "Editor Person, a test", "Reviewer Person, a test",
        "Nobody who wrote or checked declared any.", "Next check",
    ):  # fmt: skip
        assert words in page, words


def test_where_somebody_is_not_known_any_more_nobody_is_said_to_have_none(world: World) -> None:
    shipped(world)
    Contributor.objects.filter(account=world.reviewer.account).delete()
    assert "Of some who wrote or checked it is not known here." in shown()
    assert "Nobody who wrote or checked declared any." not in shown()


def test_declared_interests_stand_on_it(world: World) -> None:
    shipped(world)
    Contributor.objects.filter(account=world.reviewer.account).update(
        no_interests=False, interests="Paid talks for a maker."
    )
    assert "Reviewer Person: Paid talks for a maker." in shown()


def test_how_it_came_about_stands_on_it_and_on_what_tells_it_again(world: World) -> None:
    programme = shipped(world)
    ProjectRecord.objects.create(programme=programme, with_whom="The clinic in Harrow")
    assert "The clinic in Harrow" in shown()
    german = Programme.objects.get(translation_of=programme)
    assert "The clinic in Harrow" in shown(german.slug)
    ProjectRecord.objects.create(programme=german, with_whom="A group in Bonn")
    own = shown(german.slug)
    assert "A group in Bonn" in own
    assert "The clinic in Harrow" not in own


def test_a_draft_and_who_writes_on_it_stand_on_no_public_page(world: World) -> None:
    programme = shipped(world)
    version = drafted(world, programme)
    ProgrammeVersion.objects.filter(pk=version.pk).update(what_changed="canary")
    assert "canary" not in shown()


# ---------- Coming out ----------


def test_nothing_comes_out_before_everybody_said_which_interests_there_are(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    draft = drafted(world, programme)
    sent = {"mark": draft.mark, "what_changed": "Less.", **next_check()}
    address, reviewer = f"/write/programmes/{programme.ref}/publish", sign_in(world.reviewer)
    for who, words in ((world.reviewer, "Say first how you want"), (world.editor, "Everybody who")):
        gone = Contributor.objects.filter(account=who.account)
        kept = list(gone)
        gone.delete()
        refused = reviewer.post(address, sent)
        assert refused.status_code == 403
        assert words in refused.content.decode()
        Contributor.objects.bulk_create(kept)
    assert reviewer.post(address, sent).status_code == 302


def test_the_day_of_the_next_check_is_asked_and_has_to_be_one(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    draft = drafted(world, programme)
    address, reviewer = f"/write/programmes/{programme.ref}/publish", sign_in(world.reviewer)
    read = {"mark": draft.mark, "what_changed": "Less."}
    asked = reviewer.post(address, read)
    assert asked.status_code == 422
    assert "Say by when the programme has to be checked again" in asked.content.decode()
    for days in (-1, 2000):
        assert reviewer.post(address, {**read, **next_check(days)}).status_code == 403
    with (
        acting_as(world.reviewer.actor()) as actor,
        pytest.raises(PermissionDenied, match="by when"),
    ):
        publish_programme(actor=actor, ref=programme.ref, mark=draft.mark, what_changed="Less.")
    assert reviewer.post(address, {**read, **next_check(90)}).status_code == 302
    programme.refresh_from_db()
    assert programme.live is not None
    assert programme.live.review_by == soon(90)


# ---------- Something is wrong with it ----------


def test_a_member_says_that_something_is_wrong_with_it_and_is_answered(
    world: World, sign_in: Any
) -> None:
    shipped(world)
    ruth, editor = sign_in(world.ruth), sign_in(world.editor)
    address = f"/programmes/{SLUG}/correct"
    assert address in ruth.get(f"/programmes/{SLUG}").content.decode()
    assert ruth.post(address, {"text": " "}).status_code == 422
    assert ruth.post(address, {"text": "Step 4 is canary-wrong."}).status_code == 302
    desk = editor.get("/write").content.decode()
    assert "A reader wrote" in desk
    assert "canary-wrong" not in desk
    with acting_as(world.editor.actor()) as actor:
        row = Correction.objects.visible_to(actor).get()
    place = f"/write/corrections/{row.ref}"
    page = editor.get(place).content.decode()
    assert "canary-wrong" in page
    assert "The page changed since." not in page
    editor.post(place, {"answer": "Thank you, canary-answer."})
    mine = ruth.get("/learn/asked").content.decode()
    assert "canary-answer" in mine
    assert f'href="/programmes/{SLUG}"' in mine
    assert Outbox.objects.filter(kind="education.answered").count() == 1


def test_a_visitor_says_it_too_and_others_read_nothing_of_it(world: World, sign_in: Any) -> None:
    shipped(world)
    visitor = Client()
    sent = visitor.post(f"/programmes/{SLUG}/correct", {"text": "canary-wrong"})
    assert sent.headers["Location"].startswith("/learn/asked/by-link/")
    for who in ("ruth", "guide", "reviewer", "administrator"):
        with acting_as(world.people[who].actor()) as actor:
            assert not Correction.objects.visible_to(actor).exists(), who
    assert visitor.post("/programmes/no-such/correct", {"text": "x"}).status_code == 404
    Programme.objects.create(slug="only-begun", title="A draft", language="en")
    assert visitor.post("/programmes/only-begun/correct", {"text": "x"}).status_code == 404


def test_a_correction_is_about_a_page_or_a_programme_and_never_about_both(world: World) -> None:
    programme, article = shipped(world), published(world)
    subject = world.ruth.subject
    both = {
        "programme": programme, "version": programme.live, "article": article,
        "revision": article.live,
    }  # fmt: skip
    halves: tuple[dict[str, Any], ...] = (
        {},
        {"programme": programme},
        both,
        {"article": article, "version": programme.live},
    )
    for parts in halves:
        with (
            acting_as(world.ruth.actor()),
            pytest.raises(IntegrityError, match="education_correction_of_one"),
            transaction.atomic(),
        ):
            Correction.objects.create(subject_id=subject, text="x", **parts)


# ---------- Growing old ----------


def grows_old(programme: Programme, days: int) -> None:
    ProgrammeVersion.objects.filter(programme=programme).update(review_by=soon(days), due_told=None)


def test_an_overdue_programme_says_so_before_somebody_begins_and_on_her_way(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    row = begun(world.ruth, programme)
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    assert OVERDUE not in shown() + ruth.get(way).content.decode()
    grows_old(programme, -1)
    assert OVERDUE in shown()
    assert OVERDUE in ruth.get(way).content.decode()


@pytest.mark.parametrize("changed", [True, False])
def test_a_new_version_is_not_overdue_nor_the_same_text_on_the_way_but_a_text_that_changed_is(
    world: World, sign_in: Any, changed: bool
) -> None:
    programme = shipped(world)
    row = begun(world.ruth, programme)
    draft = drafted(world, programme)
    if changed:
        draft.lead = f"{draft.lead} More."
        draft.save()
    grows_old(programme, -1)
    with acting_as(world.reviewer.actor()) as actor:
        publish_programme(
            actor=actor, ref=programme.ref, mark=draft.mark, what_changed="", review_by=soon()
        )
    assert OVERDUE not in shown()
    mine = sign_in(world.ruth).get(f"/programmes/mine/{row.ref}").content.decode()
    assert (OVERDUE in mine) is changed


def test_a_correction_from_the_way_is_about_the_text_she_reads(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    row = begun(world.ruth, programme)
    draft = drafted(world, programme)
    with acting_as(world.reviewer.actor()) as actor:
        publish_programme(
            actor=actor, ref=programme.ref, mark=draft.mark, what_changed="", review_by=soon()
        )
    sign_in(world.ruth).post(f"/programmes/{SLUG}/correct", {"text": "Step 4 is wrong."})
    with acting_as(world.editor.actor()) as actor:
        assert Correction.objects.visible_to(actor).get().version_id == row.version_id


def test_of_a_version_she_left_long_ago_a_correction_does_not_speak(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    row = begun(world.ruth, programme)
    with acting_as(world.ruth.actor()) as actor:
        own_rows(Enrolment, actor).filter(pk=row.pk).update(state="left")
    draft = drafted(world, programme)
    with acting_as(world.reviewer.actor()) as actor:
        publish_programme(
            actor=actor, ref=programme.ref, mark=draft.mark, what_changed="", review_by=soon()
        )
    sign_in(world.ruth).post(f"/programmes/{SLUG}/correct", {"text": "Step 4 is wrong."})
    with acting_as(world.editor.actor()) as actor:
        assert Correction.objects.visible_to(actor).get().version_id == draft.pk


def test_the_desk_lists_it_sixty_days_before_and_later(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    editor = sign_in(world.editor)
    grows_old(programme, 61)
    assert "A programme to check again" not in editor.get("/write").content.decode()
    grows_old(programme, 60)
    desk = editor.get("/write").content.decode()
    assert "A programme to check again" in desk
    assert f"/write/programmes/{programme.ref}" in desk
    grows_old(programme, -1)
    assert "A programme, too late" in editor.get("/write").content.decode()


def told() -> list[int | None]:
    rows = Outbox.objects.filter(kind="education.due")
    return sorted(rows.values_list("person_id", flat=True), key=lambda one: one or 0)


def test_who_wrote_and_published_it_is_told_once_at_each_of_three_moments(world: World) -> None:
    programme = shipped(world)
    ProgrammeVersion.objects.exclude(programme=programme).update(review_by=None)
    grows_old(programme, 100)
    seen = []
    for left in (61, 60, 45, 30, 0, -3):
        remind_of_reviews(timezone.localdate() + timedelta(days=100 - left))
        seen.append(len(told()))
    assert seen == [0, 2, 2, 4, 6, 6]
    assert set(told()) == {world.editor.person.pk, world.reviewer.person.pk}


def test_whoever_stopped_being_an_editor_is_not_told_and_nobody_of_a_stopped_one(
    world: World,
) -> None:
    programme = shipped(world)
    ProgrammeVersion.objects.exclude(programme=programme).update(review_by=None)
    grows_old(programme, 20)
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=programme.ref, words="Wait.")
    of_the_stop = told()
    assert remind_of_reviews() == 0
    ProgrammeVersion.objects.update(stop=None)
    RoleHolding.objects.filter(account=world.editor.account).update(
        ends_at=timezone.now() - timedelta(minutes=1)
    )
    assert remind_of_reviews() == 1
    assert Counter(told()) == Counter([*of_the_stop, world.reviewer.person.pk])
