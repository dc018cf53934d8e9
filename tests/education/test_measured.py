"""How somebody is at the start, at the end and three months on: asked, shown, never judged or pressed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from education.actions import enrolling
from education.actions.measuring import ask_again
from education.actions.programme_publishing import publish_programme
from education.actions.programme_writing import open_programme_draft
from education.models import Enrolment, Measuring, Programme, ProgrammeVersion
from members.actions.first_weeks import say_where
from members.leaving import Ended, How, stop_everything
from members.models import Standing
from members.queries.own import own_rows
from po_platform.access.actor import Purpose, System, acting_as
from proms.for_programmes import take_up
from proms.models import Assignment, Instrument
from tests.education.path import next_check, soon
from tests.education.programme_path import begun, shipped, short
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World
from tests.proms.path import WEEKLY, on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db


def measured_programme(world: World) -> Programme:
    """One that asks the weekly check-in three times."""
    put_weekly_in_use(world)
    return short(world, measured_by=WEEKLY)


def moments_of(persona: Persona) -> dict[str, Measuring]:
    with acting_as(persona.actor()) as actor:
        return {one.moment: one for one in own_rows(Measuring, actor)}


def through(persona: Persona, row: Enrolment) -> None:
    with acting_as(persona.actor()) as actor:
        enrolling.finish(actor=actor, ref=row.ref)


def three_months_later(persona: Persona) -> None:
    with acting_as(persona.actor()) as actor:
        own_rows(Measuring, actor).filter(moment="later").update(due_on=timezone.localdate())


def answers(persona: Persona, pain: int) -> None:
    """What waits on her list, sent."""
    with acting_as(persona.actor()) as actor:
        waiting = Assignment.objects.visible_to(actor).get(state="open")
    send(persona, waiting, some_answers(pain=pain))


def test_start_and_end_stand_side_by_side_in_words_and_numbers(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, measured_programme(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    assert "How are you at the start?" in text_of(ruth.get(way))
    for moment, pain in (("start", 7), ("end", 3)):
        asked = moments_of(world.ruth)[moment].ref
        answer = ruth.post(f"/programmes/asked/{asked}", {"do": "answer"})
        assert ruth.get(answer["location"]).status_code == 200
        answers(world.ruth, pain)
        if moment == "start":
            assert "How are you at the start?" not in text_of(ruth.get(way))
            through(world.ruth, row)
            assert "How are you now, at the end?" in text_of(ruth.get(way))
    page = text_of(ruth.get(f"{way}/changed"))
    assert "At the start" in page
    assert "At the end" in page
    assert "neither good nor bad by itself" in page
    assert "On " in page
    # The picture says which way its scale runs; what stands around it judges nothing.
    whole = ruth.get(f"{way}/changed").content.decode()
    ours = re.sub(r'<section class="trend">.*?</section>', "", whole, flags=re.S)
    assert not [word for word in ("better", "worse", "improved") if word in ours.lower()]
    html = ruth.get(f"{way}/changed").content.decode()
    assert html.count("<td>") >= 3
    for said in ("7", "3"):
        assert f"<td>{said}" in html


def test_what_was_answered_twice_is_a_picture_with_its_numbers_behind_it(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, measured_programme(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    answers_elsewhere = '<figure class="chart'
    for moment, pain in (("start", 7), ("end", 3)):
        asked = moments_of(world.ruth)[moment].ref
        ruth.post(f"/programmes/asked/{asked}", {"do": "answer"})
        answers(world.ruth, pain)
        page = ruth.get(f"{way}/changed").content.decode()
        if moment == "start":
            assert answers_elsewhere not in page, "one number is no course"
            through(world.ruth, row)
    charts = page.count('<figure class="chart')
    assert charts >= 1
    assert page.count("All numbers as a table") == charts
    assert "went down from 7" in page
    assert page.index("<figure") < page.index("All numbers side by side") < page.rindex("<td>7")
    assert 'role="img" aria-label="' in page


def test_answers_of_other_days_and_of_others_are_not_in_the_picture(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, measured_programme(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    for moment, pain in (("start", 7), ("end", 3)):
        ruth.post(f"/programmes/asked/{moments_of(world.ruth)[moment].ref}", {"do": "answer"})
        answers(world.ruth, pain)
        if moment == "start":
            through(world.ruth, row)
    before = ruth.get(f"{way}/changed").content.decode()
    ruth_herself = world.ruth.actor()
    with acting_as(ruth_herself):
        take_up(ruth_herself, WEEKLY)
    answers(world.ruth, 10)
    after = ruth.get(f"{way}/changed").content.decode()
    assert re.findall(r"<figure.*?</figure>", after, re.S) == re.findall(
        r"<figure.*?</figure>", before, re.S
    )


def test_left_out_the_programme_is_the_same_and_it_can_be_undone(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, measured_programme(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    asked = moments_of(world.ruth)["start"].ref
    answer = ruth.post(f"/programmes/asked/{asked}", {"do": "leave"}, follow=True)
    assert "The programme is the same without it." in text_of(answer)
    assert "How are you at the start?" not in text_of(answer)
    assert ruth.get(f"{way}/steps/one").status_code == 200
    ruth.post(f"/programmes/asked/{asked}", {"do": "ask"})
    assert "How are you at the start?" in text_of(ruth.get(way))


def test_after_the_second_step_it_is_the_start_no_more(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, measured_programme(world))
    asked = moments_of(world.ruth)["start"].ref
    with acting_as(world.ruth.actor()) as actor:
        own_rows(Enrolment, actor).update(steps_done=2)
    ruth = sign_in(world.ruth)
    assert "How are you at the start?" not in text_of(ruth.get(f"/programmes/mine/{row.ref}"))
    assert ruth.post(f"/programmes/asked/{asked}", {"do": "answer"}).status_code == 404


def test_what_was_answered_this_week_is_not_asked_for_again(world: World, sign_in: Any) -> None:
    programme = measured_programme(world)
    assignment = on_her_list(world.ruth, Instrument.objects.get(slug=WEEKLY))
    send(world.ruth, assignment, some_answers(pain=6))
    row = begun(world.ruth, programme)
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    assert "You need not do it again." in text_of(ruth.get(way))
    ruth.post(f"/programmes/asked/{moments_of(world.ruth)['start'].ref}", {"do": "recent"})
    assert moments_of(world.ruth)["start"].asked_ref == assignment.ref
    through(world.ruth, row)
    # The same answers are not the start and the end.
    assert "You need not do it again." not in text_of(ruth.get(way))
    ended = moments_of(world.ruth)["end"].ref
    assert ruth.post(f"/programmes/asked/{ended}", {"do": "recent"}).status_code == 404


def test_what_was_begun_at_the_start_and_answered_at_the_end_is_of_the_end_only(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, measured_programme(world))
    ruth = sign_in(world.ruth)
    for moment in ("start", "end"):
        if moment == "end":
            through(world.ruth, row)
        ruth.post(f"/programmes/asked/{moments_of(world.ruth)[moment].ref}", {"do": "answer"})
    answers(world.ruth, 3)
    now = moments_of(world.ruth)
    assert now["start"].asked_ref is None
    assert now["end"].asked_ref is not None


def test_an_old_tab_does_not_take_the_place_of_what_was_answered(
    world: World, sign_in: Any
) -> None:
    begun(world.ruth, measured_programme(world))
    ruth, asked = sign_in(world.ruth), moments_of(world.ruth)["start"]
    ruth.post(f"/programmes/asked/{asked.ref}", {"do": "answer"})
    answers(world.ruth, 7)
    said = moments_of(world.ruth)["start"].asked_ref
    again = ruth.post(f"/programmes/asked/{asked.ref}", {"do": "answer"})
    assert "/my-answers/" in again["location"]
    assert ruth.post(f"/programmes/asked/{asked.ref}", {"do": "recent"}).status_code == 404
    assert moments_of(world.ruth)["start"].asked_ref == said


@pytest.mark.parametrize("how", ["not in use", "too late"])
def test_nobody_is_written_to_about_questions_that_are_not_there(
    world: World, sign_in: Any, how: str
) -> None:
    row = begun(world.ruth, measured_programme(world))
    through(world.ruth, row)
    three_months_later(world.ruth)
    if how == "not in use":
        Instrument.objects.filter(slug=WEEKLY).update(licence=Instrument.Licence.UNANSWERED)
    else:
        with acting_as(world.ruth.actor()) as actor:
            day = timezone.localdate() - timedelta(days=60)
            own_rows(Measuring, actor).filter(moment="later").update(due_on=day)
    assert ask_again() == 0
    assert moments_of(world.ruth)["later"].told_at is None
    assert "three months on" not in text_of(sign_in(world.ruth).get("/start"))


def test_three_months_on_one_neutral_mail_comes_on_the_day_she_may_move(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, measured_programme(world))
    through(world.ruth, row)
    due = moments_of(world.ruth)["later"].due_on
    assert timedelta(days=88) < due - timezone.localdate() < timedelta(days=93)
    assert ask_again() == 0
    ruth = sign_in(world.ruth)
    asked = moments_of(world.ruth)["later"].ref
    assert ruth.get(f"/programmes/asked/{asked}/day").status_code == 200
    assert ruth.post(f"/programmes/asked/{asked}/day", {"days": "own"}).status_code == 422
    ruth.post(f"/programmes/asked/{asked}/day", {"days": "14"})
    assert moments_of(world.ruth)["later"].due_on == timezone.localdate() + timedelta(days=14)
    three_months_later(world.ruth)
    assert (ask_again(), ask_again()) == (1, 0)
    mails = deliver()
    assert len(mails) == 1
    assert f"/programmes/mine/{row.ref}" in mails[0].body
    assert_neutral(mails[0], also=["tired", "short"])
    assert "three months on" in text_of(ruth.get("/start"))
    assert "How are you, three months on?" in text_of(ruth.get(f"/programmes/mine/{row.ref}"))


def test_whoever_was_just_diagnosed_is_asked_when_the_quiet_weeks_are_over(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, measured_programme(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    through(world.ruth, row)
    three_months_later(world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        say_where(actor=actor, where="just_diagnosed")
    assert ask_again() == 0
    assert "three months on" not in text_of(ruth.get("/start"))
    assert "How are you" not in text_of(ruth.get(way))
    with acting_as(world.ruth.actor()) as actor:
        own_rows(Standing, actor).update(said_at=timezone.now() - timedelta(days=22))
    assert ask_again() == 1


def test_a_mail_that_waits_is_dropped_when_she_left_it_out_meanwhile(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, measured_programme(world))
    through(world.ruth, row)
    three_months_later(world.ruth)
    assert ask_again() == 1
    asked = moments_of(world.ruth)["later"].ref
    sign_in(world.ruth).post(f"/programmes/asked/{asked}", {"do": "leave"})
    assert deliver() == []


@pytest.mark.parametrize("what", ["began again", "left the organisation"])
def test_nobody_is_asked_who_is_no_longer_through(world: World, what: str) -> None:
    row = begun(world.ruth, measured_programme(world))
    through(world.ruth, row)
    three_months_later(world.ruth)
    if what == "began again":
        with acting_as(world.ruth.actor()) as actor:
            enrolling.come_back(actor=actor, ref=row.ref)
    else:
        ended = Ended(world.ruth.person.pk, world.ruth.account.pk, How.LEFT, timezone.now())
        with acting_as(System(Purpose.END, person_id=world.ruth.person.pk)):
            stop_everything(ended)
    assert ask_again() == 0


def test_a_programme_that_asks_nothing_has_no_such_page(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, short(world))
    ruth = sign_in(world.ruth)
    assert moments_of(world.ruth) == {}
    assert ruth.get(f"/programmes/mine/{row.ref}/changed").status_code == 404


def test_nobody_else_takes_up_or_leaves_out_hers(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, measured_programme(world))
    asked = moments_of(world.ruth)["start"].ref
    for persona in (world.gerd, world.guide):
        browser = sign_in(persona)
        assert browser.get(f"/programmes/mine/{row.ref}/changed").status_code == 404
        for do in ("answer", "leave", "recent"):
            answer = browser.post(f"/programmes/asked/{asked}", {"do": do})
            assert answer.status_code == 404
    assert sign_in(world.ruth).post(f"/programmes/asked/{asked}", {"do": "x"}).status_code == 404
    assert moments_of(world.ruth)["start"].left_out_at is None


def test_an_editor_chooses_the_questions_and_one_not_in_use_stops_publishing(
    world: World, sign_in: Any
) -> None:
    put_weekly_in_use(world)
    programme = shipped(world)
    with acting_as(world.editor.actor()) as editor:
        open_programme_draft(actor=editor, ref=programme.ref)
    browser, desk = sign_in(world.editor), f"/write/programmes/{programme.ref}"
    values = {
        "title": "Small steps", "lead": "Why.", "good_for": "you", "not_for": "others",
        "measured_by": WEEKLY,
    }  # fmt: skip
    assert browser.post(f"{desk}/top", {**values, "measured_by": "no-such"}).status_code == 422
    assert browser.post(f"{desk}/top", values).status_code == 302
    assert "Asks at the start, at the end and three months later" in text_of(browser.get(desk))
    draft = ProgrammeVersion.objects.get(programme=programme, state="draft")
    draft.measured_by = "gone"
    draft.save()
    reviewer = sign_in(world.reviewer)
    sent = {"mark": draft.mark, "what_changed": "", **next_check()}
    assert "is not in use" in text_of(reviewer.post(f"{desk}/publish", sent))
    ProgrammeVersion.objects.filter(pk=draft.pk).update(measured_by=WEEKLY)
    draft.refresh_from_db()
    with acting_as(world.reviewer.actor()) as actor:
        publish_programme(
            actor=actor, ref=programme.ref, mark=draft.mark, what_changed="", review_by=soon()
        )
    begun(world.ruth, Programme.objects.get(pk=programme.pk))
    assert set(moments_of(world.ruth)) == {"start"}
