"""A clinic's week: planned, told, answered on a phone, a tablet and paper; taken back, read, taken along."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from po_platform.access.actor import acting_as
from proms.actions.open_windows import open_windows
from proms.actions.schedules import plan_for_patient
from proms.models import Response
from tests.browser.walking import Walks, follow, press, press_last
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona, sign_in
from tests.proms.path import put_weekly_in_use
from tests.proms.test_desk import code_for, enter
from tests.proms.test_schedules import listed, planned

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("at_any_hour"),
]
SHOTS = os.environ.get("PO_SHOTS", "")  # a folder: what the pages look like, to be looked at


def test_a_clinics_week(world: World, walks: Walks) -> None:
    ida = make_persona("Ida Paper")
    patients = (world.ruth, world.gerd, ida)
    links = planned_and_told(world, patients)
    on_her_phone(walks, links[world.ruth.account.email])
    on_a_tablet(walks, world)
    on_paper_by_the_desk(world, ida)
    the_clinician_reads(walks, world, ida)
    one_takes_it_back(walks, world, ida)
    others_are_refused(walks, world)
    assert not walks.findings, "\n".join(walks.findings)


def planned_and_told(world: World, patients: tuple[Persona, ...]) -> dict[str, str]:
    """Each is asked once, in neutral words; address → the link in the mail."""
    weekly = put_weekly_in_use(world)
    oduya = world.oduya.actor()
    for persona in patients:
        share(persona, world.oduya, clinic_id=world.clinic.pk)
    deliver()
    with acting_as(oduya):
        for persona in patients:
            plan_for_patient(actor=oduya, subject=persona.subject, planned=planned(weekly))
    open_windows()
    mails = [mail for mail in deliver() if "/waiting/" in str(mail.body)]
    assert {mail.to[0] for mail in mails} == {persona.account.email for persona in patients}
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


def on_paper_by_the_desk(world: World, ida: Persona) -> None:
    desk = Client(headers={"accept-language": "en"})
    sign_in(desk, world.desk)
    (waiting,) = listed(ida)
    enter(desk, code_for(ida, waiting), way="paper")


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
        with page.expect_download() as file:
            page.get_by_role("link", name="All answers and scores for other programs").click()
        bundle = json.loads(Path(file.value.path()).read_text())
        kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
        assert kinds.count("QuestionnaireResponse") == 1 and "Observation" in kinds
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


def others_are_refused(walks: Walks, world: World) -> None:
    person = f"{walks.address}/clinic/people/{world.ruth.subject}"
    for persona, status in ((world.nasser, 404), (world.gerd, 403)):
        with walks.acting(persona) as page:
            for end in ("", "/bundle.json", "/scales", "/tablet"):
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
