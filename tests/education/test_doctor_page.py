"""One page for a doctor: chosen and read by its member first, opened by code, and nothing newer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.models import Read
from education.actions.cards import make_card
from education.doctor_page import Facts, page_of, read_page
from education.models import DoctorPage, Enrolment
from education.page_codes import code_hash
from education.queries.doctor_page import holder_of, keeps_a_number
from members.leaving import Ended, How, stop_everything
from members.models import Ticket
from members.queries.own import own_rows
from po_platform.access.actor import Purpose, System, acting_as
from proms.models import Response
from tests.access.test_the_vault import rows_seen
from tests.database import connect_as
from tests.education.programme_path import begun, short
from tests.education.test_measured import answers, measured_programme, moments_of, through
from tests.personas import Persona, World
from tests.proms.path import text_of

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def facts(**more: Any) -> Facts:
    known: dict[str, Any] = {
        "called": "Ruth E.", "programme": "Small steps", "since": NOW, "done": 2, "of": 8,
        "state": "on the way", "goal": "walk to the river", "plan": "If it rains, then I rest.",
        "words": [("A step", "mine alone")], "to_say": "The stairs\n\nThe nights",
    }  # fmt: skip
    return Facts(**{**known, **more})


# ---------- Pure ----------


def test_only_what_was_ticked_and_is_there_stands_on_it() -> None:
    page = page_of(facts(), ["goal", "measured"], NOW)
    assert [one.heading for one in page.sections] == [
        "What I would like to talk about", "What I would like",
    ]  # fmt: skip
    assert page.sections[0].lines == ("The stairs", "The nights")
    assert page_of(facts(goal="", to_say=""), ["goal"], NOW).sections == ()


def test_its_mark_changes_with_every_word_and_storing_changes_none() -> None:
    page = page_of(facts(), ["goal", "plan"], NOW)
    assert page_of(facts(goal="walk further"), ["goal", "plan"], NOW).mark != page.mark
    assert page_of(facts(), ["goal"], NOW).mark != page.mark
    assert read_page(page.as_json()).mark == page.mark


# ---------- Pages ----------


def chosen(browser: Client, row: Enrolment, *parts: str, to_say: str = "") -> str:
    """The address of the member's own view of the page, after she chose."""
    address = f"/programmes/mine/{row.ref}/doctor"
    sent = {"parts": list(parts), "to_say": to_say}
    assert browser.post(f"{address}/choose", sent).status_code == 302
    return address


def code_for(browser: Client, address: str) -> str:
    """Made after reading, as it stands on the page."""
    shown = browser.get(address).content.decode()
    mark = re.search(r'name="mark" value="(\w+)"', shown)
    assert mark is not None
    answer = browser.post(f"{address}/code", {"mark": mark[1]}, follow=True)
    found = re.search(r"([0-9A-Z]{4} ){2}[0-9A-Z]{4}", text_of(answer))
    assert found is not None
    return found[0]


def opened(code: str) -> tuple[Client, Any]:
    """A doctor without an account enters the code."""
    doctor = Client(headers={"accept-language": "en"})
    return doctor, doctor.post("/programmes/doctor", {"code": code}, follow=True)


@pytest.fixture
def row(world: World) -> Enrolment:
    return begun(world.ruth, short(world))


def looks(persona: Persona) -> int:
    with acting_as(persona.actor()) as actor:
        seen = Read.objects.visible_to(actor)
        return int(seen.filter(what="education.doctor_page").count())


def test_she_reads_it_first_and_the_doctor_sees_exactly_that(
    world: World, sign_in: Any, row: Enrolment
) -> None:
    ruth = sign_in(world.ruth)
    ruth.post(f"/programmes/mine/{row.ref}/goal", {"goal": "walk to the river"})
    address = chosen(ruth, row, "goal", to_say="The stairs")
    hers = text_of(ruth.get(address))
    assert "This is what your doctor will see." in hers
    assert "step done" not in hers
    code = code_for(ruth, address)
    ruth.post(f"/programmes/mine/{row.ref}/goal", {"goal": "something newer"})
    _doctor, read = opened(code.lower())
    for words in ("Ruth E.", "The stairs", "walk to the river"):
        assert words in hers
        assert words in text_of(read)
    assert "something newer" not in text_of(read)
    assert "walk to the river" in text_of(ruth.get(address))  # she reads what it opens
    assert looks(world.ruth) == 1
    assert "Opened:" in text_of(ruth.get(f"{address}/code"))
    assert "Your page about a programme, with its code" in text_of(ruth.get("/me/looks"))


