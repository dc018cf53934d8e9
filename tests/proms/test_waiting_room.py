"""A tablet in a waiting room: one sitting by a code, and nothing of anybody left on it."""

from __future__ import annotations

import re
import time
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event, Read
from members.models import Ticket
from po_platform.access.actor import acting_as
from proms import looks
from proms.actions.room_codes import forget_sittings, make_room_code
from proms.models import Assignment, Response
from proms.room_codes import as_typed
from proms.views import room
from questionnaires.models import Draft
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db
WORDS = "canary-typed-on-a-tablet"


@pytest.fixture
def waiting(world: World) -> Assignment:
    return on_her_list(world.ruth, put_weekly_in_use(world))


def code_for(persona: Persona, assignment: Assignment) -> str:
    actor = persona.actor()
    with acting_as(actor):
        return make_room_code(actor=actor, ref=assignment.ref, language="en")


def opened(code: str) -> Client:
    tablet = Client(headers={"accept-language": "en"})
    answer = tablet.post("/room", {"code": code})
    assert answer.status_code == 302, text_of(answer)
    return tablet


def sent(persona: Persona) -> list[Response]:
    actor = persona.actor()
    with acting_as(actor):
        return list(Response.objects.visible_to(actor).order_by("pk"))


def drafts(persona: Persona) -> int:
    actor = persona.actor()
    with acting_as(actor):
        return Draft.objects.visible_to(actor).filter(about__startswith="ticket:").count()


def two_hours_pass(persona: Persona) -> None:
    actor = persona.actor()
    with acting_as(actor):
        held = Ticket.objects.visible_to(actor).filter(subject_id=persona.subject)
        assert held.update(expires_at=timezone.now())


def test_six_signs_are_read_as_people_type_them() -> None:
    assert as_typed("k7q m2x") == "K7QM2X"
    assert as_typed("o1l2i3") == "011213"
    assert as_typed("K7QM2") is None
    assert as_typed("K7QM2U") is None


def test_one_sitting_from_the_code_to_thank_you_and_no_cookie_stays(
    world: World, waiting: Assignment
) -> None:
    tablet = opened(code_for(world.ruth, waiting).lower())
    begin = tablet.get("/room/form")
    assert 'data-text="larger"' in begin.content.decode()
    assert "Ruth" not in text_of(begin)
    tablet.post("/room/1", {"q1": "4"})
    assert begin.headers["Cache-Control"] == "no-store"
    checked = tablet.get("/room/check")
    assert "You answered 1 of" in text_of(checked)
    done = tablet.post("/room/check")
    thanks = tablet.get(done.headers["Location"])
    assert "Your answers are sent." in text_of(thanks)
    assert {name: thanks.cookies[name]["max-age"] for name in thanks.cookies} == {
        "sessionid": 0, "csrftoken": 0,
    }  # fmt: skip
    (response,) = sent(world.ruth)
    assert (response.answers, response.given_by, response.way) == ({"q1": 4}, "self", "screen")
    for page in ("/room/form", "/room/1", "/room/check"):  # the back button
        assert "forgotten everything" in text_of(tablet.get(page))


def test_a_code_is_good_once(world: World, waiting: Assignment) -> None:
    code = code_for(world.ruth, waiting)
    opened(code)
    again = Client().post("/room", {"code": code})
    assert again.status_code == 422
    assert not Client().get("/room/form").content.decode().count("q1")


def test_a_new_code_makes_the_one_before_worthless(world: World, waiting: Assignment) -> None:
    first, second = code_for(world.ruth, waiting), code_for(world.ruth, waiting)
    assert Client().post("/room", {"code": first}).status_code == 422
    opened(second)


