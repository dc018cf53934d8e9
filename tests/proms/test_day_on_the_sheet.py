"""Answers stand on the day they speak of; rights and records go by the day they came."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from po_platform.access.actor import Hat, Purpose, System, acting_as
from po_platform.kit.spoken import plain_day
from proms.actions.reply_codes import print_reply_code
from proms.models import Assignment, Instrument, Response
from tests.members.everything_of import as_owner
from tests.members.sharing_steps import share
from tests.personas import World, make_persona
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of
from tests.proms.test_desk import code_for, fill_in, responses_of, tickets_of
from tests.proms.test_fhir_in import bring, resource

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def asked(
    world: World, weekly: Instrument, *, opened: int, closed: int, key: int = 1
) -> Assignment:
    """A window on Ruth's list: opened and closed so many days ago; less than none: it is open."""
    listed, now = on_her_list(world.ruth, weekly), timezone.now()
    with acting_as(world.ruth.actor()) as ruth:
        Assignment.objects.visible_to(ruth).filter(pk=listed.pk).update(
            opens_at=now - opened * DAY,
            closes_at=now - closed * DAY,
            due_at=now - closed * DAY,
            asked_by="organisation",
            round_key=f"s1.2026-01-{key:02}.0",
        )
        return Assignment.objects.visible_to(ruth).get(pk=listed.pk)


def printed(world: World, assignment: Assignment) -> str:
    """The code as it stands on a sheet that was sent by post."""
    her = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    with acting_as(her):
        code, _until = print_reply_code(actor=her, assignment=assignment, language="en")
    return code


def ago(days: int) -> date:
    return timezone.localdate() - days * DAY


def key(desk: Client, code: str, day: date | None) -> Any:
    given = {"code": code, "way": "paper", "sheet_on": day.isoformat() if day else ""}
    return desk.post("/desk/answers", given)


def enter(desk: Client, code: str, day: date | None) -> Any:
    at = key(desk, code, day)["Location"]
    fill_in(desk, at, some_answers())
    return desk.post(f"{at}/check?all", follow=True)


def day_of(moment: datetime) -> date:
    return timezone.localdate(moment)