def test_what_changed_since_she_read_it_does_not_go_out(
    world: World, sign_in: Any, row: Enrolment
) -> None:
    ruth = sign_in(world.ruth)
    address = chosen(ruth, row, "goal")
    shown = ruth.get(address).content.decode()
    ruth.post(f"/programmes/mine/{row.ref}/goal", {"goal": "not read yet"})
    mark = re.search(r'name="mark" value="(\w+)"', shown)
    assert mark is not None
    answer = ruth.post(f"{address}/code", {"mark": mark[1]}, follow=True)
    assert "Read it once more." in text_of(answer)
    with acting_as(world.ruth.actor()) as actor:
        assert not own_rows(Ticket, actor).exists()


def answered(world: World, browser: Client, row: Enrolment, moment: str, pain: int) -> Response:
    """What she sent when the programme asked at this moment."""
    browser.post(f"/programmes/asked/{moments_of(world.ruth)[moment].ref}", {"do": "answer"})
    answers(world.ruth, pain)
    with acting_as(world.ruth.actor()) as actor:
        return Response.objects.visible_to(actor).latest("pk")


def keeps(browser: Client, sent: Response, kept: str = "yes") -> None:
    assert browser.post(f"/my-answers/{sent.ref}/keep", {"kept": kept}).status_code == 302


CLOSED = "So its code opens nothing."


def test_numbers_she_keeps_to_herself_stand_on_no_page_for_a_doctor(
    world: World, sign_in: Any
) -> None:
    ruth, row = sign_in(world.ruth), begun(world.ruth, measured_programme(world))
    first = answered(world, ruth, row, "start", 7)
    address = chosen(ruth, row, "measured")
    assert "Pain: At the start" in text_of(ruth.get(address))
    keeps(ruth, first)
    assert "Pain" not in text_of(ruth.get(address))  # nor a name without a number
    through(world.ruth, row)
    answered(world, ruth, row, "end", 3)
    code = code_for(ruth, address)
    for page in (text_of(ruth.get(address)), text_of(opened(code)[1])):
        assert "Pain: At the end" in page and "At the start" not in page
        assert CLOSED not in page
    keeps(ruth, first, "no")
    keeps(ruth, first)  # not on it: it closes nothing
    assert opened(code)[1].status_code == 200
    assert "At the start" in text_of(ruth.get(f"/programmes/mine/{row.ref}/changed"))  # her own


def test_a_page_that_went_out_closes_when_she_keeps_a_number_on_it_to_herself(
    world: World, sign_in: Any
) -> None:
    ruth, row = sign_in(world.ruth), begun(world.ruth, measured_programme(world))
    first = answered(world, ruth, row, "start", 7)
    address = chosen(ruth, row, "measured", to_say="The stairs")
    code = code_for(ruth, address)
    doctor, read = opened(code)
    assert "Pain: At the start" in text_of(read)
    keeps(ruth, first)
    assert doctor.get("/programmes/doctor/page").status_code == 410  # also where it was open
    assert opened(code)[1].status_code == 410
    bearer = holder_of(code_hash(code.replace(" ", "")))
    assert bearer is not None
    with acting_as(bearer), connection.cursor() as cursor:  # the vault alone
        cursor.execute("select programme_page_of_ticket()")
        assert cursor.fetchone() == (None,)
    for page in (address, f"{address}/code"):
        assert CLOSED in text_of(ruth.get(page))
    with acting_as(world.ruth.actor()) as actor:
        hers = own_rows(DoctorPage, actor).get()
        assert keeps_a_number(row=hers)
    for other in (world.gerd, world.nasser):  # of others' pages nothing is told
        with acting_as(other.actor()):
            assert not keeps_a_number(row=hers)
    keeps(ruth, first, "no")
    assert "Pain: At the start" in text_of(opened(code)[1])
    assert CLOSED not in text_of(ruth.get(address))
    assert looks(world.ruth) == 2
    keeps(ruth, first)
    ruth.post(f"{address}/take-back")
    another = code_for(ruth, address)
    words = text_of(opened(another)[1])
    assert "The stairs" in words and "Pain" not in words


