"""The helper desk enters answers: one code, one form, nothing before it, and everybody told."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.models import Event, Read
from members.models import Ticket
from members.reply_codes import as_typed, code_hash
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from proms.actions.reply_codes import make_reply_code
from proms.models import Assignment, Instrument, Response, Score
from proms.queries.reply_codes import my_reply_code, opened_by
from questionnaires.actions import save_draft
from questionnaires.models import Draft
from tests.members.sharing_steps import share
from tests.members.test_at_once import at_once
from tests.personas import Persona, World, make_persona
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db

WORDS = "Kneading dough again"


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def code_for(persona: Persona, assignment: Assignment, language: str = "en") -> str:
    actor = persona.actor()
    with acting_as(actor):
        make_reply_code(actor=actor, ref=assignment.ref, language=language)
        found = my_reply_code(actor=actor, assignment=assignment)
    assert found is not None
    return found.code


def key(client: Client, code: str, way: str = "phone") -> Any:
    return client.post("/desk/answers", {"code": code, "way": way})


def tickets_of(persona: Persona) -> list[Ticket]:
    actor = persona.actor()
    with acting_as(actor):
        return [
            one
            for one in Ticket.objects.visible_to(actor).order_by("pk")
            if "link" not in one.detail
        ]


def change_ticket(persona: Persona, **values: Any) -> None:
    actor = persona.actor()
    with acting_as(actor):
        Ticket.objects.visible_to(actor).update(**values)


def responses_of(persona: Persona) -> list[Response]:
    actor = persona.actor()
    with acting_as(actor):
        return list(Response.objects.visible_to(actor).order_by("pk"))


def fill_in(client: Client, at: str, answers: dict[str, Any]) -> Any:
    """All on one page, as from paper; lands on the page where it is read back."""
    page = client.get(f"{at}/all").content.decode()
    names = {
        link_id: name
        for link_id in answers
        for name in re.findall(rf'name="([^"]*{link_id}[^"]*)"', page)[:1]
    }
    assert set(names) == set(answers)
    return client.post(f"{at}/all", {names[key]: str(value) for key, value in answers.items()})


def enter(client: Client, code: str, way: str = "phone", answers: Any = None) -> Any:
    at = key(client, code, way)["Location"]
    fill_in(client, at, answers or some_answers())
    return client.post(f"{at}/check?all", follow=True)


# ---------- The member's code ----------


def test_the_question_pages_lead_to_a_code_that_is_shown_until_it_is_used(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assignment = on_her_list(world.ruth, weekly)
    ruth = sign_in(world.ruth)
    at = f"/answer/{assignment.ref}/telephone"
    for page in (f"/answer/{assignment.ref}", f"/answer/{assignment.ref}/1"):
        assert at in ruth.get(page).content.decode()
    assert "code-big" not in ruth.get(at).content.decode()
    assert tickets_of(world.ruth) == []  # looking makes none
    ruth.post(at)
    ruth.post(at)  # twice is once
    assert len(tickets_of(world.ruth)) == 1
    shown = re.search(r'class="code-big">([^<]+)<', ruth.get(at).content.decode())
    assert shown
    (ticket,) = tickets_of(world.ruth)
    assert bytes(ticket.secret_hash) == code_hash(as_typed(shown.group(1)))
    assert timedelta(days=13) < ticket.expires_at - timezone.now() <= timedelta(days=14)


def test_a_code_lives_no_longer_than_its_questions(world: World, weekly: Instrument) -> None:
    assignment = on_her_list(world.ruth, weekly)
    soon = timezone.now() + timedelta(days=2)
    actor = world.ruth.actor()
    with acting_as(actor):
        Assignment.objects.visible_to(actor).update(closes_at=soon)
    code_for(world.ruth, assignment)
    assert tickets_of(world.ruth)[0].expires_at == soon


def test_nobody_makes_a_code_for_somebody_else(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assignment = on_her_list(world.ruth, weekly)
    for other in (world.gerd, world.desk, world.administrator, world.nasser):
        response = sign_in(other).post(f"/answer/{assignment.ref}/telephone")
        assert response.status_code == 404
    assert tickets_of(world.ruth) == []


# ---------- The desk ----------


def test_by_telephone_from_the_code_to_the_members_own_page(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assignment = on_her_list(world.ruth, weekly)
    share(world.ruth, world.nasser)
    code = code_for(world.ruth, assignment)
    desk = sign_in(world.desk)
    opened = key(desk, f" {code[:5].lower()}-{code[5:]} ")
    begin = desk.get(opened["Location"])
    assert "For Ruth" in text_of(begin)
    assert "Ruth E." not in text_of(begin)
    assert desk.get(f"{opened['Location']}/1").status_code == 200
    fill_in(desk, opened["Location"], some_answers())
    back = desk.get(f"{opened['Location']}/check?all")
    assert WORDS in back.content.decode()
    done = desk.post(f"{opened['Location']}/check?all", follow=True)
    assert "The answers of Ruth are sent" in done.content.decode()
    (response,) = responses_of(world.ruth)
    assert (response.way, response.given_by) == ("phone", "desk")
    assert response.given_by_account == world.desk.account.pk
    ruth, actor = sign_in(world.ruth), world.ruth.actor()
    for address in (f"/answer/{assignment.ref}/sent", f"/my-answers/{response.ref}"):
        page = text_of(ruth.get(address))
        assert "Entered by the helper desk by telephone" in page
        assert "Take these answers back" in page
    nasser = sign_in(world.nasser)
    for address in ("", f"/{response.ref}"):
        page = nasser.get(f"/clinic/people/{world.ruth.subject}{address}")
        assert "Entered by the helper desk by telephone" in text_of(page)
    with acting_as(actor):
        assert Score.objects.visible_to(actor).filter(response=response).exists()
        look = Read.objects.visible_to(actor).filter(what="proms.desk_form").get()
    assert look.reader_name == "Desk Person"
    assert "to enter answers for you" in ruth.get("/me/looks").content.decode()
    event = Event.objects.get(verb="proms.response.entered")
    assert (event.account_id, event.hat) == (world.desk.account.pk, Hat.DESK)
    assert Outbox.objects.filter(kind="proms.entered", person_id=world.ruth.person.pk).count() == 1


def test_from_paper_is_said_so(world: World, sign_in: Any, weekly: Instrument) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(sign_in(world.desk), code, way="paper")
    (response,) = responses_of(world.ruth)
    assert response.way == "paper"
    page = text_of(sign_in(world.ruth).get("/my-answers/sent"))
    assert "Entered by the helper desk on paper" in page


def test_one_question_a_page_works_too(world: World, sign_in: Any, weekly: Instrument) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    desk = sign_in(world.desk)
    at = key(desk, code)["Location"]
    page = desk.get(f"{at}/1").content.decode()
    name = re.search(r'name="([^"]*q1[^"]*)"', page)
    assert name
    following = desk.post(f"{at}/1", {name.group(1): "4"})
    assert following["Location"].startswith(f"{at}/")
    assert "Go on where I stopped" in desk.get(at).content.decode()


def test_what_the_member_began_herself_is_not_seen_and_goes_when_it_is_sent(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assignment = on_her_list(world.ruth, weekly)
    actor = world.ruth.actor()
    about = f"proms.assignment:{assignment.pk}"
    with acting_as(actor):
        save_draft(
            actor=actor, about=about, version=assignment.version,
            answers={"q8": "begun-by-herself"}, missing={},
        )  # fmt: skip
    desk = sign_in(world.desk)
    at = key(desk, code_for(world.ruth, assignment))["Location"]
    for page in ("", "/1", "/all", "/check"):
        assert "begun-by-herself" not in desk.get(f"{at}{page}").content.decode()
    with acting_as(actor):
        assert Draft.objects.visible_to(actor).filter(about=about).exists()
    fill_in(desk, at, some_answers())
    desk.post(f"{at}/check?all")
    with acting_as(actor):
        assert not Draft.objects.visible_to(actor).exists()


def test_a_colleague_with_the_same_code_begins_anew(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    desk, other = sign_in(world.desk), sign_in(make_persona("Second Desk", role=Hat.DESK))
    fill_in(desk, key(desk, code)["Location"], some_answers())
    assert WORDS not in other.get(key(other, code)["Location"] + "/all").content.decode()


def test_a_code_opens_nothing_else_of_its_person(world: World, weekly: Instrument) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, "sent before"))
    send(world.gerd, on_her_list(world.gerd, weekly))
    assignment = on_her_list(world.ruth, weekly)
    bearer = opened_by(code_hash(code_for(world.ruth, assignment)))
    assert bearer is not None
    with acting_as(bearer), connection.cursor() as cursor:
        for table in ("proms_response", "proms_score", "questionnaires_draft",
                      "members_identity", "members_decision", "members_grant"):  # fmt: skip
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("select id from proms_assignment")
        assert cursor.fetchall() == [(assignment.pk,)]
        cursor.execute("select count(*) from members_ticket")
        assert cursor.fetchone() == (1,)
        for model in (Response, Score, Draft):
            assert not model.objects.visible_to(bearer).exists()
        assert Assignment.objects.visible_to(bearer).get() == assignment


@pytest.mark.parametrize("slip", ["sign", "swap", "short"])
def test_a_slip_of_the_fingers_costs_no_try(
    world: World, sign_in: Any, weekly: Instrument, slip: str
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    at = next(n for n in range(9) if code[n] != code[n + 1])
    wrong = {
        "sign": ("7" if code[0] != "7" else "8") + code[1:],
        "swap": code[:at] + code[at + 1] + code[at] + code[at + 2 :],
        "short": code[:-1],
    }[slip]
    desk = sign_in(world.desk)
    for _ in range(12):
        response = key(desk, wrong)
        assert response.status_code == 422
        assert "Read the code once more" in response.content.decode()
    assert key(desk, code).status_code == 302


def test_guessing_ends_after_ten_codes_nobody_made(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    from members.reply_codes import code_of, new_seed

    desk = sign_in(world.desk)
    for _ in range(10):
        assert "We do not know this code" in key(desk, code_of(new_seed())).content.decode()
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    assert key(desk, code).status_code == 429


def test_used_expired_and_withdrawn_codes_say_so_kindly(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    desk = sign_in(world.desk)
    used = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(desk, used)
    again = key(desk, used)
    assert (again.status_code, "sent already" in text_of(again)) == (410, True)
    answered = on_her_list(world.gerd, weekly)
    gone = code_for(world.gerd, answered)
    send(world.gerd, answered)
    again = key(desk, gone)
    assert (again.status_code, "taken back" in text_of(again)) == (410, True)
    old = code_for(world.gerd, on_her_list(world.gerd, weekly))
    change_ticket(world.gerd, expires_at=timezone.now() - timedelta(seconds=1))
    again = key(desk, old)
    assert (again.status_code, "too old" in text_of(again)) == (410, True)
    for _ in range(12):  # none of these is a try
        key(desk, used)
    assert key(desk, code_for(world.ruth, on_her_list(world.ruth, weekly))).status_code == 302


def test_a_code_taken_back_by_its_owner_closes_the_form_that_was_open(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assignment = on_her_list(world.ruth, weekly)
    desk = sign_in(world.desk)
    at = key(desk, code_for(world.ruth, assignment))["Location"]
    fill_in(desk, at, some_answers())
    sign_in(world.ruth).post(f"/answer/{assignment.ref}/telephone", {"take_back": "1"})
    for response in (desk.get(f"{at}/1"), desk.post(f"{at}/check?all")):
        assert response.status_code == 410
        assert "taken back" in text_of(response)
    assert responses_of(world.ruth) == []
    actor = world.ruth.actor()
    with acting_as(actor):
        assert not Draft.objects.visible_to(actor).exists()


def test_sent_twice_is_once(world: World, sign_in: Any, weekly: Instrument) -> None:
    desk = sign_in(world.desk)
    at = key(desk, code_for(world.ruth, on_her_list(world.ruth, weekly)))["Location"]
    fill_in(desk, at, some_answers())
    desk.post(f"{at}/check?all")
    second = desk.post(f"{at}/check?all")
    assert second.status_code == 410
    assert len(responses_of(world.ruth)) == 1


def test_without_one_answer_nothing_is_sent(world: World, sign_in: Any, weekly: Instrument) -> None:
    desk = sign_in(world.desk)
    at = key(desk, code_for(world.ruth, on_her_list(world.ruth, weekly)))["Location"]
    page = desk.post(f"{at}/check")
    assert "Answer at least one" in text_of(page)
    assert responses_of(world.ruth) == []
    assert tickets_of(world.ruth)[0].used_at is None


def test_the_form_is_only_for_the_session_that_keyed_the_code(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    desk = sign_in(world.desk)
    at = key(desk, code_for(world.ruth, on_her_list(world.ruth, weekly)))["Location"]
    other = sign_in(make_persona("Second Desk", role=Hat.DESK))
    for page in ("", "/1", "/all", "/check"):
        response = other.get(f"{at}{page}")
        assert (response.status_code, response["Location"]) == (302, "/desk/answers")


@pytest.mark.parametrize("who", ["ruth", "gerd", "nasser", "administrator", "helper"])
def test_nobody_but_the_desk_opens_a_form_with_a_code(
    world: World, sign_in: Any, weekly: Instrument, who: str
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    assert key(sign_in(getattr(world, who)), code).status_code == 403


def test_a_code_for_a_doctor_opens_no_form(world: World, sign_in: Any, weekly: Instrument) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    change_ticket(world.ruth, about="care")
    assert "We do not know this code" in key(sign_in(world.desk), code).content.decode()


def test_the_member_takes_them_back_as_her_own(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assignment = on_her_list(world.ruth, weekly)
    enter(sign_in(world.desk), code_for(world.ruth, assignment))
    ruth = sign_in(world.ruth)
    ruth.post(f"/answer/{assignment.ref}/take-back")
    assert responses_of(world.ruth)[0].withdrawn_at is not None
    assert "not sent anything yet" in text_of(ruth.get("/my-answers/sent"))


def test_the_note_to_the_member_says_nothing_about_it(world: World) -> None:
    from django.template.loader import render_to_string

    words = unescape(render_to_string("proms/mail/entered.txt", {"url": "https://x.example/"}))
    assert not re.search(r"question|answer|health|check-in", words, re.I)


def test_the_questions_are_in_the_members_language(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    desk = sign_in(world.desk)
    at = key(desk, code_for(world.ruth, on_her_list(world.ruth, weekly), "de"))["Location"]
    assert '<div lang="de">' in desk.get(f"{at}/1").content.decode()
    enter_page = fill_in(desk, at, some_answers())
    assert enter_page.status_code == 302
    desk.post(f"{at}/check?all")
    (response,) = responses_of(world.ruth)
    actor = world.ruth.actor()
    with acting_as(actor):
        assert response.translation.language == "de"


@pytest.mark.django_db(transaction=True)
def test_sent_by_the_desk_and_by_herself_at_once_is_one_sending(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assignment = on_her_list(world.ruth, weekly)
    desk, ruth = sign_in(world.desk), sign_in(world.ruth)
    at = key(desk, code_for(world.ruth, assignment))["Location"]
    fill_in(desk, at, some_answers())
    fill_in(ruth, f"/answer/{assignment.ref}", some_answers(2, "By herself"))
    answers: list[int] = []
    at_once(
        [
            lambda: answers.append(desk.post(f"{at}/check?all").status_code),
            lambda: answers.append(ruth.post(f"/answer/{assignment.ref}/check?all").status_code),
        ]
    )
    assert len(responses_of(world.ruth)) == 1
    assert all(answer < 500 for answer in answers)
