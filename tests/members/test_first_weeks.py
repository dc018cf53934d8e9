"""Just diagnosed: one page, whom to call, and three weeks without questionnaires unless she asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from members import first_weeks
from members.actions.first_weeks import ask_me_now, say_where
from members.first_weeks import QUIET, Offer, register_call
from members.models import CallRequest, GroupContact, Person, Standing
from members.queries.first_weeks import quiet_until
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Actor, Purpose, System, acting_as
from proms.actions.rounds import fill_lists, start_round
from proms.models import Assignment, Instrument
from tests.access.test_the_vault import rows_seen
from tests.members.sharing_steps import share
from tests.members.test_conditions import illness, says
from tests.members.test_groups import group, joins
from tests.personas import Persona, World
from tests.proms.path import asked_by, on_her_list, put_weekly_in_use
from tests.proms.test_reminders import let_time_pass, waiting_mails

pytestmark = pytest.mark.django_db(transaction=True)


def says_where(persona: Persona, where: str = "just_diagnosed") -> None:
    with acting_as(persona.actor()) as actor:
        say_where(actor=actor, where=where)


def days_ago(persona: Persona, days: int) -> None:
    with acting_as(persona.actor()) as actor:
        own_rows(Standing, actor).update(said_at=timezone.now() - timedelta(days=days))


def on_list(persona: Persona) -> int:
    with acting_as(persona.actor()) as actor:
        return int(own_rows(Assignment, actor).count())


def round_for_all(world: World, weekly: Instrument) -> None:
    with acting_as(world.curator.actor()) as actor:
        start_round(actor=actor, instrument=weekly)
    fill_lists()


# ---------- Where she stands ----------


def test_who_is_new_is_asked_once_and_need_not_say(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    assert "Say where I stand" in ruth.get("/start").content.decode()
    ruth.post("/me/where", {"where": "unsaid"})
    assert "Say where I stand" not in ruth.get("/start").content.decode()
    Person.objects.filter(pk=world.gerd.person.pk).update(
        joined_on=timezone.localdate() - timedelta(days=40)
    )
    assert "Say where I stand" not in sign_in(world.gerd).get("/start").content.decode()


def test_only_she_reads_where_she_stands(world: World) -> None:
    says_where(world.ruth)
    seen = set()
    for name, persona in world.people.items():
        with acting_as(persona.actor()):
            if rows_seen("members_standing"):
                seen.add(name)
    assert seen == {"ruth"}


def test_the_same_again_begins_no_time_anew(world: World) -> None:
    says_where(world.ruth)
    days_ago(world.ruth, 20)
    says_where(world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        until = quiet_until(actor=actor)
    assert until is not None
    assert until < timezone.now() + timedelta(days=2)


# ---------- One page for two weeks ----------


def test_just_diagnosed_the_page_stands_on_the_start_page_for_two_weeks(
    world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    answer = ruth.post("/me/where", {"where": "just_diagnosed"})
    assert answer["Location"] == "/me/first-weeks"
    assert "Your first weeks" in ruth.get("/start").content.decode()
    days_ago(world.ruth, 15)
    assert "Your first weeks" not in ruth.get("/start").content.decode()
    assert ruth.get("/me/first-weeks").status_code == 200, "it is not taken away"


def test_the_page_names_whom_to_call_in_her_own_group_first(world: World, sign_in: Any) -> None:
    near, far = illness("Stiff joints"), illness("Sore skin")
    rows = [
        group(world, condition_id=near.pk),
        group(world, condition_id=far.pk, name={"en": "Sore skin together"}),
    ]
    for row, name in zip(rows, ("Dorit", "Enno"), strict=True):
        GroupContact.objects.create(
            group=row, public_name=name, phone="01632 960 700", agreed_how="phone",
            agreed_on=timezone.localdate(),
        )  # fmt: skip
    ruth = sign_in(world.ruth)

    def named() -> set[str]:
        page = ruth.get("/me/first-weeks").content.decode()
        return {name for name in ("Dorit", "Enno") if name in page}

    assert named() == {"Dorit", "Enno"}
    says(world.ruth, far)
    assert named() == {"Enno"}
    joins(world.ruth, rows[0])
    assert named() == {"Dorit"}


def test_a_call_stands_there_only_when_somebody_offers_it(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    assert "Ask for a call" not in ruth.get("/me/first-weeks").content.decode()
    offer = Offer("Call", "Somebody with the same diagnosis calls you.", "/call", "Ask for a call")

    def offers(actor: Actor) -> Offer:
        return offer

    register_call(offers)
    try:
        assert "Ask for a call" in ruth.get("/me/first-weeks").content.decode()
    finally:
        first_weeks._calls.remove(offers)


def test_a_call_by_somebody_with_the_same_illness_is_promised_and_made(
    world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    row = group(world, condition_id=illness("Stiff joints").pk)
    GroupContact.objects.create(
        group=row, public_name="Dorit", phone="1", agreed_how="phone",
        agreed_on=timezone.localdate(),
    )  # fmt: skip
    page = ruth.get("/me/first-weeks").content.decode()
    assert "within 2 working days" in page and "/call-me?about=peer" in page
    asked = ruth.get("/call-me?about=peer").content.decode()
    assert 'value="peer"' in asked and "checked" in asked.split('value="peer"')[1][:200]
    wish = {"name": "Ruth", "number": "01632 960 555", "suits": "any", "about": "peer",
            "language": "en"}  # fmt: skip
    assert ruth.post("/call-me", wish).status_code == 302
    with acting_as(world.desk.actor()) as desk:
        call = CallRequest.objects.visible_to(desk).get()
    caller = sign_in(world.desk)
    caller.post(f"/desk/calls/{call.ref}/take")
    shown = caller.get(f"/desk/calls/{call.ref}").content.decode()
    assert "Talking to somebody with the same illness" in shown
    assert "contact person of that group" in shown


def test_the_questions_for_the_doctor_are_there_for_everybody(client: Any, world: World) -> None:
    page = client.get("/questions-for-the-doctor", headers={"accept-language": "en"})
    assert "Whom do I call when I feel worse" in page.content.decode()


# ---------- Left in peace ----------


def test_for_21_days_no_round_reaches_her_and_then_the_next_one_does(world: World) -> None:
    weekly = put_weekly_in_use(world)
    says_where(world.ruth)
    says_where(world.gerd, "for_years")
    round_for_all(world, weekly)
    assert (on_list(world.ruth), on_list(world.gerd)) == (0, 1)
    days_ago(world.ruth, QUIET.days)
    with acting_as(world.ruth.actor()) as actor:
        assert quiet_until(actor=actor) is None


def test_one_day_before_it_is_still_quiet(world: World) -> None:
    says_where(world.ruth)
    days_ago(world.ruth, QUIET.days - 1)
    with acting_as(world.ruth.actor()) as actor:
        assert quiet_until(actor=actor) is not None


def test_who_asks_for_questionnaires_gets_them(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world)
    ruth = sign_in(world.ruth)
    ruth.post("/me/where", {"where": "just_diagnosed"})
    assert "I would like questionnaires now" in ruth.get("/me/first-weeks").content.decode()
    ruth.post("/me/first-weeks/ask-me")
    round_for_all(world, weekly)
    assert on_list(world.ruth) == 1
    assert "Start the questions" in ruth.get("/start").content.decode()


def test_who_never_said_where_she_stands_has_nothing_to_ask_for(world: World, sign_in: Any) -> None:
    assert sign_in(world.ruth).post("/me/first-weeks/ask-me").status_code == 404


def test_what_closes_before_the_peace_is_over_sends_no_reminder(world: World) -> None:
    weekly = put_weekly_in_use(world)
    share(world.ruth, world.nasser)
    waiting_mails()
    says_where(world.ruth)
    asked_by(world.nasser, world.ruth, weekly)  # closes before the peace is over
    assert not Outbox.objects.filter(kind="proms.waiting").exists()
    assert waiting_mails() == []


def test_a_reminder_that_was_on_its_way_is_held_back(world: World) -> None:
    weekly = put_weekly_in_use(world)
    share(world.ruth, world.nasser)
    waiting_mails()
    asked_by(world.nasser, world.ruth, weekly)
    says_where(world.ruth)
    assert waiting_mails() == []
    let_time_pass(timedelta(days=12, minutes=1))
    assert waiting_mails() == []


def test_asked_when_the_peace_ends_in_time_she_is_told_then(world: World) -> None:
    weekly = put_weekly_in_use(world)
    share(world.ruth, world.nasser)
    waiting_mails()
    says_where(world.ruth)
    days_ago(world.ruth, 12)
    asked_by(world.nasser, world.ruth, weekly)  # nine days of peace, fourteen to answer
    assert waiting_mails() == []
    days_ago(world.ruth, 22)
    let_time_pass(timedelta(days=9, minutes=1))
    assert len(waiting_mails()) == 1


def test_the_start_page_shows_only_what_she_took_up_herself(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world)
    share(world.ruth, world.nasser)
    asked_by(world.nasser, world.ruth, weekly)
    says_where(world.ruth)
    ruth = sign_in(world.ruth)
    assert "Start the questions" not in ruth.get("/start").content.decode()
    on_her_list(world.ruth, weekly)
    assert "Start the questions" in ruth.get("/start").content.decode()


def test_why_it_is_quiet_is_told_to_nobody(world: World) -> None:
    says_where(world.ruth)
    subject = world.ruth.subject
    share(world.ruth, world.nasser)
    for persona in (world.nasser, world.administrator, world.gerd):
        with acting_as(persona.actor()) as actor:
            assert quiet_until(actor=actor) is None
    for purpose, quiet in (
        (Purpose.ASSIGN, True), (Purpose.REMIND, True), (Purpose.DELIVER, False),
        (Purpose.OPERATE, False),
    ):  # fmt: skip
        with acting_as(System(purpose, subject)) as system:
            assert (quiet_until(actor=system) is not None) is quiet
    with connection.cursor() as cursor:
        cursor.execute("select has_function_privilege('po_app', 'peace_of(uuid)', 'execute')")
        assert cursor.fetchone() == (False,)


def test_asking_twice_is_once(world: World) -> None:
    says_where(world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        ask_me_now(actor=actor)
        first = own_rows(Standing, actor).get().wants_questions_at
        ask_me_now(actor=actor)
        assert own_rows(Standing, actor).get().wants_questions_at == first
