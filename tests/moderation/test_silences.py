"""Somebody does not write for a while: with a reason, an end, a second person for long, an objection."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone

from forums.actions.changing import put_back_post, take_back_post
from forums.models import Draft, Post
from moderation import keeping
from moderation.actions import silencing
from moderation.models import Case, Silence
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin, changed
from tests.moderation.cases import also_a_member, another_moderator, told
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
WHY = "You called somebody names, three times."


@pytest.fixture
def post(world: World) -> Post:
    return begin(world.ruth, a_board())


@pytest.fixture
def case(world: World, post: Post) -> Case:
    """Gerd told the moderators about a post of Ruth's."""
    told(world.gerd, post)
    with acting_as(world.moderator.actor()) as actor:
        found: Case = Case.objects.visible_to(actor).get()
    return found


def kept(who: Persona, case: Case, days: int | None = 3, why: str = WHY, rule: int = 1) -> Silence:
    with acting_as(who.actor()) as actor:
        return silencing.keep_from_writing(
            actor=actor, case=case.ref, days=days, why=why, rule=rule
        )


def settled(who: Persona, row: Silence, *, yes: bool = True) -> Silence:
    with acting_as(who.actor()) as actor:
        return silencing.settle_silence(actor=actor, ref=row.ref, yes=yes)


def answered(who: Persona, row: Silence, *, stays: bool) -> None:
    with acting_as(who.actor()) as actor:
        silencing.answer_objection(actor=actor, ref=row.ref, stays=stays, answer="We looked again.")


def objected(who: Persona, row: Silence, text: str = "He began it.") -> None:
    with acting_as(who.actor()) as actor:
        silencing.object_to_silence(actor=actor, ref=row.ref, text=text)


def now(world: World, row: Silence) -> Silence:
    with acting_as(world.moderator.actor()) as actor:
        found: Silence = Silence.objects.visible_to(actor).get(pk=row.pk)
    return found


def over(world: World, row: Silence) -> None:
    """As if its time had passed."""
    with acting_as(world.moderator.actor()) as actor:
        past = timezone.now() - timedelta(days=60)
        Silence.objects.visible_to(actor).filter(pk=row.pk).update(
            from_at=past, until_at=past + timedelta(days=3)
        )


def test_from_a_case_to_the_letter_and_back(world: World, case: Case, sign_in: Any) -> None:
    team, ruth = sign_in(world.moderator), sign_in(world.ruth)
    page = f"/moderation/cases/{case.ref}/not-writing"
    assert page in team.get(f"/moderation/cases/{case.ref}").content.decode()
    assert team.post(page, {"days": "3", "rule": "", "why": ""}).status_code == 422
    sent = team.post(page, {"days": "3", "rule": "1", "why": WHY})
    with acting_as(world.moderator.actor()) as actor:
        row = Silence.objects.visible_to(actor).get()
    assert sent.headers["Location"] == f"/moderation/not-writing/{row.ref}"
    letter = f"/me/not-writing/{row.ref}"
    assert letter in ruth.get("/start").content.decode()
    shown = ruth.get(letter).content.decode()
    assert WHY in shown and "Be kind" in shown and "You can read everything" in shown
    assert world.moderator.name not in shown
    assert world.ruth.name in team.get("/moderation/not-writing").content.decode()
    team.post(f"/moderation/not-writing/{row.ref}", {"act": "lift"})
    assert "You can write here again" in ruth.get(letter).content.decode()
    assert letter not in ruth.get("/start").content.decode()
    assert answer(world.ruth, Post.objects.get().topic).no == 2


def test_who_is_kept_from_writing_reads_and_keeps_drafts(
    world: World, post: Post, case: Case, sign_in: Any
) -> None:
    kept(world.moderator, case)
    ruth, topic = sign_in(world.ruth), f"/talk/topics/{post.topic.ref}"
    assert "Hello" in ruth.get(topic).content.decode()
    assert "You cannot write here until" in ruth.get(f"{topic}/reply").content.decode()
    board = a_board()
    with pytest.raises(PermissionDenied, match="cannot write here"):
        answer(world.ruth, post.topic)
    with pytest.raises(PermissionDenied, match="cannot write here"):
        begin(world.ruth, board)
    with pytest.raises(PermissionDenied, match="cannot write here"):
        changed(world.ruth, post)
    typed = {"text": "My long answer", "client_ref": str(uuid4()), "act": "send"}
    refused_page = ruth.post(f"{topic}/reply", typed)
    assert refused_page.status_code == 403 and "My long answer" in refused_page.content.decode()
    with acting_as(world.ruth.actor()) as actor:
        assert Draft.objects.visible_to(actor).get().text == "My long answer"
        take_back_post(actor=actor, ref=post.ref)
        with pytest.raises(PermissionDenied):
            put_back_post(actor=actor, ref=post.ref)


