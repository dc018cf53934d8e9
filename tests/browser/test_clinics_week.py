"""A clinic's week: planned, told, answered on a phone, a tablet, on paper and with help; left, read, taken along."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from po_platform.access.actor import Tick, acting_as
from proms.actions.open_windows import open_windows
from proms.models import Response
from tests.browser.walking import Walks, follow, press, press_last, shows
from tests.members.helper_steps import help_of
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona
from tests.proms.path import put_weekly_in_use
from tests.proms.test_printed_sheets import code_on
from tests.proms.test_schedules import days_later, listed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("at_any_hour"),
]
SHOTS = os.environ.get("PO_SHOTS", "")  # a folder: what the pages look like, to be looked at


def test_a_clinics_week(world: World, walks: Walks) -> None:
    ida = make_persona("Ida Paper")
    patients = (world.ruth, world.gerd, ida)
    links = planned_and_told(walks, world, patients)
    on_her_phone(walks, links[world.ruth.account.email])
    a_helper_answers_beside_her(walks, world)
    on_a_tablet(walks, world)
    on_paper_by_the_desk(walks, world, ida)
    the_clinician_reads(walks, world, ida)
    one_takes_it_back(walks, world, ida)
    one_leaves_and_hears_nothing_more(walks, world)
    others_are_refused(walks, world)
    assert not walks.findings, "\n".join(walks.findings)


def planned_and_told(walks: Walks, world: World, patients: tuple[Persona, ...]) -> dict[str, str]:
    """Each is asked once, in neutral words; address → the link in the mail."""
    weekly = put_weekly_in_use(world)
    for persona in patients:
        share(persona, world.oduya, clinic_id=world.clinic.pk)
    deliver()
    with walks.acting(world.oduya, java_script_enabled=False) as page:
        for persona in patients:
            page.goto(f"{walks.address}/clinic/people/{persona.subject}/plan")
            page.locator("summary", has_text="Plan questionnaires").click()
            page.get_by_label("Which questionnaire?").select_option(label=weekly.name)
            page.get_by_label("How often?").select_option(label="Every week")
            press(page, "Save the plan")
            shows(page, "Every week", weekly.name)
    open_windows()
    told = asked_by_mail()
    assert set(told) == {persona.account.email for persona in patients}
    return told


def asked_by_mail() -> dict[str, str]:
    """Whom a mail asks to answer now, without a word of what: address → its link."""
    mails = [mail for mail in deliver() if "/waiting/" in str(mail.body)]
    assert not [mail for mail in mails if "week" in f"{mail.subject} {mail.body}".lower()]
    return {mail.to[0]: re.findall(r"/waiting/\S+", str(mail.body))[0] for mail in mails}


def answered(page: Page, pain: int) -> None:
    page.locator(f'input[name="q1"][value="{pain}"]').check()
    press(page, "Save and check")
    press(page, "Send my answers")
    assert page.get_by_text("Your answers are sent.").is_visible()


def on_her_phone(walks: Walks, link: str) -> None:
    with walks.acting(None, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{link}")
        press(page, "Open it")
        follow(page, "Show all questions on one page")
        answered(page, 4)


def on_a_tablet(walks: Walks, world: World) -> None:
    person = f"{walks.address}/clinic/people/{world.gerd.subject}"
    with walks.acting(world.oduya, width=1280) as page:
        page.goto(person)
        follow(page, "On a tablet, now")
        press(page, "Make a code")
        code = page.locator("code.code-big").inner_text()
        shot(page, "slip", media="print")
    with walks.acting(None, width=1024) as page:
        page.goto(f"{walks.address}/room")
        shot(page, "room")
        page.get_by_label("Code").fill(code)
        press(page, "Open it")
        follow(page, "Start the questions")
        shot(page, "room-question")
        page.locator('input[name="q1"][value="7"]').check()
        press(page, "Continue")
        page.goto(f"{walks.address}/room/check")
        press(page, "Send my answers")
        assert page.get_by_text("Your answers are sent.").is_visible()
        shot(page, "room-thanks")
        assert not page.context.cookies()
        for _step in range(6):  # the back button, again and again
            if page.go_back() is None and page.url.startswith("about:"):
                break
            assert page.locator("input[type=radio]").count() == 0
        page.goto(f"{walks.address}/room")
        page.get_by_label("Code").fill(code)
        press(page, "Open it")
        assert "Error" in page.title()


def on_paper_by_the_desk(walks: Walks, world: World, ida: Persona) -> None:
    """She prints the questions at home and posts them; the desk enters them by the code on the sheet."""
    (waiting,) = listed(ida)
    with walks.acting(ida, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/answer/{waiting.ref}/telephone")
        form = page.locator("form", has=page.get_by_role("button", name="Print the questions"))
        token = form.locator("input[name=csrfmiddlewaretoken]").input_value()
        # Shown inline, where a browser's own viewer would keep it from us.
        made = page.request.post(
            f"{walks.address}{form.get_attribute('action')}",
            form={"csrfmiddlewaretoken": token},
            headers={"Referer": page.url},
        )
        sheets = PdfReader(io.BytesIO(made.body())).pages
    code = code_on("\f".join(sheet.extract_text() for sheet in sheets))
    with walks.acting(world.desk, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/desk/answers")
        page.get_by_label("Code", exact=True).fill(code)
        page.get_by_role("radio", name="On paper").check()
        press(page, "Open the form")
        shows(page, "For Ida", "Nobody watches the answers")
        follow(page, "Show all questions on one page")
        for question in ("q1", "q2"):
            page.locator(f'input[name="{question}"][value="5"]').check()
        press(page, "Save and read back")
        press(page, "Send the answers")
        shows(page, "The answers of Ida are sent")


def a_helper_answers_beside_her(walks: Walks, world: World) -> None:
    """She is asked once more, and somebody helps: a line of its own, never mixed into hers."""
    help_of(world.ruth, world.helper, Tick.ANSWER)
    person = f"{walks.address}/clinic/people/{world.ruth.subject}"
    with walks.acting(world.oduya) as page:
        page.goto(f"{person}/ask")
        page.get_by_role("radio").first.check()
        press(page, "Put it on the list")
    with walks.acting(world.helper, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/helping")
        press(page, f"Act for {world.ruth.name}")
        follow(page, "Start the questions")
        shows(page, "Those Ruth E. shares answers with")
        follow(page, "Show all questions on one page")
        page.locator('input[name="q1"][value="9"]').check()
        press(page, "Save and check")
        press(page, "Send the answers")
        shows(page, "with a note that you entered them")
    with walks.acting(world.oduya, width=1280) as page:
        page.goto(person)
        shows(page, "Pain, entered by a helper", "Entered by a helper, on this website")


def the_clinician_reads(walks: Walks, world: World, ida: Persona) -> None:
    with walks.acting(world.oduya, width=1280) as page:
        page.goto(f"{walks.address}/clinic/scales/{world.clinic.pk}")
        page.get_by_label("Place 1").select_option(label="Sleep")
        page.get_by_label("Place 2").select_option(label="Pain")
        press(page, "Save")
        for persona, way in ((world.ruth, "4 of 10"), (world.gerd, "7 of 10"), (ida, "on paper")):
            page.goto(f"{walks.address}/clinic/people/{persona.subject}")
            assert page.get_by_text(way).first.is_visible()
        assert page.get_by_text("Folded: Tiredness 5 of 10, Everyday tasks").is_visible()
        shot(page, "summary")
        shot(page, "summary-print", media="print")
        assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) == 1  # what her printer gets
        with page.expect_download() as file:
            page.get_by_role("link", name="All answers and scores for other programs").click()
        bundle = json.loads(Path(file.value.path()).read_text())
        kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
        assert kinds.count("QuestionnaireResponse") == 1 and "Observation" in kinds
        pdf = page.request.get(f"{walks.address}/clinic/people/{ida.subject}/summary.pdf")
        assert pdf.headers["content-type"] == "application/pdf"
        (sheet,) = PdfReader(io.BytesIO(pdf.body())).pages
        assert "Entered by the helper desk on paper" in " ".join(sheet.extract_text().split())
        person = f"/clinic/people/{ida.subject}"
        day_list = f"/clinic/day-list/{world.clinic.pk}"
        pages = (person, f"{person}/scales", f"{person}/tablet", "/clinic/mine", day_list)
        walks.look_at(world.oduya, *pages, f"/clinic/scales/{world.clinic.pk}")


def one_takes_it_back(walks: Walks, world: World, ida: Persona) -> None:
    actor = ida.actor()
    with acting_as(actor):
        sent = Response.objects.visible_to(actor).select_related("assignment").get()
    assert sent.assignment is not None
    with walks.acting(ida, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/answer/{sent.assignment.ref}/take-back")
        press_last(page)
    with walks.acting(world.oduya) as page:
        page.goto(f"{walks.address}/clinic/people/{ida.subject}")
        assert page.get_by_text("No answers yet.").is_visible()


def one_leaves_and_hears_nothing_more(walks: Walks, world: World) -> None:
    with walks.acting(world.gerd, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/schedules")
        follow(page, "See and change")
        press(page, "Leave it")
        shows(page, "Nothing is planned.")
    days_later(7)
    open_windows()
    told = asked_by_mail()
    assert world.ruth.account.email in told and world.gerd.account.email not in told


def others_are_refused(walks: Walks, world: World) -> None:
    person = f"{walks.address}/clinic/people/{world.ruth.subject}"
    ends = ("", "/bundle.json", "/scales", "/tablet", "/plan", "/summary.pdf", "/numbers", "/text")
    for persona, status in ((world.nasser, 404), (world.gerd, 403), (world.desk, 403)):
        with walks.acting(persona) as page:
            for end in ends:
                answer = page.request.get(f"{person}{end}")
                assert answer.status == status, (persona.name, end)


def shot(page: Page, name: str, *, media: str = "screen") -> None:
    """A picture at both widths, where somebody wants to look."""
    if not SHOTS:
        return
    page.emulate_media(media="print" if media == "print" else "screen")
    size = page.viewport_size or {"width": 1280, "height": 900}
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size(size)
    page.emulate_media(media="screen")