def test_a_page_without_numbers_stays_open_whatever_is_kept(world: World, sign_in: Any) -> None:
    ruth, row = sign_in(world.ruth), begun(world.ruth, measured_programme(world))
    first = answered(world, ruth, row, "start", 7)
    code = code_for(ruth, chosen(ruth, row, "steps"))
    keeps(ruth, first)
    assert opened(code)[1].status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_page_from_before_closes_for_each_number_that_was_asked_for(
    world: World, sign_in: Any
) -> None:
    ruth, row = sign_in(world.ruth), begun(world.ruth, measured_programme(world))
    first = answered(world, ruth, row, "start", 7)
    address = chosen(ruth, row, "measured")
    code = code_for(ruth, address)
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute("update education_doctorpage set numbers_of = '{}'")
        cursor.execute(import_module("education.migrations.0032_numbers_kept").BEFORE)
    owner.close()
    assert opened(code)[1].status_code == 200
    keeps(ruth, first)
    assert opened(code)[1].status_code == 410


def test_three_openings_and_then_no_more(world: World, sign_in: Any, row: Enrolment) -> None:
    ruth = sign_in(world.ruth)
    code = code_for(ruth, chosen(ruth, row, "steps"))
    assert [opened(code)[1].status_code for _time in range(4)] == [200, 200, 200, 403]
    assert looks(world.ruth) == 3
    address = f"/programmes/mine/{row.ref}/doctor"
    another = code_for(ruth, address)
    assert another != code
    assert opened(another)[1].status_code == 200


@pytest.mark.parametrize("how", ["taken back", "changed", "over", "left"])
def test_a_code_that_ended_closes_the_page_also_where_it_was_open(
    world: World, sign_in: Any, row: Enrolment, how: str
) -> None:
    ruth = sign_in(world.ruth)
    address = chosen(ruth, row, "steps")
    code = code_for(ruth, address)
    doctor, read = opened(code)
    assert read.status_code == 200
    if how == "taken back":
        ruth.post(f"{address}/take-back")
    elif how == "changed":
        chosen(ruth, row, "goal")
    elif how == "over":
        with acting_as(world.ruth.actor()) as actor:
            own_rows(Ticket, actor).update(expires_at=timezone.now() - timedelta(minutes=1))
    else:
        ended = Ended(world.ruth.person.pk, world.ruth.account.pk, How.LEFT, timezone.now())
        with acting_as(System(Purpose.END, person_id=world.ruth.person.pk)):
            stop_everything(ended)
        world.ruth.person.state = "left"
        world.ruth.person.save()
    assert doctor.get("/programmes/doctor/page").status_code == 410
    assert opened(code)[1].status_code in (410, 422)


def test_the_code_shows_the_vault_nothing_else(world: World, sign_in: Any, row: Enrolment) -> None:
    ruth = sign_in(world.ruth)
    code = code_for(ruth, chosen(ruth, row, "steps"))
    bearer = holder_of(code_hash(code.replace(" ", "")))
    assert bearer is not None
    with acting_as(bearer), connection.cursor() as cursor:
        cursor.execute("select programme_page_of_ticket()")
        assert cursor.fetchone() == (None,)  # before an opening
        for table in ("enrolment", "stepstate", "doctorpage", "measuring", "ifthenplan"):
            assert not rows_seen(f"education_{table}")
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select open_programme_page(3)")
        assert cursor.fetchone() == ("",)  # only for who holds a code


def test_wrong_codes_are_told_kindly_and_run_out(world: World, row: Enrolment) -> None:
    doctor = Client(headers={"accept-language": "en"})
    answers = [
        doctor.post("/programmes/doctor", {"code": "7K2M QXD3 9TRB"}).status_code
        for _time in range(12)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert doctor.get("/programmes/doctor/page").status_code == 410


def test_nobody_else_reads_or_makes_it(world: World, sign_in: Any, row: Enrolment) -> None:
    address = chosen(sign_in(world.ruth), row, "steps", to_say="The stairs")
    for persona in (world.gerd, world.nasser):
        browser = sign_in(persona)
        for path in ("", "/choose", "/code"):
            assert browser.get(f"{address}{path}").status_code == 404
        assert browser.post(f"{address}/code", {"mark": "x"}).status_code == 404
        with acting_as(persona.actor()) as actor:
            assert not DoctorPage.objects.visible_to(actor).exists()
            assert not rows_seen("education_doctorpage")


def test_a_clinician_prints_a_sheet_for_the_next_visit_that_knows_nobody(
    world: World, sign_in: Any, row: Enrolment
) -> None:
    with acting_as(world.nasser.actor()) as doctor:
        card = make_card(
            actor=doctor, programme=row.programme, printed_name="A practice", may_be_used=5, days=9
        )
    page = text_of(sign_in(world.nasser).get(f"/cards/{card.ref}/next-visit"))
    assert "Two minutes are enough." in page
    assert "/programmes/doctor" in page
    assert sign_in(world.oduya).get(f"/cards/{card.ref}/next-visit").status_code == 404