def test_a_sheet_keyed_a_week_later_stands_on_its_own_day(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    waiting = asked(world, weekly, opened=10, closed=-4)
    enter(sign_in(world.desk), code_for(world.ruth, waiting), ago(7))
    (sent,) = responses_of(world.ruth)
    assert (day_of(sent.authored_at), day_of(sent.came_at)) == (ago(7), ago(0))
    with acting_as(world.ruth.actor()) as ruth:
        scores = sent.scores.visible_to(ruth)
        assert {day_of(one.authored_at) for one in scores} == {ago(7)}
        assert Assignment.objects.visible_to(ruth).get(pk=waiting.pk).state_since > (
            timezone.now() - DAY
        )
    hers = text_of(sign_in(world.ruth).get(f"/my-answers/{sent.ref}"))
    page = text_of(sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}/{sent.ref}"))
    for told in (hers, page):
        assert f"on paper, came in on {plain_day(ago(0))}" in told
    lines = sign_in(world.ruth).get("/my-answers/table.csv").getvalue().decode()
    assert "came_at" in lines.splitlines()[0] and ago(7).isoformat() in lines


def test_two_sheets_of_one_post_lie_on_two_days_in_their_order(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    desk = sign_in(world.desk)
    later = asked(world, weekly, opened=10, closed=-4)
    enter(desk, code_for(world.ruth, later), ago(1))
    earlier = asked(world, weekly, opened=10, closed=-4, key=2)
    enter(desk, code_for(world.ruth, earlier), ago(8))
    listed = text_of(sign_in(world.ruth).get("/my-answers/sent"))
    dates = [day_of(one.authored_at) for one in responses_of(world.ruth)]
    assert dates == [ago(1), ago(8)]  # in the order they were keyed
    assert listed.index(f"{ago(1):%-d} {ago(1):%B}") < listed.index(f"{ago(8):%-d} {ago(8):%B}")


def test_the_list_of_clinicians_goes_by_the_day_answers_came(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    share(world.gerd, world.nasser)
    send(world.gerd, on_her_list(world.gerd, weekly))
    waiting = asked(world, weekly, opened=12, closed=-4)
    enter(sign_in(world.desk), code_for(world.ruth, waiting), ago(10))
    by_arrival = text_of(sign_in(world.nasser).get("/clinic?order=arrival"))
    assert by_arrival.index("Ruth E.") < by_arrival.index("Gerd A.")


def test_without_a_day_and_by_telephone_today_counts(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    desk = sign_in(world.desk)
    enter(desk, code_for(world.ruth, asked(world, weekly, opened=10, closed=-4)), None)
    (sent,) = responses_of(world.ruth)
    assert day_of(sent.authored_at) == day_of(sent.came_at) == ago(0)
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    given = {"code": code, "way": "phone", "sheet_on": ago(3).isoformat()}
    at = desk.post("/desk/answers", given)["Location"]
    fill_in(desk, at, some_answers())
    desk.post(f"{at}/check?all")
    assert day_of(responses_of(world.ruth)[-1].authored_at) == ago(0)


@pytest.mark.parametrize(
    ("days", "says"),
    [(-1, "still to come"), (11, "were not there before")],
    ids=["to come", "before the questions"],
)
def test_a_day_that_cannot_be_right_opens_no_form(
    world: World, sign_in: Any, weekly: Instrument, days: int, says: str
) -> None:
    code = code_for(world.ruth, asked(world, weekly, opened=10, closed=-4))
    refused = key(sign_in(world.desk), code, ago(days))
    assert refused.status_code == 422
    assert says in text_of(refused)


# ---------- Late post ----------


def test_a_sheet_that_came_after_the_questions_closed_is_entered_on_its_day(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = asked(world, weekly, opened=10, closed=-4)
    code = printed(world, waiting)
    (ticket,) = tickets_of(world.ruth)
    with acting_as(world.ruth.actor()) as ruth:  # and now it closed three days ago
        held = Assignment.objects.visible_to(ruth)
        held.update(closes_at=timezone.now() - 3 * DAY)
    assert ticket.expires_at > timezone.now() + 20 * DAY
    desk = sign_in(world.desk)
    undated = key(desk, code, None)
    assert undated.status_code == 422 and "Write the day that stands on the sheet" in text_of(
        undated
    )
    after = key(desk, code, ago(1))
    assert after.status_code == 422 and "What was filled in later" in text_of(after)
    assert "not_returned" in sign_in(world.ruth).get("/my-answers/table.csv").getvalue().decode()
    assert "are sent" in text_of(enter(desk, code, ago(5)))
    (sent,) = responses_of(world.ruth)
    assert (day_of(sent.authored_at), day_of(sent.came_at)) == (ago(5), ago(0))
    assert (
        "not_returned" not in sign_in(world.ruth).get("/my-answers/table.csv").getvalue().decode()
    )


@pytest.mark.parametrize("days", [4, 40], ids=["four days", "forty days"])
def test_a_printed_code_waits_four_weeks_for_its_sheet_however_long_there_was_time(
    world: World, weekly: Instrument, days: int
) -> None:
    waiting = asked(world, weekly, opened=0, closed=-days)
    printed(world, waiting)
    (ticket,) = tickets_of(world.ruth)
    assert waiting.closes_at is not None
    assert ticket.expires_at == waiting.closes_at + 28 * DAY


def test_what_closed_is_answered_neither_by_telephone_nor_on_the_screen(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = asked(world, weekly, opened=10, closed=-4)
    code = printed(world, waiting)
    with acting_as(world.ruth.actor()) as ruth:
        Assignment.objects.visible_to(ruth).update(closes_at=timezone.now() - 3 * DAY)
    desk = sign_in(world.desk)
    at = desk.post("/desk/answers", {"code": code, "way": "phone"})["Location"]
    assert desk.get(at).status_code == 410
    assert desk.post(f"{at}/check").status_code == 410
    assert "The time for these questions is over" in text_of(
        sign_in(world.ruth).get(f"/answer/{waiting.ref}")
    )
    assert responses_of(world.ruth) == []


def test_four_weeks_after_it_closed_no_sheet_is_entered(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = asked(world, weekly, opened=10, closed=-4)
    code = printed(world, waiting)
    desk = sign_in(world.desk)
    at = key(desk, code, ago(5))["Location"]
    with acting_as(world.ruth.actor()) as ruth:
        Assignment.objects.visible_to(ruth).update(
            opens_at=timezone.now() - 40 * DAY, closes_at=timezone.now() - 29 * DAY
        )
    assert key(desk, code, ago(31))["Location"] == at
    assert desk.get(at).status_code == 410


def test_of_two_who_key_a_sheet_the_second_says_the_day(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    Instrument.objects.filter(pk=weekly.pk).update(keyed_twice=True)
    code = code_for(world.ruth, asked(world, weekly, opened=10, closed=-4))
    enter(sign_in(world.desk), code, ago(6))
    second = make_persona("Second Desk", role=Hat.DESK)
    enter(sign_in(second), code, None)
    (sent,) = responses_of(world.ruth)
    assert day_of(sent.authored_at) == ago(6)  # she wrote none: what the first one read stays


# ---------- Taking back and correcting ----------


@pytest.mark.django_db(transaction=True)
def test_taking_back_counts_from_the_day_it_came(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = asked(world, weekly, opened=30, closed=-4)
    enter(sign_in(world.desk), code_for(world.ruth, waiting), ago(20))
    (sent,) = responses_of(world.ruth)
    ruth = sign_in(world.ruth)
    shown = text_of(ruth.get(f"/answer/{waiting.ref}/sent"))
    assert plain_day(ago(-14)).split()[0] in shown
    ruth.post(f"/answer/{waiting.ref}/correct", {"q1": "2", "q2": "5", "q3": "6", "q8": "Right"})
    ruth.post(f"/answer/{waiting.ref}/correct/check", {"of": str(sent.ref)})
    corrected = responses_of(world.ruth)[-1]
    assert (corrected.authored_at, corrected.came_at) == (sent.authored_at, sent.came_at)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update proms_response set came_at = came_at - interval '15 days' where id = %s",
            [corrected.pk],
        )
    assert ruth.post(f"/answer/{waiting.ref}/take-back").status_code == 403


# ---------- Programs ----------


def test_answers_of_an_app_stand_on_the_days_it_says(world: World, weekly: Instrument) -> None:
    for number in range(1, 7):
        asked(world, weekly, opened=40, closed=-4, key=number)
    moments = [(timezone.now() - weeks * 7 * DAY).isoformat() for weeks in (4, 3, 2, 1)]
    for said in [*moments, ago(2).isoformat(), ago(0).isoformat()]:
        brought = resource(world.ruth, authored=said, identifier={"value": said})
        assert bring(world.ruth, brought).status_code == 201
    assert [day_of(one.authored_at) for one in responses_of(world.ruth)] == [
        ago(28), ago(21), ago(14), ago(7), ago(2), ago(0),
    ]  # fmt: skip
    assert {day_of(one.came_at) for one in responses_of(world.ruth)} == {ago(0)}


@pytest.mark.parametrize(
    "authored",
    [
        "in an hour", "before", "2026-03", "yesterday", 5, "9999-99-99",
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    ],
)  # fmt: skip
def test_a_moment_that_cannot_be_right_is_refused_with_its_place(
    world: World, weekly: Instrument, authored: Any
) -> None:
    asked(world, weekly, opened=10, closed=-4)
    given = {
        "in an hour": (timezone.now() + timedelta(hours=1)).isoformat(),
        "before": (timezone.now() - 12 * DAY).isoformat(),
    }.get(authored, authored)
    refused = bring(world.ruth, resource(world.ruth, authored=given))
    assert refused.status_code == 422, refused.content
    assert "authored" in refused.content.decode()
    assert responses_of(world.ruth) == []


def test_what_waits_since_later_is_not_answered_by_what_was_said_before(
    world: World, weekly: Instrument
) -> None:
    asked(world, weekly, opened=2, closed=-4, key=2)  # due first
    earlier = asked(world, weekly, opened=20, closed=-8)
    moment = timezone.now() - 9 * DAY
    assert bring(world.ruth, resource(world.ruth, authored=moment.isoformat())).status_code == 201
    assert [one.assignment_id for one in responses_of(world.ruth)] == [earlier.pk]


# ---------- What was there before ----------


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_before_came_when_it_was_sent(world: World, weekly: Instrument) -> None:
    sent = send(world.ruth, on_her_list(world.ruth, weekly))
    long_ago = datetime.combine(date(2025, 3, 4), time(9), UTC)
    (written,) = Path("proms/migrations").glob("*_day_on_the_sheet.py")
    same = import_module(f"proms.migrations.{written.stem}").SAME
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update proms_response set authored_at = %s where id = %s", [long_ago, sent.pk]
        )
        cursor.execute(same)
    with acting_as(world.ruth.actor()) as ruth:
        found = Response.objects.visible_to(ruth).get(pk=sent.pk)
    assert found.came_at == found.authored_at == long_ago
