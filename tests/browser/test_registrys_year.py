"""A registry's year: from a dictionary to the certificate that its release is destroyed, by pages only."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page

from files.actions.running import run_job
from files.models import Job
from po_platform.access.actor import Hat, acting_as
from registry.models import Release
from registry.release_end import as_release
from registry.release_upkeep import watch_over_releases
from tests.browser import walking
from tests.browser.registrys_year import (
    OTHERS,
    Year,
    refused,
    she_proved_it,
    the_link_is_over,
    the_year_is_over,
)
from tests.browser.walking import Walks, follow, shows
from tests.notifications.mailbox import deliver
from tests.personas import World, make_persona
from tests.registry.asking import WORDS
from tests.registry.world import make_walks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = {"name": "vote.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 paper"}
MINE, KEPT = "/registries/year", "/registry/datasets/people"
NOTHING = {"java_script_enabled": False}
press = partial(walking.press, exact=True)


def test_a_registrys_year(world: World, walks: Walks) -> None:
    year = Year(world, walks)
    the_curator_begins_it_with_a_file(year)
    the_member_joins(year)
    the_member_enters(year)
    the_curator_asks_and_the_member_answers(year)
    the_clinician_confirms(year)
    year.the_others_joined_and_wrote()
    the_researcher_asks(year)
    the_committee_decides(year)
    the_contract_is_signed(year)
    the_release_is_made_and_looked_at(year)
    with walks.acting(world.researcher, **NOTHING) as page:
        she_fetches(year, page)
        the_member_leaves(year)
        she_takes_her_out_and_is_too_late(year, page)
        the_year_is_over()
        she_destroys_and_tells(year, page)
    everybody_reads_what_came_out(year)
    assert not walks.findings, "\n".join(walks.findings)


def mailed(*people: str) -> None:
    """Since we last looked, exactly these got a mail; none says what it is about."""
    mails = deliver()
    assert sorted({mail.to[0] for mail in mails}) == sorted(f"{one}@example.org" for one in people)
    assert not [mail for mail in mails if "year" in f"{mail.subject} {mail.body}".lower()]


def the_curator_begins_it_with_a_file(year: Year) -> None:
    walks, book = year.walks, year.book
    with walks.acting(year.world.curator, **NOTHING) as page:
        page.goto(walks.address + "/registry")
        follow(page, "Begin a registry")
        page.get_by_label("What is the registry called?").fill("Year")
        press(page, "Begin it")
        page.get_by_label("What is the dataset called?").fill("People")
        page.get_by_label("File", exact=True).set_input_files(
            {"name": "dictionary.csv", "mimeType": "text/csv", "buffer": book.raw}
        )
        press(page, "Read the file")
        shows(page, "The file was read.")
        follow(page, "Go on with this dataset")
        follow(page, "Choose the forms members fill in")
        page.locator(f"input[value={book.form}]").check()
        press(page, "Save")
        page.goto(walks.address + "/registry/year/consent")
        press(page, "Begin with our words")
        press(page, "Publish it")
        for who, level, manages in (("Farida", "confirms", False), ("Second", "sees", True)):
            page.goto(walks.address + "/registry/year/people/name")
            page.get_by_label(who).check()
            press(page, "Name this person")
            page.get_by_label("In the whole registry").select_option(level)
            if manages:
                page.get_by_label("Looks after the registry").check()
            press(page, "Save")
        page.goto(walks.address + "/registry/year/decisions")
        page.get_by_label("How many of the committee have to vote?").fill("2")
        press(page, "Save")
    mailed("farida", "second")


def the_member_joins(year: Year) -> None:
    walks, ruth = year.walks, year.world.ruth
    with walks.acting(ruth, **NOTHING) as page:
        page.goto(walks.address + "/registries")
        follow(page, "Read what it is")
        follow(page, "Go through the questions")
        while page.get_by_role("button", name="Go on").count():
            for group in page.get_by_role("group").all():
                right = group.locator("input[value=right]")
                (right if right.count() else group.get_by_role("radio")).first.check()
            press(page, "Go on")
        shows(page, "What I have given until today: yes.")
        press(page, "I sign and join")
        shows(page, "You take part. Here is your copy")
    mailed("ruth")


def the_member_enters(year: Year) -> None:
    walks, ruth = year.walks, year.world.ruth
    with walks.acting(ruth, **NOTHING) as page:
        page.goto(walks.address + MINE + "/data")
        follow(page, "Fill in")
        for part, figure in (("Day", "17"), ("Month", "5"), ("Year", "1948")):
            page.get_by_label(part, exact=True).fill(figure)
        page.locator(f"[name={year.book.sex}][value={year.book.options[0]}]").check()
        press(page, "Save")
        shows(page, "Written by you")
    walks.look_at(ruth, MINE, f"{MINE}/consent", f"{MINE}/data")
    refused(walks, year.world.gerd, f"{MINE}/data", 404)


def the_curator_asks_and_the_member_answers(year: Year) -> None:
    walks = year.walks
    with walks.acting(year.world.curator, **NOTHING) as page:
        her_entry(year, page)
        shows(page, "By the person herself")
        entry = page.url
        follow(page, "Ask about it")
        page.get_by_label("The person herself").check()
        page.get_by_label("Your question").fill("Is this the right year?")
        press(page, "Ask")
        shows(page, "You find the answer under Questions.")
    other = make_walks(year.world, make_persona("Other Curator", role=Hat.CURATOR))
    refused(walks, other.curator, entry, 404)
    refused(walks, other.curator, f"{KEPT}/records", 404)
    with walks.acting(year.world.ruth, **NOTHING) as page:
        page.goto(walks.address + "/start")
        follow(page, "Read and answer")
        refused(walks, year.world.gerd, page.url, 404)
        page.get_by_label("Your answer").fill("Yes, that is right.")
        press(page, "Send my answer")
        shows(page, "Your answer is with those who asked")


def her_entry(year: Year, page: Page) -> None:
    page.goto(f"{year.walks.address}{KEPT}/records")
    follow(page, "Record")
    year.record = page.url
    follow(page, "Open")


def the_clinician_confirms(year: Year) -> None:
    deliver()
    with year.walks.acting(year.world.nasser, **NOTHING) as page:
        her_entry(year, page)
        for tick in page.get_by_label("I confirm this").all():
            tick.check()
        press(page, "Confirm what I ticked")
        shows(page, "Confirmed by Farida Nasser")


def the_researcher_asks(year: Year) -> None:
    walks = year.walks
    deliver()
    with walks.acting(year.world.researcher, **NOTHING) as page:
        page.goto(f"{walks.address}/data-requests")
        follow(page, "Ask for data")
        page.get_by_label("People", exact=True).check()
        for label, name in (
            ("What is your project called?", "title"),
            ("What do you want to find out?", "question"),
            ("What could members gain from it?", "gain"),
            ("Who is responsible?", "asker"),
            ("At which institution?", "institution"),
            ("Who pays for it?", "funding"),
            ("Which people are you interested in?", "cohort_words"),
        ):
            page.get_by_label(label).fill(str(WORDS[name]))
        page.get_by_label("Research on this illness only").check()
        press(page, "Save")
        page.get_by_label(year.label(year.book.sex)).check()
        page.get_by_label(year.label(year.book.born)).check()
        press(page, "Save")
        year.here = page.url
        follow(page, "Choose the people")
        press(page, "I mean everybody in the dataset")
        shows(page, "About 10 people who agreed")
        walks.look_at(year.world.researcher, year.here, f"{year.here}/people")
        page.goto(year.here)
        follow(page, "Bring the paper of your ethics committee")
        page.get_by_label("The paper").set_input_files(PAPER)  # type: ignore[arg-type]  # a payload
        press(page, "Send the paper")
        follow(page, "Send the request")
        press(page, "Send the request")
        shows(page, "It is with the curators")
    mailed("curator", "second")
    with walks.acting(year.world.curator, **NOTHING) as page:
        page.goto(year.here)
        follow(page, "Pass it on to the committee")
        press(page, "Pass it on to the committee")
    mailed("researcher", "committee", "cleo")


def the_committee_decides(year: Year) -> None:
    walks, first = year.walks, year.votes[0]
    with walks.acting(first, **NOTHING) as page:
        vote(page, year, "No")
        follow(page, "Ask a question")
        page.get_by_label("What do you want to say?").fill("Who reads the dates?")
        press(page, "Ask a question")
    mailed("researcher")
    with walks.acting(year.world.researcher, **NOTHING) as page:
        page.goto(year.here)
        follow(page, "Send the answer")
        page.get_by_label("What do you want to say?").fill("Only the two of us.")
        press(page, "Send the answer")
    with walks.acting(year.world.curator, **NOTHING) as page:
        page.goto(year.here)
        follow(page, "Pass it on to the committee")
        press(page, "Pass it on to the committee")
    for who in year.votes:
        with walks.acting(who, **NOTHING) as page:
            vote(page, year, "Yes")
    with walks.acting(first, **NOTHING) as page:
        page.goto(year.here)
        shows(page, "Votes of round 1")
        walks.look_at(first, year.here)
        follow(page, "Write down the decision")
        page.get_by_label("The reasons").fill("Useful for members.")
        press(page, "Write down: approved")
        shows(page, "Useful for members.")
    refused(walks, year.world.nasser, year.here, 403)
    deliver()


def vote(page: Page, year: Year, answer: str) -> None:
    page.goto(year.here)
    follow(page, "Vote")
    page.get_by_label(answer, exact=True).check()
    press(page, "Vote")


def the_contract_is_signed(year: Year) -> None:
    with year.walks.acting(year.world.researcher, **NOTHING) as page:
        page.goto(year.here)
        follow(page, "Bring the signed contract")
        page.get_by_label("The paper").set_input_files(PAPER)  # type: ignore[arg-type]  # a payload
        press(page, "Send the paper")
    with year.walks.acting(year.world.curator, **NOTHING) as page:
        page.goto(year.here)
        follow(page, "Accept the contract")
        press(page, "Accept the contract")


def the_release_is_made_and_looked_at(year: Year) -> None:
    walks = year.walks
    with walks.acting(year.world.curator, **NOTHING) as page:
        page.goto(f"{year.here}/release")
        press(page, "Make the release")
        with acting_as(as_release(Release.objects.get())) as system:
            job = Job.objects.visible_to(system).get()
        run_job(job.pk)
        page.goto(f"{year.here}/release")
        shows(page, "Somebody who did not make it")
        assert page.get_by_role("button", name="Set it free").count() == 0
    with walks.acting(year.second, **NOTHING) as page:
        page.goto(f"{year.here}/release")
        walks.look_at(year.second, f"{year.here}/release")
        press(page, "Set it free")
    deliver()


def she_fetches(year: Year, page: Page) -> None:
    page.goto(f"{year.here}/release")
    year.walks.look_at(year.world.researcher, f"{year.here}/release")
    follow(page, "Fetch the data")
    assert "/data-releases/" not in page.url  # a fresh proof is asked first
    she_proved_it(page)
    page.goto(f"{year.here}/release")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Fetch the data").click()
    with ZipFile(Path(waiting.value.path())) as bundle:
        assert len(bundle.read("data_raw.csv").splitlines()) == OTHERS + 2  # the header, and Ruth


def the_member_leaves(year: Year) -> None:
    walks, ruth = year.walks, year.world.ruth
    with walks.acting(ruth, **NOTHING) as page:
        page.goto(f"{walks.address}/me/uses-of-data")
        shows(page, "Used until")
        page.goto(walks.address + MINE + "/consent")
        follow(page, "Leave this registry")
        shows(page, "What stays")
        page.get_by_label("Everything: I leave the registry").check()
        press(page, "End what I chose")
        shows(page, "You left this registry")
        watch_over_releases()
        mailed("researcher")
        page.goto(f"{walks.address}/me/uses-of-data")
        shows(page, "You took back what you agreed to")
        walks.look_at(ruth, page.url)
    with walks.acting(year.world.curator) as page:
        page.goto(year.record)
        assert page.get_by_role("main").get_by_role("link", name="Open").count() == 0


def she_takes_her_out_and_is_too_late(year: Year, page: Page) -> None:
    page.goto(f"{year.here}/release")
    follow(page, "Take them out of your copies")
    assert page.get_by_role("main").locator("code").count() == 1
    page.get_by_label("out of all copies").check()
    press(page, "They are out")
    link = Release.objects.get().recipients.get()
    mine = f"{year.walks.address}/data-releases/{link.ref}"
    year.walks.look_at(year.world.researcher, mine)
    refused(year.walks, year.world.curator, mine, 403)
    the_link_is_over()
    page.goto(mine)
    shows(page, "Your link is over.")
    late = page.goto(f"{mine}/file")
    assert late is not None
    assert late.status == 403


def she_destroys_and_tells(year: Year, page: Page) -> None:
    mailed("researcher")
    page.goto(f"{year.here}/release")
    shows(page, "It is over. We have destroyed our copy")
    follow(page, "The data are destroyed")
    page.get_by_label("How did you destroy the data?").fill("Deleted everywhere.")
    page.get_by_label("No copy is left").check()
    press(page, "The data are destroyed")
    follow(page, "See the certificate")
    shows(page, "Deleted everywhere.")
    year.walks.look_at(year.world.researcher, page.url)
    page.goto(year.here)
    follow(page, "Tell members what came out")
    page.locator("textarea").fill("Who walks with a friend walks farther.")
    press(page, "Send the results")


def everybody_reads_what_came_out(year: Year) -> None:
    walks = year.walks
    refused(walks, year.world.gerd, year.here, 403)
    with walks.acting(None, **NOTHING) as page:
        page.goto(f"{walks.address}/uses-of-data")
        shows(page, "Nothing to report yet.")
    with walks.acting(year.second, **NOTHING) as page:
        page.goto(year.here)
        press(page, "Let everybody read the results")
    with walks.acting(None, **NOTHING) as page:
        page.goto(f"{walks.address}/uses-of-data")
        shows(page, "Who walks with a friend walks farther.")
    with walks.acting(year.world.ruth, **NOTHING) as page:
        page.goto(f"{walks.address}/me/uses-of-data")
        shows(page, "Destroyed on")
        shows(page, "Who walks with a friend walks farther.")