def test_it_ends_by_itself(world: World, post: Post, case: Case, sign_in: Any) -> None:
    row = kept(world.moderator, case)
    over(world, row)
    assert answer(world.ruth, post.topic).no == 2
    assert "This is over" in sign_in(world.ruth).get(f"/me/not-writing/{row.ref}").content.decode()


def test_longer_than_a_week_needs_a_second_moderator(
    world: World, case: Case, sign_in: Any
) -> None:
    row = kept(world.moderator, case, days=None)
    assert row.until_at == row.from_at + keeping.ALONE
    with pytest.raises(PermissionDenied, match="wanted it yourself"):
        settled(world.moderator, row)
    other = another_moderator()
    line = sign_in(other).get("/moderation/not-writing").content.decode()
    assert "Waits for a second moderator" in line
    assert "A second moderator is asked" in sign_in(other).get("/start").content.decode()
    assert (
        "A second moderator is asked" not in sign_in(world.moderator).get("/start").content.decode()
    )
    sign_in(other).post(f"/moderation/not-writing/{row.ref}", {"act": "yes"})
    row = now(world, row)
    assert row.until_at is None and row.second_by == other.person.pk
    with pytest.raises(PermissionDenied, match="any more"):
        settled(other, row)


def test_after_a_no_a_week_is_the_most(world: World, case: Case) -> None:
    row = kept(world.moderator, case, days=90)
    row = settled(another_moderator(), row, yes=False)
    assert row.until_at == row.from_at + keeping.ALONE and not row.waits_for_second


def test_what_would_be_over_with_a_yes_too_waits_for_nobody(
    world: World, case: Case, sign_in: Any
) -> None:
    row, other = kept(world.moderator, case, days=30), another_moderator()
    team = sign_in(other)
    past = timezone.now() - timedelta(days=29)
    moved(world, row, past)
    assert "Waits for a second moderator" in team.get("/moderation/not-writing").content.decode()
    moved(world, row, past - timedelta(days=2))
    deliver()
    listed = team.get("/moderation/not-writing").content.decode()
    assert "Waits for a second moderator" not in listed
    assert "A second moderator is asked" not in team.get("/start").content.decode()
    page = f"/moderation/not-writing/{row.ref}"
    shown = team.get(page).content.decode()
    assert "It is over." in shown and 'value="yes"' not in shown
    with pytest.raises(PermissionDenied, match="over already"):
        settled(other, row)
    assert now(world, row).second_at is None and not deliver()
    assert kept(other, case).in_force(timezone.now())


def moved(world: World, row: Silence, begins: datetime) -> None:
    """As if it had begun on that day."""
    with acting_as(world.moderator.actor()) as actor:
        Silence.objects.visible_to(actor).filter(pk=row.pk).update(
            from_at=begins, until_at=begins + keeping.ALONE
        )


def test_the_same_moderator_again_within_a_month_needs_another(
    world: World, post: Post, case: Case
) -> None:
    first = kept(world.moderator, case)
    with pytest.raises(PermissionDenied, match="one already"):
        kept(world.moderator, case)
    with acting_as(world.moderator.actor()) as actor:
        silencing.lift_silence(actor=actor, ref=first.ref)
    again = kept(world.moderator, case, days=1)
    assert not again.began and again.waits_for_second
    assert answer(world.ruth, post.topic).no == 2
    with acting_as(world.ruth.actor()) as actor, pytest.raises(Http404):
        silencing.object_to_silence(actor=actor, ref=again.ref, text="unknown to her")
    again = settled(another_moderator(), again)
    assert again.until_at == again.from_at + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        answer(world.ruth, post.topic)


@pytest.mark.parametrize("stays", [True, False])
def test_an_objection_is_answered_once_by_somebody_who_had_no_part(
    world: World, post: Post, case: Case, stays: bool
) -> None:
    second, third = another_moderator(), another_moderator("Pim D.")
    row = settled(second, kept(world.moderator, case, days=30))
    objected(world.ruth, row)
    with pytest.raises(PermissionDenied, match="already"):
        objected(world.ruth, row)
    for who in (world.moderator, second):
        with pytest.raises(PermissionDenied, match="took part"):
            answered(who, row, stays=stays)
    answered(third, row, stays=stays)
    assert now(world, row).in_force(timezone.now()) is stays
    with pytest.raises(PermissionDenied, match="already"):
        answered(third, row, stays=stays)