def test_leaving_forgets_what_was_not_sent(world: World, waiting: Assignment) -> None:
    tablet = opened(code_for(world.ruth, waiting))
    tablet.post("/room/8", {"q8": WORDS})
    assert WORDS in tablet.get("/room/check").content.decode()
    left = tablet.post("/room/over")
    assert "forgotten everything" in text_of(left)
    assert {name: left.cookies[name]["max-age"] for name in left.cookies} == {
        "sessionid": 0, "csrftoken": 0,
    }  # fmt: skip
    assert WORDS not in tablet.get("/room/check").content.decode()
    assert (drafts(world.ruth), sent(world.ruth)) == (0, [])


def test_idle_it_asks_and_then_forgets(
    world: World, waiting: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = opened(code_for(world.ruth, waiting))
    page = tablet.post("/room/1", {"q1": "4"}, follow=True)
    assert page.headers["Refresh"] == f"{room.IDLE}; url=/room/still-there"
    asked = tablet.get("/room/still-there")
    assert asked.headers["Refresh"] == f"{room.WAITS}; url=/room/over"
    assert "Are you still there?" in text_of(asked) and "4" not in text_of(asked).split("Talk")[0]
    assert tablet.post("/room/still-there").headers["Location"] == "/room/2"
    later = time.time() + room.IDLE + room.WAITS + 5
    monkeypatch.setattr(time, "time", lambda: later)
    next_one = on_her_list(world.gerd, waiting.instrument)
    opens = tablet.post("/room", {"code": code_for(world.gerd, next_one)})
    assert opens.headers["Location"] == "/room/form", "and the next person just goes on"
    assert (drafts(world.ruth), sent(world.ruth)) == (0, [])
    monkeypatch.setattr(time, "time", lambda: later + room.IDLE + room.WAITS + 5)
    assert "forgotten everything" in text_of(tablet.get("/room/2"))


def test_a_new_code_in_the_middle_of_a_sitting_takes_what_was_begun_with_it(
    world: World, sign_in: Any, waiting: Assignment
) -> None:
    tablet = opened(code_for(world.ruth, waiting))
    tablet.post("/room/8", {"q8": WORDS})
    code_for(world.ruth, waiting)
    assert drafts(world.ruth) == 0
    assert "What was not sent is gone" in text_of(tablet.get("/room/check"))
    share(world.ruth, world.nasser)
    by_member = opened(code_for(world.ruth, waiting))
    by_member.post("/room/8", {"q8": WORDS})
    clinician = sign_in(world.nasser)
    clinician.post(f"/clinic/people/{world.ruth.subject}/tablet", {"ref": str(waiting.ref)})
    assert drafts(world.ruth) == 0


def test_when_the_two_hours_are_over_stopping_forgets_all_the_same(
    world: World, waiting: Assignment
) -> None:
    tablet = opened(code_for(world.ruth, waiting))
    tablet.post("/room/8", {"q8": WORDS})
    two_hours_pass(world.ruth)
    assert "What was not sent is gone" in text_of(tablet.post("/room/over"))
    assert drafts(world.ruth) == 0


def test_what_a_tablet_forgot_without_a_word_is_forgotten_here_too(
    world: World, waiting: Assignment
) -> None:
    tablet = opened(code_for(world.ruth, waiting))
    tablet.post("/room/8", {"q8": WORDS})
    tablet.cookies.clear()
    assert forget_sittings() == 0, "it may still be in somebody's hands"
    said = text_of(tablet.get("/room/8"))
    assert "at the latest two hours after" in said and "What was not sent is gone" not in said
    two_hours_pass(world.ruth)
    assert forget_sittings() == 1
    assert drafts(world.ruth) == 0


def test_a_second_press_of_send_says_that_it_is_sent(world: World, waiting: Assignment) -> None:
    tablet = opened(code_for(world.ruth, waiting))
    tablet.post("/room/1", {"q1": "4"})
    pressed_twice = Client(headers={"accept-language": "en"})
    pressed_twice.cookies.load({name: one.value for name, one in tablet.cookies.items()})
    tablet.post("/room/check")
    again = pressed_twice.post("/room/check", follow=True)
    assert "Your answers are sent." in text_of(again)
    assert len(sent(world.ruth)) == 1
    assert "Enter your code" in text_of(tablet.get("/room"))
    other = opened(code_for(world.gerd, on_her_list(world.gerd, waiting.instrument)))
    assert "Your answers are sent." not in text_of(other.post("/room/over", follow=True))


def test_two_presses_at_once_say_so_too(world: World, waiting: Assignment) -> None:
    """The second one knows its sitting yet, but its code is used."""
    tablet = opened(code_for(world.ruth, waiting))
    tablet.post("/room/1", {"q1": "4"})
    began = dict(tablet.session.items())
    tablet.post("/room/check")
    session = tablet.session
    session.clear()
    session.update(began)
    session.save()
    assert "Your answers are sent." in text_of(tablet.post("/room/check", follow=True))


def test_it_opens_nothing_else_of_its_person(world: World, waiting: Assignment) -> None:
    send(world.ruth, waiting, some_answers(7, "canary-of-before"))
    again = on_her_list(world.ruth, waiting.instrument)
    tablet = opened(code_for(world.ruth, again))
    for page in ("/room/form", "/room/8", "/room/check"):
        assert "canary-of-before" not in tablet.get(page).content.decode()
    for page in ("/my-answers", f"/answer/{waiting.ref}", "/me/data"):
        assert tablet.get(page).status_code in (302, 404)


def test_wrong_codes_are_told_and_counted(world: World, waiting: Assignment) -> None:
    tablet = Client()
    assert "Enter your code" in text_of(tablet.get("/room"))
    for wrong in ("", "x", "K7QM2X"):
        assert tablet.post("/room", {"code": wrong}).status_code == 422
    for _try in range(12):
        last = tablet.post("/room", {"code": "K7QM2X"})
    assert last.status_code == 429


def test_where_somebody_is_signed_in_nothing_opens(
    world: World, sign_in: Any, waiting: Assignment
) -> None:
    code = code_for(world.ruth, waiting)
    answer = sign_in(world.nasser).post("/room", {"code": code})
    assert "Sign out first" in text_of(answer)
    opened(code)


def test_a_clinician_makes_the_code_for_who_shares_and_the_look_is_seen(
    world: World, sign_in: Any, waiting: Assignment
) -> None:
    page = f"/clinic/people/{world.ruth.subject}/tablet"
    assert sign_in(world.nasser).post(page, {"ref": str(waiting.ref)}).status_code == 404
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    assert "How was your week?" in text_of(client.get(page))
    shown = client.post(page, {"ref": str(waiting.ref)})
    (code,) = re.findall(r'class="code-big">([^<]+)<', shown.content.decode())
    assert "Ruth" not in shown.content.decode().split('class="code-card"')[1].split("</main>")[0]
    tablet = opened(code)
    tablet.post("/room/1", {"q1": "4"})
    tablet.post("/room/check")
    assert len(sent(world.ruth)) == 1
    assert Event.objects.filter(verb="proms.room_code.made").count() == 1
    actor = world.ruth.actor()
    with acting_as(actor):
        looked = Read.objects.visible_to(actor).filter(subject_id=world.ruth.subject)
        assert looks.ROOM in set(looked.values_list("what", flat=True))
    for wrong in ("", "x", str(uuid4()), str(waiting.ref)):  # the last is answered
        assert client.post(page, {"ref": wrong}).status_code == 404


def test_the_member_makes_it_herself(world: World, sign_in: Any, waiting: Assignment) -> None:
    page = f"/answer/{waiting.ref}/tablet"
    assert sign_in(world.gerd).post(page).status_code == 404
    client = sign_in(world.ruth)
    assert "code-big" not in client.get(page).content.decode()
    shown = client.post(page).content.decode()
    (code,) = re.findall(r'class="code-big">([^<]+)<', shown)
    opened(code)
    telephone = client.get(f"/answer/{waiting.ref}/telephone").content.decode()
    assert page in telephone and code not in telephone  # it is no code to be read out
