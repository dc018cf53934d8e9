"""Somebody asks to be called; the desk calls, one person at a time, and sees nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from audit.models import Event, Read
from members.actions import calls as actions
from members.actions.calls import WantsCall
from members.actions.identity import correct_identity
from members.identity import Known
from members.models import CallPromise, CallRequest, Person
from members.queries import calls as queries
from members.working_days import in_working_days
from po_platform.access.actor import NOBODY, Hat, Purpose, SignedIn, acting_as
from tests.database import become
from tests.members.office_world import last_event
from tests.members.test_at_once import at_once, copies
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db(transaction=True)

NAME, NUMBER = "Ruth Ellison", "01632 960 331"
FILLED = {
    "name": NAME,
    "number": NUMBER,
    "suits": "morning",
    "about": "signing_in",
    "language": "en",
}
WISH = WantsCall(NAME, NUMBER, "signing_in", "morning", "en")


def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def ask(client: Client, **given: str) -> Any:
    return client.post("/call-me", FILLED | given)


def ask_as(persona: Persona | None, wish: WantsCall = WISH) -> str | None:
    actor = persona.actor() if persona else NOBODY
    with acting_as(actor):
        return actions.ask_for_call(actor=actor, wish=wish)


def all_calls() -> list[CallRequest]:
    become("owner")
    try:
        return list(CallRequest.objects.for_purpose(Purpose.OPERATE).order_by("pk"))
    finally:
        become("app")


def change(call: CallRequest, **values: Any) -> None:
    become("owner")
    try:
        CallRequest.objects.for_purpose(Purpose.OPERATE).filter(pk=call.pk).update(**values)
    finally:
        become("app")


def second_desk(name: str = "Second Desk") -> Persona:
    return make_persona(name, role=Hat.DESK)


def outcome(client: Client, call: CallRequest, **given: str) -> Any:
    return client.post(f"/desk/calls/{call.ref}", given)


# ---------- Asking ----------


def test_every_page_leads_to_the_form(world: World, sign_in: Any) -> None:
    for client in (browser(), sign_in(world.ruth)):
        assert 'href="/call-me"' in client.get("/privacy").content.decode()


def test_a_visitor_asks_and_reads_by_when_somebody_calls(world: World) -> None:
    response = ask(browser())
    assert response.status_code == 302
    page = browser().get(response["Location"]).content.decode()
    assert "We call you by" in page
    assert NAME not in page
    assert "960 331" not in page
    (call,) = all_calls()
    assert call.person_id is None
    assert NAME not in call.name
    assert "01632 960 331" not in call.number
    assert call.promised_on == in_working_days(timezone.localdate(), 2)


def test_a_member_finds_her_own_name_and_number_in_the_form(world: World, sign_in: Any) -> None:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        known = Known(real_name=NAME, phone=NUMBER)
        correct_identity(actor=ruth, person_id=ruth.person_id, known=known)
    page = sign_in(world.ruth).get("/call-me").content.decode()
    assert NAME in page
    assert NUMBER in page
    for other in (browser(), sign_in(world.gerd), sign_in(world.administrator)):
        assert NUMBER not in other.get("/call-me").content.decode()


def test_two_presses_of_a_member_are_one_wish(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    ask(client)
    again = ask(client)
    assert "We call you by" in again.content.decode()
    assert len(all_calls()) == 1


@pytest.mark.parametrize("number", ["my number", "12", "0" * 16, "01632 960 118 <b>", "٠١٦٣٢٩٦٠"])
def test_what_cannot_be_dialled_is_said_kindly_and_nothing_is_kept(
    world: World, number: str
) -> None:
    response = ask(browser(), number=number)
    assert response.status_code == 422
    assert "as you would dial it" in response.content.decode()
    assert all_calls() == []


@pytest.mark.parametrize(
    "given", [{"about": "my illness"}, {"suits": "night"}, {"language": "xx"}, {"name": " "}]
)
def test_choices_nobody_offered_are_refused(world: World, given: dict[str, str]) -> None:
    assert ask(browser(), **given).status_code == 422
    assert all_calls() == []


def test_one_number_is_not_rung_all_day_by_a_stranger(world: World) -> None:
    for _ in range(3):
        assert ask(browser()).status_code == 302
    assert ask(browser(), number="(01632) 960331").status_code == 429
    assert len(all_calls()) == 3


def test_the_holder_of_the_address_takes_the_wish_back_and_the_number_is_gone(world: World) -> None:
    address = ask(browser())["Location"]
    page = browser().post(address, follow=True).content.decode()
    assert "This call is settled" in page
    (call,) = all_calls()
    assert (call.state, call.name, call.number, call.number_mark) == ("withdrawn", "", "", "")
    assert browser().post(address).status_code == 302  # twice is once


def test_an_address_nobody_was_given_says_so(world: World) -> None:
    assert browser().get("/call-me/nothing-here").status_code == 410


def test_a_member_takes_her_wish_back_where_she_made_it(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    ask(client)
    client.post("/call-me", {"withdraw": "1"})
    assert [call.state for call in all_calls()] == ["withdrawn"]
    assert "Ask for the call" in client.get("/call-me").content.decode()


def test_the_promise_counts_working_days() -> None:
    friday = date(2026, 11, 20)
    assert in_working_days(friday, 1) == date(2026, 11, 23)
    assert in_working_days(friday, 2) == date(2026, 11, 24)
    assert in_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_the_office_sets_how_soon_and_a_new_wish_is_told_so(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    assert office.post("/office/organisation/calls", {"days": "5"}).status_code == 302
    assert "within 5 working days" in browser().get("/call-me").content.decode()
    ask(browser())
    assert all_calls()[0].promised_on == in_working_days(timezone.localdate(), 5)
    for days in ("0", "11", "soon"):
        assert office.post("/office/organisation/calls", {"days": days}).status_code == 422
    assert CallPromise.objects.get().days == 5
    assert sign_in(world.desk).post("/office/organisation/calls", {"days": "1"}).status_code == 403


# ---------- The desk ----------


def test_the_list_shows_no_name_and_no_number_before_a_call_is_taken(
    world: World, sign_in: Any
) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    for address in ("/start", "/desk/calls", f"/desk/calls/{call.ref}"):
        page = desk.get(address).content.decode()
        assert "Signing in" in page
        assert NAME not in page
        assert "960 331" not in page
    assert not Event.objects.filter(verb="members.call.taken").exists()


def test_taking_a_call_opens_name_and_number_and_the_member_sees_that_somebody_looked(
    world: World, sign_in: Any
) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    page = desk.post(f"/desk/calls/{call.ref}/take", follow=True).content.decode()
    assert NAME in page
    assert "tel:01632960331" in page
    looks = sign_in(world.ruth).get("/me/looks").content.decode()
    assert "Your name and number, to call you" in looks
    assert "Desk Person" in looks
    ruth = world.ruth.actor()
    with acting_as(ruth):
        assert Read.objects.visible_to(ruth).get().what == "members.call"


def test_two_people_never_call_the_same_person_at_once(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    other = sign_in(second_desk())
    sign_in(world.desk).post(f"/desk/calls/{call.ref}/take")
    refused = other.post(f"/desk/calls/{call.ref}/take", follow=True).content.decode()
    assert "Somebody else is calling" in refused
    assert "Desk Person" in refused  # who has it, and until when
    page = other.get(f"/desk/calls/{call.ref}").content.decode()
    assert NAME not in page
    assert outcome(other, call, outcome="done").status_code == 403


def test_two_wishes_of_one_number_are_not_called_at_once(world: World, sign_in: Any) -> None:
    ask_as(None)
    ask_as(None)
    first, second = all_calls()
    sign_in(world.desk).post(f"/desk/calls/{first.ref}/take")
    other = sign_in(second_desk())
    page = other.post(f"/desk/calls/{second.ref}/take", follow=True).content.decode()
    assert "Somebody else is calling" in page


def test_a_call_is_free_again_after_half_an_hour(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk, other = sign_in(world.desk), sign_in(second_desk())
    desk.post(f"/desk/calls/{call.ref}/take")
    assert timedelta(minutes=29) < all_calls()[0].taken_until - timezone.now()  # type: ignore[operator]
    change(call, taken_until=timezone.now() - timedelta(seconds=1))
    assert NAME not in desk.get(f"/desk/calls/{call.ref}").content.decode()
    page = other.post(f"/desk/calls/{call.ref}/take", follow=True).content.decode()
    assert NAME in page
    # What the first one typed too late is refused, not lost on somebody else's call.
    late = outcome(desk, call, outcome="done", note="Spoke with her")
    assert late.status_code == 403
    assert "somebody else has this call now" in late.content.decode()
    assert "Spoke with her" in late.content.decode()
    assert NAME not in late.content.decode()


def test_put_back_it_is_free_at_once(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    desk.post(f"/desk/calls/{call.ref}/put-back")
    page = sign_in(second_desk()).post(f"/desk/calls/{call.ref}/take", follow=True)
    assert NAME in page.content.decode()


@pytest.mark.parametrize("state", ["done", "wrong_number", "no_call"])
def test_an_outcome_closes_the_call_and_is_undone_for_ten_minutes(
    world: World, sign_in: Any, state: str
) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    page = desk.post(f"/desk/calls/{call.ref}", {"outcome": state, "note": " ok "}, follow=True)
    assert "Undo" in page.content.decode()
    (closed,) = all_calls()
    assert (closed.state, closed.note, closed.tries) == (state, "ok", 1)
    assert closed.closed_at is not None
    back = desk.post(f"/desk/calls/{call.ref}/undo", follow=True).content.decode()
    assert NAME in back
    (open_again,) = all_calls()
    assert (open_again.state, open_again.note, open_again.tries) == ("waiting", "", 0)
    assert open_again.closed_at is None


def test_later_than_ten_minutes_and_by_others_nothing_is_undone(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    outcome(desk, call, outcome="done")
    assert sign_in(second_desk()).post(f"/desk/calls/{call.ref}/undo").status_code == 404
    change(call, outcome_at=timezone.now() - timedelta(minutes=11))
    page = desk.post(f"/desk/calls/{call.ref}/undo", follow=True).content.decode()
    assert "10 minutes" in page
    assert all_calls()[0].state == "done"


def test_an_undo_meets_a_newer_wish_kindly(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    outcome(desk, call, outcome="done")
    assert ask_as(world.ruth)
    page = desk.post(f"/desk/calls/{call.ref}/undo", follow=True).content.decode()
    assert "another call in between" in page


def test_not_reached_waits_for_its_day_and_comes_back(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    day = in_working_days(timezone.localdate(), 3)
    outcome(desk, call, outcome="not_reached", next_on=day.isoformat(), note="Try the mornings")
    page = desk.get("/desk/calls").content.decode()
    assert "1 call for another day" in page
    assert f'/desk/calls/{call.ref}"' not in page
    assert str(call.ref) in desk.get("/desk/calls?later").content.decode()
    change(call, next_on=timezone.localdate())
    assert f'/desk/calls/{call.ref}"' in desk.get("/desk/calls").content.decode()
    assert "Try the mornings" in desk.get(f"/desk/calls/{call.ref}").content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"outcome": "not_reached", "next_on": ""},
        {"outcome": "not_reached", "next_on": "1999-01-01"},
        {"outcome": "withdrawn"},
        {"outcome": "done", "note": "x" * 201},
    ],
)
def test_an_outcome_that_cannot_stand_is_put_right_and_nothing_is_written(
    world: World, sign_in: Any, given: dict[str, str]
) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    assert outcome(desk, call, **given).status_code == 422
    assert (all_calls()[0].state, all_calls()[0].tries) == ("waiting", 0)


def test_without_taking_it_nothing_is_written_down(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    assert outcome(sign_in(world.desk), call, outcome="done").status_code == 403
    assert all_calls()[0].state == "waiting"


def test_passed_on_it_leaves_the_desk_and_the_office_calls(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    office = sign_in(world.administrator)
    assert office.get(f"/desk/calls/{call.ref}").status_code == 302
    desk = sign_in(world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    outcome(desk, call, outcome="office", note="Wants to talk about joining")
    assert f'/desk/calls/{call.ref}"' not in desk.get("/desk/calls").content.decode()
    assert str(call.ref) in office.get("/office").content.decode()
    page = office.post(f"/desk/calls/{call.ref}/take", follow=True).content.decode()
    assert NAME in page
    assert "Pass it on" not in page
    assert outcome(office, call, outcome="office").status_code == 422
    outcome(office, call, outcome="done")
    assert all_calls()[0].state == "done"


def test_the_office_sees_how_many_wait_and_nobody(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    assert "waits for a call" not in office.get("/office").content.decode()
    ask_as(world.ruth)
    ask_as(None)
    page = office.get("/office").content.decode()
    assert "2 people wait for a call" in page
    assert NAME not in page
    change(all_calls()[0], promised_on=timezone.localdate() - timedelta(days=1))
    assert "1 is late" in office.get("/office").content.decode()


def test_who_died_is_not_called(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    Person.objects.filter(pk=world.ruth.person.pk).update(state="deceased")
    assert "Nobody waits for a call now" in sign_in(world.desk).get("/desk/calls").content.decode()


def test_a_long_list_comes_in_pages_oldest_first(world: World, sign_in: Any) -> None:
    for number in range(queries.PAGE + 2):
        ask_as(None, WantsCall(f"Visitor {number}", f"01632 9600{number:02}", "other", "any", "en"))
    refs = [str(call.ref) for call in all_calls()]
    desk = sign_in(world.desk)
    first = desk.get("/desk/calls").content.decode()
    shown = re.findall(r"/desk/calls/([0-9a-f-]{36})\"", first)
    assert shown == refs[: queries.PAGE]
    following = re.search(r'href="(\?after=\d+)"', first)
    assert following
    rest = desk.get(f"/desk/calls{following.group(1)}").content.decode()
    assert re.findall(r"/desk/calls/([0-9a-f-]{36})\"", rest) == refs[queries.PAGE :]


def test_more_calls_cost_no_more_queries(
    world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = sign_in(world.desk)
    counts = []
    for number in range(3):
        ask_as(None, WantsCall("V", f"01632 96000{number}", "other", "any", "en"))
        desk.get("/desk/calls")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            desk.get("/desk/calls")
        counts.append(len(seen))
    assert counts[0] == counts[2]


@pytest.mark.parametrize("who", ["ruth", "gerd", "nasser", "curator", "moderator"])
def test_nobody_else_reaches_the_calls(world: World, sign_in: Any, who: str) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    client = sign_in(getattr(world, who))
    for address in ("/desk/calls", f"/desk/calls/{call.ref}"):
        assert client.get(address).status_code == 403
    for step in ("take", "put-back", "undo"):
        assert client.post(f"/desk/calls/{call.ref}/{step}").status_code == 403
    actor = getattr(world, who).actor()
    with acting_as(actor):
        with pytest.raises(PermissionDenied):
            actions.take_call(actor=actor, ref=call.ref)
        if who != "ruth":
            assert not CallRequest.objects.visible_to(actor).exists()


def test_the_desk_without_its_second_factor_sees_nothing(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    weak = sign_in(world.desk, strong=False)
    assert weak.get("/desk/calls").status_code == 302
    actor = Persona("d", world.desk.account, world.desk.person, Hat.DESK, strong=False).actor()
    with acting_as(actor):
        assert not CallRequest.objects.visible_to(actor).exists()


def test_each_step_is_written_into_the_record_without_names(world: World, sign_in: Any) -> None:
    ask_as(world.ruth)
    (call,) = all_calls()
    desk = sign_in(world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    outcome(desk, call, outcome="done", note="words")
    for verb in ("members.call.asked", "members.call.taken", "members.call.written"):
        event = last_event(verb)
        assert event is not None
        assert NAME not in str(event.detail)
        assert "words" not in str(event.detail)
    page = sign_in(world.administrator).get("/office/log").content.decode()
    assert "took a call to make" in page


def test_a_desk_person_who_is_also_a_member_leaves_no_look_at_herself(world: World) -> None:
    ask_as(world.desk)
    (call,) = all_calls()
    actor = world.desk.actor()
    assert isinstance(actor, SignedIn)
    with acting_as(actor):
        actions.take_call(actor=actor, ref=call.ref)
        assert not Read.objects.visible_to(actor).exists()


def test_six_people_who_press_at_once_are_one_caller(world: World, sign_in: Any) -> None:
    for _wish in range(2):  # the same number twice, as visitors: still one caller
        ask_as(None)
    calls = all_calls()
    desks = [second_desk(f"Desk{number} Person") for number in range(6)]
    clients = [sign_in(one) for one in desks]
    at_once(
        [
            partial(client.post, f"/desk/calls/{calls[number % 2].ref}/take")
            for number, client in enumerate(clients)
        ]
    )
    assert len([call for call in all_calls() if call.taken_by]) == 1
    assert Event.objects.filter(verb="members.call.taken").count() == 1


def test_a_member_who_presses_five_times_at_once_has_one_wish(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    at_once([partial(same.post, "/call-me", FILLED) for same in copies(client, 5)])
    assert len(all_calls()) == 1
