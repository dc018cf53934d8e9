"""A health page from the first idea to the day it is laid aside, by everybody who has a hand in it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from education.actions.reminding import remind_of_reviews
from education.models import Article
from po_platform.access.actor import Hat
from tests.browser import walking
from tests.browser.walking import Walks, follow, press_last
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Cold hands in winter"
press = partial(walking.press, exact=True)


def test_from_an_idea_to_a_page_laid_aside(world: World, walks: Walks) -> None:
    second = make_persona("Second Editor", role=Hat.EDITOR, email="e2@example.org")
    a_member_has_an_idea(walks, world)
    here = the_editor_writes(walks, world)
    link = she_asks_a_lay_reader(walks, world, here)
    the_lay_reader_answers(walks, world, link)
    a_member_reads_the_draft(walks, world, here)
    she_works_it_in_and_sends_it(walks, world, here)
    the_checks_are_done(walks, world, second, here)
    a_member_reads_and_finds_a_mistake(walks, world)
    it_is_put_right(walks, world, second, here)
    you_said_we_did(walks, world)
    it_is_overdue(walks, world, second, here)
    it_is_laid_aside(walks, world, here)
    assert not walks.findings, "\n".join(walks.findings)


def a_member_has_an_idea(walks: Walks, world: World) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/learn")
        follow(page, "Topics members ask for")
        follow(page, "Propose a topic")
        press(page, "Propose it")
        assert "Error" in page.title()
        page.get_by_label("What would you like to read about?").fill("Cold hands")
        press(page, "Propose it")
        assert page.get_by_text("The editors have not looked at it yet.").is_visible()
    with walks.acting(world.gerd) as page:
        page.goto(f"{walks.address}/take-part/topics")
        assert page.get_by_text("Cold hands").count() == 0
    answers_the_idea(walks, world, "Planned", "Ines writes it.")
    with walks.acting(world.gerd, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/take-part/topics")
        press(page, "I would like that too : Cold hands")
        assert page.get_by_text("2 members would like to read about it.").is_visible()


def answers_the_idea(
    walks: Walks, world: World, state: str, words: str, page_made: str = ""
) -> None:
    with walks.acting(world.editor, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/write/topics")
        follow(page, "Cold hands")
        page.get_by_label(state, exact=True).check()
        page.get_by_label("Your answer").fill(words)
        if page_made:
            page.get_by_label("Which page came of it?").select_option(label=page_made)
        press(page, "Save the answer")
        assert page.get_by_role("heading", name="Topics members ask for").is_visible()


def a_member_reads_the_draft(walks: Walks, world: World, here: str) -> None:
    """She said that she likes to read such pages; the editor offers it."""
    with walks.acting(world.editor, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{here}/outside")
        press(page, "Offer it to members")
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/take-part")
        follow(page, "Choose what you would like to do")
        assert page.get_by_label("Everyday life").is_checked(), (
            "she takes away what she does not want"
        )
        press(page, "Yes, offer me that")
        walks.look_at(world.ruth, "/take-part")
        follow(page, TITLE)
        page.get_by_label("What is this page about").fill("Warmth")
        page.get_by_label("Yes", exact=True).check()
        page.get_by_label("Do you want to be thanked by name?").fill("Ruth from the north")
        press(page, "Send it")
        assert page.get_by_text("You are thanked as “Ruth from the north”.").is_visible()


def you_said_we_did(walks: Walks, world: World) -> None:
    answers_the_idea(walks, world, "Done", "Here it is.", page_made=TITLE)
    with walks.acting(None) as page:
        page.goto(f"{walks.address}/take-part/topics")
        assert page.get_by_role("heading", name="You said, we did").is_visible()
        follow(page, TITLE)
        assert page.get_by_text("Members asked for it.").is_visible()
        assert page.get_by_text("Ruth from the north").is_visible()


def says_who_she_is(page: Page, name: str) -> None:
    """Before somebody writes or checks."""
    follow(page, "How you are named")
    page.get_by_label("Name or pseudonym as it stands on pages").fill(name)
    page.get_by_label("No", exact=True).check()
    press(page, "Save")


def the_editor_writes(walks: Walks, world: World) -> str:
    with walks.acting(world.editor, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/write")
        says_who_she_is(page, "Ines")
        follow(page, "Begin a new page")
        page.get_by_label("What shall the page be called?").fill(TITLE)
        press(page, "Begin")
        here = page.url.removeprefix(walks.address)
        assert page.get_by_role("heading", name="Still missing").is_visible()
        assert page.get_by_role("link", name="Send it to be checked").count() == 0
        writes_on(page, "What it is about", "Text", "In the cold, hands get stiff.")
        writes_on(page, "What you can do", "Steps", "Wear gloves before you go out.")
        follow(page, "Write on it : On top and at the end")
        page.get_by_label("In short").fill("Keep your hands warm.")
        page.get_by_label("Who paid for this page?").fill("Nobody.")
        press(page, "Save")
        follow(page, "Add a source")
        page.get_by_label(re.compile("^Title")).fill("What members wrote down")
        press(page, "Add it")
        # Nothing is missing: the day of the next check is asked when it is sent.
        assert page.get_by_role("heading", name="Still missing").count() == 0
        assert page.get_by_role("link", name="Send it to be checked").is_visible()
    with walks.acting(world.ruth) as page:
        answer = page.goto(f"{walks.address}{here}")
        assert answer is not None
        assert answer.status == 403
        page.goto(f"{walks.address}/search?q=cold+hands")
        assert page.get_by_role("link", name=TITLE).count() == 0
    walks.look_at(world.editor, here)
    return here


def writes_on(page: Page, section: str, field: str, words: str) -> None:
    follow(page, f"Write on it : {section}")
    page.get_by_label(re.compile(f"^{field}")).fill(words)
    press(page, "Save")


def she_asks_a_lay_reader(walks: Walks, world: World, here: str) -> str:
    with walks.acting(world.editor, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{here}")
        follow(page, "Readers from outside")
        page.get_by_label("Whom do you ask?").fill("Rosa")
        press(page, "Ask")
        return page.get_by_label("The link, shown only now").input_value()


def the_lay_reader_answers(walks: Walks, world: World, link: str) -> None:
    path = "/learn/text/" + link.split("/learn/text/")[1]
    with walks.acting(None, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{path}")
        page.locator("summary", has_text="What you can do").click()
        page.locator("textarea[id^=part-]:visible").last.fill("Which gloves?")
        page.get_by_label("What is this page about").fill("Gloves")
        press(page, "Send it")
        assert "Error" in page.title()
        page.get_by_label("Yes", exact=True).check()
        press(page, "Send it")
        assert page.get_by_role("heading", name="Thank you").is_visible()
        answer = page.goto(f"{walks.address}{path}")
        assert answer is not None
        assert answer.status == 410


def she_works_it_in_and_sends_it(walks: Walks, world: World, here: str) -> None:
    with walks.acting(world.editor, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{here}")
        follow(page, "Remarks on the parts of the page")
        assert page.get_by_text("Which gloves?").first.is_visible()
        press(page, "Settled : Which gloves?")
        page.goto(f"{walks.address}{here}")
        writes_on(page, "What you can do", "Steps", "Wear mittens: they keep warmer than gloves.")
        sends(page, "Something medical")
        assert page.get_by_text("Being checked. Now: Plain-language reading.").is_visible()
        # Whoever wrote it does not check it.
        follow(page, "Read and decide")
        press(page, "Approve it")
        assert page.get_by_text("Whoever wrote on a text does not check it.").first.is_visible()


def sends(page: Page, weight: str) -> None:
    follow(page, "Send it to be checked")
    page.get_by_label(weight).check()
    page.get_by_label("What changed, in one sentence?").fill("Mittens.")
    day(page, timezone.localdate() + timedelta(days=300))
    press(page, "Send")


def day(page: Page, when: date) -> None:
    for name, value in (("Day", when.day), ("Month", when.month), ("Year", when.year)):
        page.get_by_label(name, exact=True).fill(str(value))


def decides(walks: Walks, who: Persona, here: str, button: str, note: str = "") -> None:
    """From the mail that says a text waits."""
    assert [mail.to for mail in deliver() if who.account.email in mail.to]
    with walks.acting(who, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{here}")
        follow(page, "Read and decide")
        page.get_by_label("A note to the writers").fill(note)
        press(page, button)
        assert page.get_by_role("heading", name="Pages", exact=True).is_visible(), page.content()


def the_checks_are_done(walks: Walks, world: World, second: Persona, here: str) -> None:
    decides(walks, second, here, "Approve it")
    with walks.acting(world.reviewer) as page:
        page.goto(f"{walks.address}{here}/check")
        press(page, "Approve it")
        assert page.get_by_text("Say first how you want to be named").first.is_visible()
        page.goto(f"{walks.address}/write")
        says_who_she_is(page, "Dr Ito")
    walks.look_at(world.reviewer, f"{here}/check")
    with walks.acting(world.reviewer, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{here}/check")
        press(page, "Send it back")
        assert page.get_by_text("Write what has to change.").first.is_visible()
    decides(walks, world.reviewer, here, "Approve it")
    decides(walks, second, here, "Publish it")


def a_member_reads_and_finds_a_mistake(walks: Walks, world: World) -> None:
    with walks.acting(world.ruth, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/search?q=cold+hands")
        follow(page, TITLE)
        assert page.get_by_text("Wear mittens").is_visible()
        assert page.get_by_text("Dr Ito").is_visible()
        press(page, "Keep for later")
        follow(page, "Something is wrong or unclear")
        page.get_by_label("What is wrong or unclear?").fill("Who has Raynaud?")
        press_last(page)


def it_is_put_right(walks: Walks, world: World, second: Persona, here: str) -> None:
    with walks.acting(world.editor, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/write")
        row = page.get_by_role("row").filter(has_text="A reader wrote")
        row.get_by_role("link").first.click()
        follow(page, TITLE)
        press(page, "Change this page")
        writes_on(page, "What it is about", "Text", "Some people's fingers turn white.")
        sends(page, "Wording or order")
        page.goto(f"{walks.address}/write")
        page.get_by_role("row").filter(has_text="A reader wrote").get_by_role("link").first.click()
        page.get_by_label("Your answer").fill("Thank you: it says so soon.")
        press(page, "Send the answer")
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/learn/{Article.objects.get().slug}")
        assert page.get_by_text("In the cold, hands get stiff.").is_visible()
    decides(walks, second, here, "Approve it")
    decides(walks, second, here, "Publish it")
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/learn/{Article.objects.get().slug}")
        assert page.get_by_text("fingers turn white").is_visible()
        page.goto(f"{walks.address}/learn/asked")
        assert page.get_by_text("it says so soon").is_visible()


def it_is_overdue(walks: Walks, world: World, second: Persona, here: str) -> None:
    Article.objects.update(review_by=timezone.localdate() - timedelta(days=1))
    deliver()
    remind_of_reviews()
    assert {mail.to[0] for mail in deliver()} >= {world.editor.account.email}
    with walks.acting(None) as page:
        page.goto(f"{walks.address}/learn/{Article.objects.get().slug}")
        assert page.get_by_text("This page is overdue").is_visible()
    with walks.acting(second, width=1280) as page:
        page.goto(f"{walks.address}/write")
        assert page.get_by_role("row").filter(has_text="Too late").count() == 1
    walks.look_at(second, "/write")


def it_is_laid_aside(walks: Walks, world: World, here: str) -> None:
    address = f"{walks.address}/learn/{Article.objects.get().slug}"
    with walks.acting(world.editor, java_script_enabled=False) as page:
        page.goto(f"{walks.address}{here}")
        follow(page, "Lay it aside")
        page.get_by_label("Why is it not kept up any more?").fill("Winter is over.")
        press_last(page)
        page.goto(f"{walks.address}/write")
        assert page.get_by_text("Too late").count() == 0
    with walks.acting(None) as page:
        answer = page.goto(address)
        assert answer is not None
        assert page.get_by_text("Winter is over.").is_visible()
        assert page.get_by_text("fingers turn white").count() == 0
        page.goto(f"{walks.address}/search?q=cold+hands")
        assert page.get_by_role("link", name=re.compile(TITLE)).count() == 0
    walks.look_at(world.ruth, "/learn/saved")
