"""Who moderates some boards only has hours for these, is called first for them, and for nothing else."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from members.models import RoleHolding
from moderation.actions.crisis import call_next
from moderation.actions.duty import (
    ask_for_somebody,
    forget_numbers,
    make_feed,
    say_number,
    take_over,
)
from moderation.actions.places import end_keeper
from moderation.actions.team import arrange_desk
from moderation.chain import PLACE_WAITS
from moderation.models import CallNumber, Shift
from moderation.queries.duty import on_duty
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, the_case, told
from tests.moderation.test_crisis import a_quarter_later, called
from tests.moderation.test_some_boards import keeper
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
WORDS = "I do not want to be here any more"


def hours(who: Persona, *, begin_in: int = -1, last: int = 2) -> Shift:
    starts = timezone.now() + timedelta(hours=begin_in)
    return Shift.objects.create(
        person=who.person, starts_at=starts, ends_at=starts + timedelta(hours=last)
    )


def test_she_takes_hours_for_her_boards_and_finds_those_alone(world: World, sign_in: Any) -> None:
    here, there = a_board("Knees"), a_board("Wrists")
    bea, cleo = keeper(world, here), keeper(world, there, name="Cleo N.")
    for who in (cleo, world.moderator):
        hours(who, begin_in=24)
    client, day = sign_in(bea), timezone.localdate() + timedelta(days=1)
    page = client.get("/moderation/rota").content.decode()
    assert "Your hours count for the boards you moderate: Knees." in page
    for closed in ("Cleo N.", "Moderator Person", "Wrists", "rota/contacts", "/drills"):
        assert closed not in page, closed
    sent = {"day": day.isoformat(), "begins": "09:00", "ends": "11:00"}
    page = client.post("/moderation/rota", sent, follow=True).content.decode()
    assert "Bea M." in page and "Your hours:" in page
    team = sign_in(world.moderator).get("/moderation/rota").content.decode()
    assert "For some boards only" in team and "Bea M. (Knees)" in team
    assert "Nobody yet" in team and "Cleo N. (Wrists)" in team


def test_without_a_board_or_the_role_there_are_no_hours(world: World, sign_in: Any) -> None:
    here = a_board()
    bea = keeper(world, here)
    sent = {
        "day": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "begins": "09:00", "ends": "11:00",
    }  # fmt: skip
    assert sign_in(world.ruth).post("/moderation/rota", sent).status_code == 403
    client = sign_in(bea)
    assert client.get("/moderation/rota").status_code == 200
    with acting_as(world.administrator.actor()) as actor:
        end_keeper(actor=actor, person=bea.person.ref, place=None, reason="over")
    assert client.post("/moderation/rota", sent).status_code == 403
    assert not Shift.objects.exists()


def test_while_she_is_there_somebody_is_there_on_her_board_and_on_no_other(world: World) -> None:
    here, there = (a_board(title, holds_off_duty=True) for title in ("Knees", "Wrists"))
    bea = keeper(world, here)
    hours(bea)
    assert on_duty(here.ref) is True and on_duty(there.ref) is None and on_duty() is None
    hours(world.moderator, begin_in=-30)
    assert on_duty(here.ref) is True and on_duty(there.ref) is False
    assert begin(world.ruth, here).state == "published"
    assert begin(world.ruth, there).reasons == ["nobody_there"]
    with acting_as(world.administrator.actor()) as actor:
        end_keeper(actor=actor, person=bea.person.ref, place=here.ref, reason="over")
    assert on_duty(here.ref) is False


def test_her_hours_keep_no_post_waiting_where_the_whole_team_has_none(world: World) -> None:
    here = a_board("Knees", holds_off_duty=True)
    hours(keeper(world, here), begin_in=-30)
    assert on_duty(here.ref) is None
    assert begin(world.ruth, here).state == "published"


def test_a_note_for_the_next_one_is_left_by_the_whole_team_alone(
    world: World, sign_in: Any
) -> None:
    bea = keeper(world, a_board())
    teams, hers = hours(world.moderator), hours(bea)
    team, client = sign_in(world.moderator), sign_in(bea)
    team.post(f"/moderation/rota/{teams.pk}", {"note": "Call back at nine."})
    page = client.get("/moderation/rota").content.decode()
    assert "Your hours:" in page and "Leave the note" not in page
    assert "Leave the note" in team.get("/moderation/rota").content.decode()
    sent = {"note": "Nothing new."}
    refused = client.post(f"/moderation/rota/{hers.pk}", sent, follow=True).content.decode()
    assert "The next one reads it" not in refused
    assert Shift.objects.get(pk=hers.pk).note == ""
    later = timezone.now() + timedelta(minutes=1)
    Shift.objects.filter(pk=hers.pk).update(note="Nothing new.", noted_at=later)
    queue = team.get("/moderation").content.decode()
    assert "Call back at nine." in queue and "Nothing new." not in queue


def test_a_note_of_full_length_with_line_breaks_stays_and_a_longer_one_wipes_nothing(
    world: World, sign_in: Any
) -> None:
    mine, team = hours(world.moderator), sign_in(world.moderator)
    full = "\n".join(["Somebody waits for a call."] * 18)  # 485 signs as a page counts them
    there = f"/moderation/rota/{mine.pk}"
    team.post(there, {"note": full.replace("\n", "\r\n") + "\r\n" + "x" * 14})
    assert Shift.objects.get(pk=mine.pk).note == full + "\n" + "x" * 14
    page = team.post(there, {"note": "x" * 501}, follow=True).content.decode()
    assert "This note is too long" in page
    assert Shift.objects.get(pk=mine.pk).note.startswith(full)


def test_hours_over_midnight_stand_on_both_days(world: World, sign_in: Any) -> None:
    bea = keeper(world, a_board("Knees"))
    evening = datetime.combine(timezone.localdate() + timedelta(days=1), time(22))
    starts = timezone.make_aware(evening)
    Shift.objects.create(person=bea.person, starts_at=starts, ends_at=starts + timedelta(hours=12))
    page = sign_in(world.moderator).get("/moderation/rota").content.decode()
    assert page.count("Bea M. (Knees)") == 2


def test_she_is_called_first_and_soon_after_the_whole_team(world: World) -> None:
    here = a_board("Knees")
    bea, team = keeper(world, here), another_moderator("Duty X.")
    for who in (bea, team):
        hours(who)
    post = begin(world.ruth, here, WORDS)
    assert call_next() == 1 and called() == [bea.account.pk]
    waits = the_case(world, thing=post.ref).call_next_at
    assert waits is not None and waits < timezone.now() + PLACE_WAITS + timedelta(seconds=30)
    a_quarter_later(world)
    assert called() == [bea.account.pk, team.account.pk]
    a_quarter_later(world)
    assert bea.account.pk not in called()[2:] and len(called()) == 4  # all of the whole team
    a_quarter_later(world)
    assert called()[-1] == bea.account.pk  # and it begins anew


@pytest.mark.parametrize("why", ["elsewhere", "not there", "herself", "over", "spared"])
def test_she_is_not_called_where_she_could_not_help(world: World, why: str) -> None:
    here, there = a_board("Knees"), a_board("Wrists")
    bea = keeper(world, here)
    hours(bea, begin_in=5 if why == "not there" else -1)
    if why == "spared":
        with acting_as(bea.actor()) as actor:
            arrange_desk(actor=actor, kinds=["crisis"], pictures_open=False)
    author, board = (bea if why == "herself" else world.ruth), there if why == "elsewhere" else here
    told(world.gerd, begin(author, board), "worried")
    if why == "over":
        RoleHolding.objects.filter(account=bea.account, role=Hat.BOARD_MODERATOR).update(
            ends_at=timezone.now() - timedelta(minutes=1)
        )
    call_next()
    assert called() == [world.moderator.account.pk]


def test_her_hours_are_taken_over_by_who_moderates_all_of_her_boards(
    world: World, sign_in: Any
) -> None:
    here, there = a_board("Knees"), a_board("Wrists")
    bea = keeper(world, here)
    both, other = keeper(world, here, there, name="Cleo N."), keeper(world, there, name="Dora P.")
    row, teams = hours(bea, begin_in=24), hours(world.moderator, begin_in=48)
    for who, one in ((bea, row), (world.moderator, teams)):
        with acting_as(who.actor()) as actor:
            ask_for_somebody(actor=actor, number=one.pk)
    asked = list(Outbox.objects.filter(kind="moderation.hours").values_list("person_id", flat=True))
    assert len(asked) == 2 and set(asked) == {both.person.pk, world.moderator.person.pk}
    assert "Bea M. asks for somebody" in sign_in(both).get("/moderation/rota").content.decode()
    for who, one in ((other, row), (both, teams), (bea, teams)):
        assert "I take them" not in sign_in(other).get("/moderation/rota").content.decode()
        with acting_as(who.actor()) as actor, pytest.raises(Http404):
            take_over(actor=actor, number=one.pk)
    with acting_as(both.actor()) as actor:
        assert take_over(actor=actor, number=row.pk).person_id == both.person.pk
    teams.refresh_from_db()
    assert teams.person_id == world.moderator.person.pk


def test_she_says_where_she_is_called_and_her_calendar_finds_her_hours(
    world: World, sign_in: Any
) -> None:
    bea = keeper(world, a_board())
    hours(bea, begin_in=24)
    page = sign_in(bea).get("/moderation/for-you").content.decode()
    assert "Your hours in your own calendar" in page
    with acting_as(bea.actor()) as actor:
        say_number(actor=actor, number="01632 960 119")
        assert CallNumber.objects.visible_to(actor).count() == 1
        secret = make_feed(actor=actor)
    calendar = f"/moderation/rota/calendar/{secret}.ics"
    assert "BEGIN:VEVENT" in Client().get(calendar).content.decode()
    for who in (world.moderator, world.ruth):
        with acting_as(who.actor()) as actor:
            assert not CallNumber.objects.visible_to(actor).exists()
    assert forget_numbers() == 0
    RoleHolding.objects.filter(account=bea.account, role=Hat.BOARD_MODERATOR).update(
        ends_at=timezone.now() - timedelta(minutes=1)
    )
    assert Client().get(calendar).status_code == 404
    assert forget_numbers() == 1
    with acting_as(System(Purpose.CALL)):
        assert not CallNumber.objects.for_purpose(Purpose.CALL).exists()


def test_the_vault_by_itself_keeps_a_member_from_leaving_a_number(world: World) -> None:
    bea = keeper(world, a_board())
    for who, may in ((bea, True), (world.ruth, False)):
        kept = True
        try:
            with acting_as(who.actor()), transaction.atomic():
                CallNumber.objects.create(person_id=who.person.pk, number="x")
        except DatabaseError:
            kept = False
        assert kept is may, who.name