def test_an_objection_goes_from_her_page_to_another_moderator(
    world: World, case: Case, sign_in: Any
) -> None:
    row = kept(world.moderator, case)
    ruth, other = sign_in(world.ruth), sign_in(another_moderator())
    letter, page = f"/me/not-writing/{row.ref}", f"/moderation/not-writing/{row.ref}"
    assert ruth.post(letter, {"text": ""}).status_code == 422
    ruth.post(letter, {"text": "He began it."})
    assert "An objection to being kept" in other.get("/start").content.decode()
    assert "He began it." in other.get(page).content.decode()
    assert other.post(f"{page}/answer", {"stays": "yes"}).status_code == 422
    own = {"stays": "no", "answer": "You are right."}
    assert sign_in(world.moderator).post(f"{page}/answer", own).status_code == 403
    other.post(f"{page}/answer", own)
    shown = ruth.get(letter).content.decode()
    assert "You are right." in shown and "You can write here again" in shown


def test_nobody_decides_about_herself_or_about_what_she_reported(
    world: World, sign_in: Any
) -> None:
    author, reporter = (
        also_a_member(another_moderator()),
        also_a_member(another_moderator("Pim D.")),
    )
    told(reporter, begin(author, a_board()))
    with acting_as(world.moderator.actor()) as actor:
        case = Case.objects.visible_to(actor).get()
    for who in (author, reporter):
        with pytest.raises(PermissionDenied):
            kept(who, case)
    row = kept(world.moderator, case, days=30)
    for who in (author, reporter):
        with pytest.raises(PermissionDenied):
            settled(who, row)
    for who in (author, reporter):
        with acting_as(who.actor()) as actor, pytest.raises(PermissionDenied):
            silencing.lift_silence(actor=actor, ref=row.ref)
        page = sign_in(who).get(f"/moderation/not-writing/{row.ref}").content.decode()
        assert 'value="lift"' not in page
    page = sign_in(world.moderator).get(f"/moderation/not-writing/{row.ref}").content.decode()
    assert 'value="lift"' in page


def test_members_and_the_office_do_not_see_it(world: World, case: Case, sign_in: Any) -> None:
    row = kept(world.moderator, case)
    for who in (world.gerd, world.administrator, world.nasser):
        assert sign_in(who).get(f"/me/not-writing/{row.ref}").status_code in (403, 404)
        assert sign_in(who).get(f"/moderation/not-writing/{row.ref}").status_code == 403
        with acting_as(who.actor()), connection.cursor() as cursor:
            cursor.execute("select count(*) from moderation_silence")
            assert cursor.fetchone()[0] == 0
            cursor.execute("select object_to_silence(%s, 'mine')", [row.ref])
            assert cursor.fetchone()[0] is False
        with pytest.raises((Http404, PermissionDenied)):
            kept(who, case)


def test_the_database_wants_two_people_for_a_long_one_too(world: World, case: Case) -> None:
    row = kept(world.moderator, case)
    mine = Silence.objects.filter(pk=row.pk)
    for change in (
        {"until_at": None},
        {"until_at": row.from_at + timedelta(days=8)},
        {"second_by": world.moderator.person.pk},
        {"answered_by": world.moderator.person.pk},
    ):
        with (
            acting_as(world.moderator.actor()) as actor,
            pytest.raises(IntegrityError),
            transaction.atomic(),
        ):
            mine.visible_to(actor).update(**change)
    for who in (world.moderator, world.ruth):
        with acting_as(who.actor()), pytest.raises(DatabaseError), transaction.atomic():
            Silence.objects.visible_to(who.actor()).filter(pk=row.pk).update(why="other")


def test_its_mail_says_nothing_of_it(world: World, case: Case) -> None:
    deliver()
    kept(world.moderator, case)
    assert Outbox.objects.filter(kind="moderation.silence").count() == 1
    (mail,) = deliver()
    assert_neutral(mail, also=[WHY, "Buttons", world.moderator.name])
    assert "/me/not-writing/" in str(mail.body)


def test_how_long_one_moderator_decides_alone() -> None:
    begins = timezone.now()
    assert keeping.needs_second(8, again=False) and keeping.needs_second(None, again=False)
    assert not keeping.needs_second(7, again=False) and keeping.needs_second(1, again=True)
    assert keeping.ends_first(begins, 3, again=False) == begins + timedelta(days=3)
    assert keeping.ends_first(begins, None, again=False) == begins + timedelta(days=7)
    assert keeping.ends_first(begins, 3, again=True) == begins
