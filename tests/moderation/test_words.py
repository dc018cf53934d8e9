"""A word in private: both ways, from nobody's name, read by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from forums.models import Post
from moderation.actions.words import answer_team, note_answer_read, write_word
from moderation.models import Case, PrivateWord
from moderation.rules import may_answer_team
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import also_a_member, another_moderator, decided, the_case, told
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
SAID, ANSWERED = "Shall we call you?", "Tomorrow would be good."


@pytest.fixture
def case(world: World) -> Case:
    """Gerd told the moderators about a post of Ruth's."""
    told(world.gerd, begin(world.ruth, a_board()))
    return the_case(world)


def said(who: Persona, case: Case, text: str = SAID, ref: Any = None) -> None:
    with acting_as(who.actor()) as actor:
        write_word(actor=actor, ref=case.ref, text=text, client_ref=ref or uuid4())


def answered(who: Persona, case: Case, text: str = ANSWERED, ref: Any = None) -> None:
    with acting_as(who.actor()) as actor:
        answer_team(actor=actor, thread=case.ref, text=text, client_ref=ref or uuid4())


def test_both_ways_and_back_again(world: World, case: Case, sign_in: Any) -> None:
    team, ruth = sign_in(world.moderator), sign_in(world.ruth)
    page, hers = f"/moderation/cases/{case.ref}", f"/me/words/{case.ref}"
    assert ruth.get(hers).status_code == 404
    given = {"word-text": SAID, "word-client_ref": str(uuid4())}
    for _twice in range(2):
        assert team.post(f"{page}/word", given).status_code == 302
    assert b"Our moderation team wrote to you" in ruth.get("/start").content
    shown = ruth.get(hers).content.decode()
    assert SAID in shown and "Moderation team" in shown and world.moderator.name not in shown
    assert b"Our moderation team wrote to you" not in ruth.get("/start").content
    assert SAID not in ruth.get("/me/words").content.decode()
    ruth.post(hers, {"text": ANSWERED, "client_ref": str(uuid4())})
    assert "Authors who wrote back" in team.get("/moderation").content.decode()
    read = team.get(page).content.decode()
    assert SAID in read and ANSWERED in read and world.moderator.name in read
    team.post(f"{page}/word-read")
    assert "Authors who wrote back" not in team.get("/moderation").content.decode()
    with acting_as(world.moderator.actor()) as actor:
        assert PrivateWord.objects.visible_to(actor).count() == 2


def test_what_is_typed_wrongly_is_shown_again(world: World, case: Case, sign_in: Any) -> None:
    team, page = sign_in(world.moderator), f"/moderation/cases/{case.ref}/word"
    long = "x" * 2001
    wrong = team.post(page, {"word-text": long, "word-client_ref": str(uuid4())})
    assert wrong.status_code == 422 and long in wrong.content.decode()
    assert team.post(page, {}).status_code == 422
    said(world.moderator, case)
    mine = f"/me/words/{case.ref}"
    assert sign_in(world.ruth).post(mine, {"text": "a", "client_ref": "b"}).status_code == 422


def test_nobody_else_reads_it(world: World, case: Case, sign_in: Any) -> None:
    said(world.moderator, case)
    for who in (world.gerd, world.nasser, world.administrator):
        assert sign_in(who).get(f"/me/words/{case.ref}").status_code in (403, 404)
        assert sign_in(who).get(f"/moderation/cases/{case.ref}").status_code == 403
        with acting_as(who.actor()), connection.cursor() as cursor:
            cursor.execute("select count(*) from moderation_privateword")
            assert cursor.fetchone()[0] == 0
        with pytest.raises(Http404):
            answered(who, case)


def test_whom_a_case_concerns_does_not_read_it_as_a_moderator(world: World, sign_in: Any) -> None:
    author = also_a_member(another_moderator())
    told(world.gerd, begin(author, a_board()))
    case = the_case(world)
    said(world.moderator, case)
    answered(author, case)
    page = sign_in(author).get(f"/moderation/cases/{case.ref}").content.decode()
    assert SAID not in page and "Authors who wrote back" not in page
    assert b"Authors who wrote back" not in sign_in(author).get("/moderation").content
    with pytest.raises(PermissionDenied):
        said(author, case)
    with acting_as(author.actor()) as actor, pytest.raises(PermissionDenied):
        note_answer_read(actor=actor, ref=case.ref)


def test_a_moderator_who_told_us_leaves_the_answer_to_others(world: World, sign_in: Any) -> None:
    reporter = also_a_member(another_moderator())
    told(reporter, begin(world.ruth, a_board()))
    case = the_case(world)
    said(world.moderator, case)
    answered(world.ruth, case)
    assert b"Authors who wrote back" in sign_in(world.moderator).get("/moderation").content
    assert b"Authors who wrote back" not in sign_in(reporter).get("/moderation").content
    page = sign_in(reporter).get(f"/moderation/cases/{case.ref}").content.decode()
    assert ANSWERED not in page and SAID not in page


def test_the_mail_says_nothing_of_it(world: World, case: Case) -> None:
    deliver()
    said(world.moderator, case)
    assert Outbox.objects.filter(kind="moderation.word").count() == 1
    (mail,) = deliver()
    assert_neutral(mail, also=[SAID, "Buttons", world.moderator.name])
    assert f"/me/words/{case.ref}" in str(mail.body)


def test_one_answers_for_thirty_days_and_five_times(world: World, case: Case) -> None:
    with pytest.raises(Http404):
        answered(world.ruth, case)
    said(world.moderator, case)
    decided(world.moderator, case, "published", why="", rule=None)
    for number in range(5):
        answered(world.ruth, case, f"answer {number}")
    with pytest.raises(PermissionDenied, match="five times"):
        answered(world.ruth, case)
    said(world.moderator, case, "Thank you")
    answered(world.ruth, case)
    with acting_as(world.ruth.actor()) as ruth:
        words = list(PrivateWord.objects.visible_to(ruth).order_by("pk"))
    last = words[-2].at
    assert may_answer_team(words, now=last + timedelta(days=30))
    assert not may_answer_team(words, now=last + timedelta(days=30, seconds=1))


def test_an_author_who_is_gone_is_not_written_to(world: World, case: Case) -> None:
    world.ruth.person.state = "left"
    world.ruth.person.save()
    with pytest.raises(PermissionDenied, match="no longer here"):
        said(world.moderator, case)


def test_a_word_stays_as_it_was_and_is_nobody_elses(world: World, case: Case) -> None:
    said(world.moderator, case)
    for who in (world.ruth, world.moderator):
        with (
            acting_as(who.actor()),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("update moderation_privateword set text = 'other'")
    gerd = world.gerd.person.pk
    with acting_as(world.gerd.actor()), pytest.raises(DatabaseError), transaction.atomic():
        PrivateWord.objects.create(
            case_id=case.pk, thread=case.ref, kind="post", thing=Post.objects.get().ref,
            person_id=gerd, from_team=True, by=gerd, text="forged",
        )  # fmt: skip
