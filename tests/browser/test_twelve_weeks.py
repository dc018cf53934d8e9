"""Twelve weeks of a member: a card, a group, a guide, a quiet time, a pause, the closing meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from education.actions.groups import remind_groups
from education.actions.nudging import nudge_quiet, remind_as_wished
from education.models import GuideMessage, IfThenPlan, ProgrammeGroup, StepState
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.browser.test_programme_walk import the_doctor_prints_a_card
from tests.browser.walking import Walks, follow, press, press_last
from tests.education.programme_path import SLUG, enrolment_of, shipped
from tests.education.test_guides import works
from tests.education.test_measured import answers
from tests.education.test_quiet_ladder import put_back
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import World
from tests.proms.path import put_weekly_in_use

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHERE = "the town hall, room 3"


def test_twelve_weeks_from_a_card_to_the_last_talk(world: World, walks: Walks) -> None:
    put_weekly_in_use(world)
    shipped(world)
    works(world.guide)
    the_guide_starts_a_group(walks, world)
    code = the_doctor_prints_a_card(walks, world)
    way = she_begins_with_her_card(walks, world, code)
    she_joins_the_group_and_it_opens(walks, world)
    she_takes_a_guide(walks, world, way)
    weeks_go_by(world, 2)
    she_says_whether_it_worked(walks, world, way)
    she_is_quiet(walks, world, way)
    the_guide_writes(walks, world)
    she_comes_back_and_pauses(walks, world, way)
    she_goes_through_the_rest(walks, world, way)
    start_and_end_stand_side_by_side(walks, world, way)
    the_group_closes(world)
    they_talk_a_last_time(walks, world, way)
    nobody_else_learns_of_it(walks, world, way)
    assert not walks.findings, "\n".join(walks.findings)


def weeks_go_by(world: World, weeks: int) -> None:
    """The clock stands; everything she left behind becomes so much older, and the tick runs."""
    put_back(world.ruth, 7 * weeks)
    gone = timedelta(weeks=weeks)
    for group in ProgrammeGroup.objects.all():
        group.opens_at, group.over_at = group.opens_at - gone, group.over_at - gone
        group.save()
    with acting_as(world.ruth.actor()) as actor:
        for row in own_rows(IfThenPlan, actor):
            own_rows(IfThenPlan, actor).filter(pk=row.pk).update(made_at=row.made_at - gone)
        for seen in own_rows(StepState, actor):
            own_rows(StepState, actor).filter(pk=seen.pk).update(
                first_seen_at=seen.first_seen_at - gone
            )
    nudge_quiet()
    remind_as_wished()


def steps(page: Page, *answers: tuple[str, str]) -> None:
    """Each of her answers, then on to the next step; '' is a step without words."""
    for label, words in answers:
        if label:
            page.get_by_label(label, exact=False).first.fill(words)
        press(page, "Save and go on")


def she_begins_with_her_card(walks: Walks, world: World, code: str) -> str:
    with walks.acting(None, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/programmes/card")
        page.get_by_label("The code on your card").fill("AAAA BBBB CCCC")
        press(page, "Show me the programme")
        assert page.get_by_text("We do not know this code.").first.is_visible()
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/programmes/card")
        page.get_by_label("The code on your card").fill(code)
        press(page, "Show me the programme")
        follow(page, "Is this for me?")
        press(page, "Begin")
        page.get_by_label("What would you like to be different").fill("Walk to the river")
        press(page, "Keep it")
        way = page.url
        assert page.get_by_text("How are you at the start?").is_visible()
        press(page, "Answer the questions")
        answers(world.ruth, 7)
        page.goto(way)
        assert page.get_by_text("How are you at the start?").count() == 0
        follow(page, "Begin")
        steps(page, ("When did you last do too much", "All the windows."))
        page.get_by_label("Bad nights").check()
        press(page, "Save and go on")
        steps(page, ("", ""), ("", ""), ("", ""))
        page.get_by_label("If", exact=True).fill("the kettle boils")
        page.get_by_label("then I").fill("sit down")
        press(page, "Save and stop for today")
        # What she said about her nights brought a step of its own.
        assert page.get_by_text("6 of 10 steps done.").is_visible()
        assert page.get_by_text("When the nights are bad").first.is_visible()
    assert enrolment_of(world.ruth).door == "card"
    return way


def the_guide_starts_a_group(walks: Walks, world: World) -> None:
    today = timezone.localdate()
    with walks.acting(world.guide, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/guide/groups/new")
        page.get_by_role("radio").first.check()
        page.get_by_label("What is the group called?").fill("Autumn group")
        page.get_by_label("For how many people?").fill("6")
        for name, value in (
            ("opens_on", (today + timedelta(days=8)).isoformat()), ("opens_time", "17:30"),
            ("closes_on", (today + timedelta(days=130)).isoformat()), ("closes_time", "17:30"),
        ):  # fmt: skip
            page.locator(f"[name={name}]").fill(value)
        page.get_by_label("Where, or with which link?").fill(WHERE)
        press_last(page)
    assert ProgrammeGroup.objects.get().title == "Autumn group"


def she_joins_the_group_and_it_opens(walks: Walks, world: World) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/programmes/{SLUG}")
        follow(page, "Autumn group")
        assert page.get_by_text(WHERE).count() == 0
        press(page, "Join the group")
        page.goto(f"{walks.address}/programmes/groups/{ProgrammeGroup.objects.get().ref}")
        assert page.get_by_text(WHERE).is_visible()
    told_before_a_meeting(world, opens_at=timezone.now() + timedelta(hours=20))
    ProgrammeGroup.objects.update(opens_at=timezone.now() - timedelta(hours=2))
    assert remind_groups() == 0


def the_group_closes(world: World) -> None:
    assert ProgrammeGroup.objects.get().over_at > timezone.now()
    told_before_a_meeting(world, over_at=timezone.now() + timedelta(hours=20))


def told_before_a_meeting(world: World, **when: datetime) -> None:
    """About a day before, once, without a word of what it is."""
    deliver()
    ProgrammeGroup.objects.update(**when)
    assert (remind_groups(), remind_groups()) == (1, 0)
    (mail,) = [one for one in deliver() if world.ruth.account.email in one.to]
    assert_neutral(mail, also=["tired", "Autumn group", WHERE])


def start_and_end_stand_side_by_side(walks: Walks, world: World, way: str) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(way)
        assert page.get_by_text("How are you now, at the end?").is_visible()
        press(page, "Answer the questions")
        answers(world.ruth, 3)
        page.goto(way)
        follow(page, "Start and end side by side")
        page.get_by_text("All numbers side by side").click()
        for heading in ("At the start", "At the end"):
            assert page.get_by_role("columnheader", name=heading).is_visible()
        cells = page.get_by_role("cell").all_inner_texts()
        assert [one for one in cells if one.startswith("7")]
        assert [one for one in cells if one.startswith("3")]
        walks.look_at(world.ruth, page.url)


def she_takes_a_guide(walks: Walks, world: World, way: str) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(way)
        follow(page, "Ask a guide to go along")
        page.get_by_label("Guide Person").check()
        page.get_by_label("Only how far I am").check()
        press_last(page)
        assert page.get_by_role("heading", name="Guide Person goes along with you").is_visible()
        page.get_by_label("Your message").fill("How small is small?")
        press(page, "Send")
    with walks.acting(world.guide, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/guide")
        follow(page, "Ruth E.")
        page.goto(f"{walks.address}/guide")
        # Having read is not having answered.
        assert page.get_by_text("Waits for your answer since").is_visible()
        walks.look_at(world.guide, "/guide", "/start")
        follow(page, "Ruth E.")
        page.get_by_label("Your message").fill("So small that you smile.")
        press(page, "Send")
        page.goto(f"{walks.address}/guide")
        assert page.get_by_text("Waits for your answer since").count() == 0


def she_says_whether_it_worked(walks: Walks, world: World, way: str) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(way)
        follow(page, "Say whether it worked")
        page.get_by_label("Sometimes").check()
        press_last(page)
        assert page.get_by_text("Make the step smaller").first.is_visible()
        follow(page, "Another plan")
        page.get_by_label("then I").fill("sit down before it boils")
        press_last(page)
        walks.look_at(world.ruth, way, f"{way}/guide")


def she_is_quiet(walks: Walks, world: World, way: str) -> None:
    """Twice a word, then a closing one; all say nothing, and then nobody writes."""
    deliver()
    told = []
    for _fortnight in range(4):
        weeks_go_by(world, 2)
        mails = [one for one in deliver() if world.ruth.account.email in one.to]
        for mail in mails:
            assert_neutral(mail, also=["tired", SLUG])
        told.append(len(mails))
    assert told == [1, 1, 1, 0]
    with walks.acting(world.ruth) as page:
        page.goto(way)
        assert page.get_by_text("This programme rests").is_visible()


def the_guide_writes(walks: Walks, world: World) -> None:
    with walks.acting(world.guide, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/guide")
        follow(page, "Ruth E.")
        page.get_by_label("Your message").fill("I think of you. No hurry.")
        press(page, "Send")


def she_comes_back_and_pauses(walks: Walks, world: World, way: str) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/start")
        assert page.get_by_text("Your guide wrote to you").is_visible()
        follow(page, "Read it")
        assert page.get_by_text("I think of you. No hurry.").is_visible()
        page.goto(way)
        press(page, "Take it up again")
        follow(page, "Pause until a day")
        page.get_by_label("In 2 weeks").check()
        press(page, "Pause")
    deliver()
    weeks_go_by(world, 1)
    assert not [one for one in deliver() if world.ruth.account.email in one.to]
    weeks_go_by(world, 1)
    (mail,) = [one for one in deliver() if world.ruth.account.email in one.to]
    assert way.removeprefix(walks.address) in mail.body


def she_goes_through_the_rest(walks: Walks, world: World, way: str) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(way)
        follow(page, "Say whether it worked")
        page.get_by_label("Yes, it worked").check()
        press_last(page)
        follow(page, "Go on")
        assert page.get_by_role("heading", name="When the nights are bad").is_visible()
        steps(page, ("", ""), ("What is your sentence?", "One hour, sitting down."), ("", ""))
        page.get_by_label("If", exact=True).fill("I come home")
        page.get_by_label("then I").fill("rest first")
        press(page, "Save and go on")
        assert page.get_by_text("You have been through all steps").is_visible()
        assert page.get_by_text("10 of 10 steps done.").is_visible()
        press(page, "I am through with it")
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(StepState, actor).exclude(done_at=None).count() == 10
    assert enrolment_of(world.ruth).state == "done"


def they_talk_a_last_time(walks: Walks, world: World, way: str) -> None:
    """Her plan lies between them; then she lets the guide go."""
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{way}/my-plan")
        assert page.get_by_text("If I come home, then I rest first.").is_visible()
        assert page.get_by_text("One hour, sitting down.").is_visible()
        walks.look_at(world.ruth, way, f"{way}/my-plan")
        page.goto(f"{way}/guide")
        page.get_by_label("Your message").fill("Thank you. Shall we talk on Tuesday at ten?")
        press(page, "Send")
    with walks.acting(world.guide, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/guide")
        follow(page, "Ruth E.")
        # What she wrote in the steps stayed hers.
        assert page.get_by_text("One hour, sitting down.").count() == 0
        press(page, "Needs no answer")
        page.goto(f"{walks.address}/guide")
        assert page.get_by_text("Waits for your answer since").count() == 0
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{way}/guide")
        press(page, "End it")
    with walks.acting(world.guide) as page:
        page.goto(f"{walks.address}/guide")
        assert page.get_by_text("Nobody yet").is_visible()


def nobody_else_learns_of_it(walks: Walks, world: World, way: str) -> None:
    with walks.acting(world.gerd) as page:
        answer = page.goto(way)
        assert answer is not None
        assert answer.status == 404
    with walks.acting(world.nasser) as page:
        page.goto(f"{walks.address}/cards")
        assert page.get_by_text("Ruth").count() == 0
        answer = page.goto(way)
        assert answer is not None
        assert answer.status in (403, 404)
    with acting_as(world.nasser.actor()) as actor:
        assert not GuideMessage.objects.visible_to(actor).exists()
