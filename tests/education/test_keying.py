"""Steps done on paper are entered by the desk with a code: no word of hers shown, all of it marked."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Read
from education.actions.enrolling import leave
from education.actions.keying import make_step_code
from education.actions.stepping import Written, keep_step
from education.actions.stopping import stop_programme
from education.models import Enrolment, IfThenPlan, StepState
from education.queries.keying import my_step_code
from members.models import Ticket
from members.queries.own import own_rows
from members.reply_codes import in_groups
from po_platform.access.actor import acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import begun, enrolment_of, shipped, short
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
HERS = "what she wrote on the screen"


def code_of(persona: Persona, row: Enrolment) -> str:
    actor = persona.actor()
    with acting_as(actor):
        make_step_code(actor=actor, ref=row.ref)
        found = my_step_code(actor=actor, enrolment=row)
    assert found is not None
    return found.code


def keyed(desk: Client, code: str, way: str = "paper") -> Any:
    return desk.post("/desk/answers", {"code": code, "way": way})


def states(persona: Persona) -> dict[str, StepState]:
    with acting_as(persona.actor()) as actor:
        return {one.step: one for one in own_rows(StepState, actor)}


def test_what_stands_on_her_sheets_is_entered_and_marked(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, short(world))
    code = code_of(world.ruth, row)
    desk = sign_in(world.desk)
    steps = keyed(desk, code)["location"]
    page = text_of(desk.get(steps))
    assert "For Ruth" in page
    assert "The first" in page
    assert desk.get(f"{steps}/one").status_code == 200
    desk.post(f"{steps}/one", {"words": "Sunday, all the windows"})
    assert desk.post(f"{steps}/two", {"if_text": "the kettle boils"}).status_code == 422
    desk.post(f"{steps}/two", {"if_text": "the kettle boils", "then_text": "sit down"})
    found = states(world.ruth)
    assert found["one"].words == "Sunday, all the windows"
    assert {one.how for one in found.values()} == {"paper"}
    assert found["one"].entered_by == world.desk.account.pk
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(IfThenPlan, actor).get().then_text == "sit down"
        looked = Read.objects.visible_to(actor).get(what="education.desk_steps")
        assert looked.reader_name == world.desk.person.display_name
    assert enrolment_of(world.ruth).steps_done == 2
    mails = deliver()
    assert len(mails) == 1  # told once a day, not once a step
    assert_neutral(mails[0], also=["short", "windows"])
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    assert "entered this for you from paper" in text_of(ruth.get(f"{way}/steps/one"))
    assert "which steps are done, to enter some" in text_of(ruth.get("/me/looks"))
    # What she changes herself is hers again.
    ruth.post(f"{way}/steps/one", {"words": "Saturday"})
    assert states(world.ruth)["one"].entered_by is None
    assert "entered this for you" not in text_of(ruth.get(f"{way}/steps/one"))


def test_the_desk_reads_first_that_it_was_stopped(world: World, sign_in: Any) -> None:
    programme = short(world)
    row, words = begun(world.ruth, programme), "Leave out the first step."
    desk = sign_in(world.desk)
    steps = keyed(desk, code_of(world.ruth, row))["location"]
    assert "was stopped on" not in text_of(desk.get(steps))
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=programme.ref, words=words)
    for address in (steps, f"{steps}/one"):
        page = text_of(desk.get(address))
        assert page.index(words) < page.index("The plan" if address == steps else "And you?")


def test_questions_are_entered_through_the_form_engine(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    desk = sign_in(world.desk)
    steps = keyed(desk, code_of(world.ruth, row), "phone")["location"]
    assert "Only for:" in text_of(desk.get(steps))  # as on the sheets: every step, with its rule
    assert desk.get(f"{steps}/strength").status_code == 200
    desk.post(f"{steps}/strength", {"takes": "body"})
    found = states(world.ruth)["strength"]
    assert (found.answers["takes"], found.how) == ("body", "phone")


def test_the_desk_reads_and_writes_over_nothing_of_hers(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, short(world))
    with acting_as(world.ruth.actor()) as actor:
        keep_step(actor=actor, ref=row.ref, step_id="one", written=Written(HERS))
    desk = sign_in(world.desk)
    steps = keyed(desk, code_of(world.ruth, row))["location"]
    page = text_of(desk.get(steps))
    assert "done by the member" in page
    assert HERS not in page
    assert desk.get(f"{steps}/one").status_code == 404
    assert desk.post(f"{steps}/one", {"words": "other words"}).status_code == 404
    assert states(world.ruth)["one"].words == HERS
    with acting_as(world.desk.actor()), connection.cursor() as cursor:
        for table in ("enrolment", "stepstate", "ifthenplan"):
            assert not rows_seen(f"education_{table}")
        cursor.execute("select count(*) from keyed_enrolment()")
        assert cursor.fetchone() == (0,)
        cursor.execute("select key_step('two', 'x', '{}', '{}', null, null, '', '', 'paper', 1)")
        assert cursor.fetchone() == (False,)


def test_a_slip_is_entered_again_and_a_helper_takes_one_code_for_one_programme(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, short(world))
    desk = sign_in(world.desk)
    steps = keyed(desk, code_of(world.ruth, row))["location"]
    desk.post(f"{steps}/one", {"words": "Sunday"})
    assert "entering it again writes over it" in text_of(desk.get(steps))
    desk.post(f"{steps}/one", {"words": "Monday"})
    assert states(world.ruth)["one"].words == "Monday"
    assert desk.get(f"{steps}/no-such-step").status_code == 404
    # Another desk, where the code was not keyed.
    assert sign_in(world.desk).get(steps).status_code == 302
    assert sign_in(world.ruth).get(steps).status_code in (403, 404)


@pytest.mark.parametrize("how", ["taken back", "over", "left"])
def test_a_code_that_ended_opens_nothing(world: World, sign_in: Any, how: str) -> None:
    row = begun(world.ruth, short(world))
    code = code_of(world.ruth, row)
    desk, ruth = sign_in(world.desk), sign_in(world.ruth)
    steps = keyed(desk, code)["location"]
    with acting_as(world.ruth.actor()) as actor:
        if how == "over":
            past = timezone.now() - timedelta(minutes=1)
            own_rows(Ticket, actor).filter(about="step").update(expires_at=past)
        elif how == "left":
            leave(actor=actor, ref=row.ref)
    if how == "taken back":
        ruth.post(f"/programmes/mine/{row.ref}/paper", {"take_back": "yes"})
    answer = desk.post(f"{steps}/one", {"words": "x"})
    assert answer.status_code == (410 if how == "left" else 302)
    assert "one" not in states(world.ruth)
    if how != "left":
        assert keyed(desk, code).status_code == 410


def test_her_sheets_carry_the_code_and_the_public_ones_do_not(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, short(world))
    ruth, address = sign_in(world.ruth), f"/programmes/mine/{row.ref}/paper"
    assert ruth.post(address).status_code == 302
    with acting_as(world.ruth.actor()) as actor:
        found = my_step_code(actor=actor, enrolment=row)
    assert found is not None
    shown = in_groups(found.code)
    assert shown in text_of(ruth.get(address))

    def sheets(path: str) -> str:
        pdf = PdfReader(BytesIO(ruth.get(path).content))
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    assert shown in sheets(f"{address}/sheets")
    assert shown not in sheets("/programmes/short/paper")
    assert sign_in(world.gerd).get(f"{address}/sheets").status_code == 404
