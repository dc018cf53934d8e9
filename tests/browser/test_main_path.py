"""The main path on a file nobody here wrote: from the curator's upload to the clinician's one page."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page

from po_platform.access.actor import acting_as
from proms.actions.rounds import fill_lists
from proms.models import Assignment, Response
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from questionnaires.queries import form_of
from tests.browser.walking import Walks, follow, press
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.api import program
from tests.proms.path import asked_by, on_her_list, put_in, put_weekly_in_use, send, use
from tests.proms.shared_data import SHARED
from tests.proms.wordless import complete, form_for, highest, lowest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = SHARED / "questionnaires" / "lforms-phq9.json"


@pytest.fixture
def file() -> Path:
    """Skipped where the public files do not lie beside the repository; a failure in CI."""
    if not FILE.exists():
        words = f"{FILE.name} is not here: set PO_SHARED_DATA to the folder of public files."
        pytest.fail(words) if os.environ.get("CI") == "true" else pytest.skip(words)
    return FILE


def test_from_a_file_to_the_clinicians_page(world: World, walks: Walks, file: Path) -> None:
    slug = the_curator_puts_it_in_use(walks, world, file)
    share(world.ruth, world.nasser)
    the_member_answers_without_a_script(walks, world)
    the_member_sees_what_she_sent(walks, world)
    the_clinician_reads_one_page(walks, world)
    everybody_else_is_refused(walks, world)
    the_member_sees_who_looked(walks, world)
    assert slug
    assert not walks.findings, "\n".join(walks.findings)


def the_curator_puts_it_in_use(walks: Walks, world: World, file: Path) -> str:
    with walks.acting(world.curator, width=1280) as page:
        page.goto(f"{walks.address}/instruments")
        follow(page, "Put in a questionnaire file")
        page.get_by_label("Questionnaire file").set_input_files(file)
        press(page, "Read the file")
        assert page.get_by_text("Questions asked: 10.").is_visible()
        follow(page, "Go on with this questionnaire")
        slug = page.url.rsplit("/", 1)[-1]
        assert page.get_by_text("Rule phq-9").is_visible()
        walks.look_at(world.curator, "/instruments/import", page.url)
        follow(page, "Answer the licence question")
        page.get_by_label("Yes, it is free to use").check()
        page.get_by_label("Who holds the rights?").fill("The holder")
        press(page, "Save")
        press(page, "Put it in use")
        follow(page, "Put it on every active member’s list")
        press(page, "Put it on every list")
        assert page.get_by_text("The lists fill within a few minutes.").is_visible()
        here = f"/instruments/{slug}"
        paths = [f"{here}{end}" for end in ("", "/licence", "/look", "/scoring", "/ask-all")]
        walks.look_at(world.curator, "/instruments", *paths)
    assert fill_lists() > 0
    return slug


def the_member_answers_without_a_script(walks: Walks, world: World) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/start")
        walks.look_at(world.ruth, page.url)
        follow(page, "Start the questions")
        assert page.get_by_text("Farida Nasser").is_visible()
        walks.look_at(world.ruth, page.url)
        follow(page, "Start the questions")
        for number in range(1, 11):
            assert page.get_by_text(f"Question {number} of 10").is_visible()
            if number in (1, 10):
                walks.look_at(world.ruth, page.url)
            if number == 2:
                by_keyboard_alone(page)
            elif number == 7:
                press(page, "Continue")  # left open
            else:
                page.get_by_role("radio").nth(number % 4).check()
                press(page, "Continue")
        assert page.get_by_text(
            "You answered 9 of 10 questions. That is enough to send."
        ).is_visible()
        walks.look_at(world.ruth, page.url)
        page.get_by_role(
            "link", name=re.compile("^Change your answer: Trouble concentrating")
        ).click()
        page.get_by_role("radio").nth(1).check()
        press(page, "Continue")
        assert page.get_by_text("You answered 10 of 10 questions.").is_visible()
        press(page, "Send my answers")
        assert page.get_by_text("Your answers are sent.").is_visible()
        walks.look_at(world.ruth, page.url)


def by_keyboard_alone(page: Page) -> None:
    """From the top of the page: to the answers, one chosen with the arrows, sent with Enter."""
    for _press in range(15):
        page.keyboard.press("Tab")
        if page.locator("input[type=radio]:focus").count():
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/3")


def the_member_sees_what_she_sent(walks: Walks, world: World) -> None:
    actor = world.ruth.actor()
    with acting_as(actor):
        sent = Response.objects.visible_to(actor).get()
        score = sent.scores.visible_to(actor).get()
    assert (sent.n_answered, sent.n_asked) == (10, 10)
    assert score.state == "ok"
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/my-answers")
        assert page.get_by_text(f"{score.value:.0f} of 27").first.is_visible()
        walks.look_at(
            world.ruth,
            "/my-answers",
            "/my-answers/numbers",
            "/my-answers/sent",
            f"/my-answers/{sent.ref}",
        )


def the_clinician_reads_one_page(walks: Walks, world: World) -> None:
    with walks.acting(world.nasser, width=1280) as page:
        page.goto(f"{walks.address}/clinic")
        follow(page, "Ruth E.")
        assert page.get_by_role("heading", name="Ruth E.").is_visible()
        assert page.get_by_text("Higher is worse").is_visible()
        assert page.get_by_role("img").count() == 1
        assert one_sheet(page.pdf(format="A4"))
        here = page.url
        follow(page, "As text for the record")
        assert "first answers" in page.get_by_label("Select and copy").input_value()
        walks.look_at(world.nasser, "/clinic", here, page.url, f"{here}/ask", f"{here}/numbers")


def one_sheet(pdf: bytes) -> bool:
    return len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def everybody_else_is_refused(walks: Walks, world: World) -> None:
    actor = world.ruth.actor()
    with acting_as(actor):
        sent = Response.objects.visible_to(actor).select_related("assignment").get()
    assert sent.assignment is not None
    pages = (
        f"/my-answers/{sent.ref}",
        f"/answer/{sent.assignment.ref}/sent",
        f"/clinic/people/{world.ruth.subject}",
        f"/clinic/people/{world.ruth.subject}/{sent.ref}",
    )
    for name, persona in world.people.items():
        if name in ("ruth", "nasser"):
            continue
        with walks.acting(persona) as page:
            statuses = [_status(page.goto(walks.address + path)) for path in pages]
        assert set(statuses) <= {403, 404}, name
        assert program(persona).get(f"/api/v1/responses/{sent.ref}").status_code == 404
        with acting_as(persona.actor()), connection.cursor() as cursor:
            cursor.execute("select count(*) from proms_response")
            assert cursor.fetchone()[0] == 0, name


def _status(answer: Any) -> int:
    return int(answer.status) if answer is not None else 0


def the_member_sees_who_looked(walks: Walks, world: World) -> None:
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/me/looks")
        assert page.get_by_text("Farida Nasser").first.is_visible()
        assert page.get_by_text("The summary of your answers", exact=False).first.is_visible()


# ---------- The same in German, with our own check-in, all on one page ----------


def test_all_on_one_page_in_german_with_something_to_put_right(world: World, walks: Walks) -> None:
    weekly = put_weekly_in_use(world)
    share(world.ruth, world.nasser)
    assignment = asked_by(world.nasser, world.ruth, weekly)
    world.ruth.account.language = "de"
    world.ruth.account.save()
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/answer/{assignment.ref}/all")
        assert page.locator("html").get_attribute("lang") == "de"
        page.locator("textarea").fill("x" * 21_000)
        page.locator("main button[type=submit]").last.click()
        assert page.locator(".problem:focus").count() == 1
        page.locator(".problem a").click()
        assert page.locator("textarea:focus").count() == 1
        walks.look_at(world.ruth, page.url)
        page.locator("textarea").fill("Der Garten")
        page.get_by_role("radio").first.check(force=True)
        page.locator("main button[type=submit]").last.click()
        page.wait_for_url("**/check?all")
        walks.look_at(world.ruth, page.url)
    assert not walks.findings, "\n".join(walks.findings)


def test_a_double_click_on_send_is_one_sending(world: World, walks: Walks) -> None:
    assignment: Assignment = on_her_list(world.ruth, put_weekly_in_use(world))
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/answer/{assignment.ref}/8")
        page.locator("textarea").fill("Twice")
        press(page, "Continue")
        page.get_by_role("button", name="Send my answers").dblclick()
        page.get_by_text("Your answers are sent.").wait_for()
    actor = world.ruth.actor()
    with acting_as(actor):
        assert Response.objects.visible_to(actor).count() == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_seven_scales_still_print_on_one_sheet(world: World, walks: Walks, language: str) -> None:
    share(world.ruth, world.nasser)
    for spec in map(shipped_specs().get, ("phq-9", "weekly-check-in", "daily-life")):
        assert spec is not None
        instrument = use(world, put_in(world, form_for(spec), spec.id))
        definition = form_of(newest_version(instrument), "en").definition
        for pick in (lowest, highest, lowest):
            answers = complete(definition, spec, pick)
            send(world.ruth, on_her_list(world.ruth, instrument), answers)
    world.nasser.account.language = language
    world.nasser.account.save()
    with walks.acting(world.nasser, width=1280) as page:
        page.goto(f"{walks.address}/clinic/people/{world.ruth.subject}")
        assert page.get_by_role("img").count() == 7
        assert one_sheet(page.pdf(format="A4"))
