"""What somebody writes to the team is listened to: words of danger call people, nothing is thrown away."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from forums.models import Draft, Post, Topic
from moderation.actions.crisis import call_next, triage_case
from moderation.actions.reporting import appeal_decision
from moderation.models import Case, Report
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin
from tests.forums.test_by_mail import OURS, address, mailed, wants
from tests.forums.test_by_mail import told as mails_say
from tests.moderation.cases import another_moderator, decided, rows, the_case, told
from tests.moderation.test_crisis import called
from tests.moderation.test_silences import kept, objected
from tests.moderation.test_words import answered, said
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
DANGER, CALM = "I do not want to live any more", "I see it differently"
HELP = "You are not alone with this."


def in_lane(world: World) -> list[Case]:
    with acting_as(world.moderator.actor()):
        return list(rows(world, Case).filter(lane="crisis").order_by("pk"))


def page_of(case: Case) -> str:
    return f"/moderation/cases/{case.ref}"


@pytest.fixture
def words(world: World) -> Case:
    """Gerd told the moderators about a post of Ruth's, and they wrote to her."""
    told(world.gerd, begin(world.ruth, a_board()))
    case = the_case(world)
    said(world.moderator, case)
    return case


def test_words_of_danger_in_an_answer_to_the_team_call_people(
    world: World, words: Case, sign_in: Any
) -> None:
    answered(world.ruth, words, CALM)
    assert in_lane(world) == [] and call_next() == 0
    assert HELP not in sign_in(world.ruth).get(f"/me/words/{words.ref}").content.decode()
    answered(world.ruth, words, DANGER)
    (case,) = in_lane(world)
    assert (case.kind, case.thing, case.person_id) == ("post", words.thing, world.ruth.person.pk)
    assert call_next() == 1 and called() == [world.moderator.account.pk]
    shown = sign_in(world.moderator).get(page_of(case)).content.decode()
    assert DANGER in shown and "The words stand in what was answered to our team" in shown
    hers = sign_in(world.ruth).get(f"/me/words/{words.ref}").content.decode()
    assert HELP in hers and "/call-me" in hers


def test_an_answer_with_such_words_after_the_first_one_was_looked_at_calls_anew(
    world: World, words: Case
) -> None:
    answered(world.ruth, words, DANGER)
    call_next()
    with acting_as(world.moderator.actor()) as actor:
        triage_case(actor=actor, ref=in_lane(world)[0].ref, triage="thoughts")
    assert call_next() == 0
    answered(world.ruth, words, f"{DANGER}, not today either")
    assert call_next() == 1


def test_whoever_told_us_and_moderates_reads_the_answer_where_somebody_is_in_danger(
    world: World, words: Case, sign_in: Any
) -> None:
    answered(world.ruth, words, DANGER)
    (case,) = in_lane(world)
    assert DANGER in sign_in(another_moderator()).get(page_of(case)).content.decode()
    for who in (world.gerd, world.administrator, world.nasser):
        assert sign_in(who).get(page_of(case)).status_code == 403


def test_words_of_danger_in_a_report_are_about_whoever_wrote_them(
    world: World, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board())
    told(world.helper, post, "rude", CALM)
    assert in_lane(world) == []
    report = told(world.gerd, post, "rude", f"Since that post {DANGER}")
    (case,) = in_lane(world)
    assert (case.kind, case.thing, case.person_id) == ("told", report.ref, world.gerd.person.pk)
    assert Post.objects.get().state == "published" and call_next() == 1
    told(world.gerd, post, "rude", f"Since that post {DANGER}")  # the same twice is once
    assert len(in_lane(world)) == 1
    with acting_as(world.moderator.actor()):
        beside = rows(world, Case).get(lane="normal")
    shown = sign_in(world.moderator).get(page_of(case)).content.decode()
    assert DANGER in shown and page_of(beside) in shown
    assert world.gerd.name not in shown, "who told us stands on no page"
    for who in (world.ruth, world.gerd, world.administrator):
        assert sign_in(who).get(page_of(case)).status_code == 403
    assert sign_in(world.gerd).get(f"/tell-us/told/{report.ref}").status_code == 404
    hers = sign_in(world.gerd).get("/me/told-you").content.decode()
    assert HELP in hers and HELP not in sign_in(world.helper).get("/me/told-you").content.decode()


def test_a_worry_with_such_words_is_one_case_of_whom_it_is_about(world: World) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "worried", "She wrote that she wants to die")
    (case,) = in_lane(world)
    assert (case.kind, case.person_id) == ("post", world.ruth.person.pk)


def test_the_team_writes_back_to_whoever_wrote_such_words(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "other", DANGER)
    (case,) = in_lane(world)
    team = sign_in(world.moderator)
    assert "A word to the member" in team.get(page_of(case)).content.decode()
    given = {"word-text": "Shall we call you?", "word-client_ref": str(uuid4())}
    team.post(f"{page_of(case)}/word", given)
    hers = sign_in(world.gerd).get(f"/me/words/{case.ref}").content.decode()
    assert "Shall we call you?" in hers and "Words written to our team" in hers
    team.post(f"{page_of(case)}/next-step", {"triage": "thoughts"})
    read = team.get(page_of(case)).context["form"].initial
    team.post(page_of(case), {**read, "after": "published"})
    assert in_lane(world)[0].state == "decided"


def test_words_of_danger_in_an_objection_call_people(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    decision = decided(world.moderator, the_case(world), "folded")
    with acting_as(world.ruth.actor()) as ruth:
        row = appeal_decision(actor=ruth, ref=decision.ref, text=DANGER)
    (case,) = in_lane(world)
    assert (case.thing, case.person_id) == (row.ref, world.ruth.person.pk) and call_next() == 1
    shown = sign_in(another_moderator()).get(page_of(case)).content.decode()
    assert DANGER in shown and "It stands in an objection to a decision." in shown
    assert HELP in sign_in(world.ruth).get(f"/me/decisions/{decision.ref}").content.decode()


def test_words_of_danger_in_an_objection_to_not_writing_call_people(
    world: World, sign_in: Any
) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    row = kept(world.moderator, the_case(world))
    objected(world.ruth, row, DANGER)
    (case,) = in_lane(world)
    assert (case.thing, case.person_id) == (row.ref, world.ruth.person.pk) and call_next() == 1
    shown = sign_in(another_moderator()).get(page_of(case)).content.decode()
    assert DANGER in shown and f"/moderation/not-writing/{row.ref}" in shown
    assert HELP in sign_in(world.ruth).get(f"/me/not-writing/{row.ref}").content.decode()


@pytest.fixture
def topic(world: World, settings: Any) -> Topic:
    """Ruth answers by e-mail."""
    settings.MAIL_IN = OURS
    post = begin(world.ruth, a_board())
    answer(world.gerd, post.topic)
    wants(world.ruth)
    return post.topic


def kept_words(who: Persona) -> list[str]:
    with acting_as(who.actor()) as actor:
        return list(Draft.objects.visible_to(actor).values_list("text", flat=True))


def test_an_answer_by_mail_to_a_closed_topic_is_read_where_somebody_may_be_in_danger(
    world: World, topic: Topic, sign_in: Any
) -> None:
    Topic.objects.update(locked=True)
    for _twice in range(2):  # the mail server was not sure and came again
        mailed(address(world, topic), DANGER)
    (case,) = in_lane(world)
    assert (case.kind, case.person_id) == ("told", world.ruth.person.pk) and call_next() == 1
    assert DANGER in sign_in(world.moderator).get(page_of(case)).content.decode()
    assert kept_words(world.ruth) == [DANGER] and topic.written.count() == 2
    hers = sign_in(world.ruth).get("/me/told-you").content.decode()
    assert DANGER in hers and HELP in hers and "An answer by e-mail" in hers
    for who in (world.gerd, world.administrator):
        assert sign_in(who).get(page_of(case)).status_code == 403
        with acting_as(who.actor()), connection.cursor() as cursor:
            cursor.execute("select count(*) from moderation_report")
            assert cursor.fetchone()[0] == 0


def last_mail() -> str:
    from django.core import mail as outbox

    mails_say()
    return " ".join(str(outbox.outbox[-1].body).split())


def test_the_mail_back_says_who_reads_it_and_whom_to_call(world: World, topic: Topic) -> None:
    Topic.objects.update(locked=True)
    mailed(address(world, topic), CALM)
    calm = last_mail()
    assert "Nobody else reads it, and nobody of our team. In an emergency call" in calm
    mailed(address(world, topic), DANGER, number=2)
    heard = last_mail()
    assert "Somebody of our team reads what you wrote as soon as possible" in heard
    assert "In an emergency call" in heard and "nobody of our team" not in heard
    assert "die" not in heard.casefold().split(), "the mail says nothing of what she wrote"
    Topic.objects.update(locked=False)
    topic.board.holds_links = True
    topic.board.save()
    mailed(address(world, topic), "Read https://example.org", number=3)
    held = last_mail()
    assert "A moderator reads it first" in held and "In an emergency" not in held


def test_the_beginning_of_a_mail_that_is_too_long_is_kept_and_danger_in_it_heard(
    world: World, topic: Topic
) -> None:
    mailed(address(world, topic), "y" * 20_001)
    assert kept_words(world.ruth) == ["y" * 20_000] and in_lane(world) == []
    mailed(address(world, topic), f"{'a word ' * 3000} {DANGER}", number=2)
    (case,) = in_lane(world)
    with acting_as(world.moderator.actor()):
        assert rows(world, Report).get(case=case).text.endswith(DANGER)


def test_an_answer_by_mail_to_what_is_gone_is_heard_all_the_same(
    world: World, topic: Topic
) -> None:
    Topic.objects.update(audience="group")
    mailed(address(world, topic), CALM)
    assert "Nobody reads it, and it was not kept." in last_mail() and in_lane(world) == []
    mailed(address(world, topic), DANGER, number=2)
    assert "it was not kept" not in last_mail()
    assert len(in_lane(world)) == 1 and call_next() == 1
