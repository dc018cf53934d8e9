"""A request for data in a browser, without a script: asked, decided, fetched, destroyed."""

from __future__ import annotations

import time
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page

from files.actions.running import run_job
from files.models import Job
from po_platform.access.actor import acting_as
from registry.models import Release
from registry.release_end import as_release
from tests.browser.walking import Walks, follow, press
from tests.personas import World
from tests.registry.asking import WORDS, Asking, make_asking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = {"name": "vote.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 paper"}


def test_from_a_question_to_a_certificate(world: World, walks: Walks) -> None:
    asking = make_asking(world, people=12)
    here = the_researcher_asks(walks, asking)
    the_curator_passes_it_on(walks, asking, here)
    the_committee_decides(walks, asking, here)
    the_contract_is_signed(walks, asking, here)
    the_release_is_made_and_looked_at(walks, asking, here)
    the_researcher_fetches_and_destroys(walks, asking, here)
    the_member_reads_it(walks, asking)
    assert not walks.findings, "\n".join(walks.findings)


def the_researcher_asks(walks: Walks, asking: Asking) -> str:
    with walks.acting(asking.researcher, java_script_enabled=False) as page:
        page.goto(f"{walks.address}/data-requests")
        follow(page, "Ask for data")
        page.get_by_label("Walk", exact=True).check()
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
        page.get_by_label("Minutes").check()
        page.get_by_label("Sex").check()
        press(page, "Save")
        here = page.url
        follow(page, "Choose the people")
        press(page, "I mean everybody in the dataset")
        assert page.get_by_text("About 10 people who agreed").is_visible()
        walks.look_at(asking.researcher, here, f"{here}/people", f"{here}/questions")
        page.goto(here)
        follow(page, "Bring the paper of your ethics committee")
        page.get_by_label("The paper").set_input_files(PAPER)  # type: ignore[arg-type]  # a payload
        press(page, "Send the paper")
        follow(page, "Send the request")
        press(page, "Send the request")
        assert page.get_by_text("It is with the curators").is_visible()
    return here


def the_curator_passes_it_on(walks: Walks, asking: Asking, here: str) -> None:
    with walks.acting(asking.walks.curator, java_script_enabled=False) as page:
        page.goto(here)
        walks.look_at(asking.walks.curator, here)
        follow(page, "Pass it on to the committee")
        page.get_by_label("Sex").check()
        press(page, "Pass it on to the committee")


def the_committee_decides(walks: Walks, asking: Asking, here: str) -> None:
    for who in asking.votes:
        with walks.acting(who, java_script_enabled=False) as page:
            page.goto(here)
            follow(page, "Vote")
            page.get_by_label("Yes").check()
            press(page, "Vote")
    with walks.acting(asking.votes[0], java_script_enabled=False) as page:
        page.goto(here)
        walks.look_at(asking.votes[0], here)
        follow(page, "Write down the decision")
        page.get_by_label("The reasons").fill("Useful for members.")
        press(page, "Write down: approved")
        assert page.get_by_text("Useful for members.").first.is_visible()


def the_contract_is_signed(walks: Walks, asking: Asking, here: str) -> None:
    with walks.acting(asking.researcher, java_script_enabled=False) as page:
        page.goto(here)
        follow(page, "Bring the signed contract")
        page.get_by_label("The paper").set_input_files(PAPER)  # type: ignore[arg-type]  # a payload
        press(page, "Send the paper")
    with walks.acting(asking.walks.curator, java_script_enabled=False) as page:
        page.goto(here)
        follow(page, "Accept the contract")
        press(page, "Accept the contract")


def the_release_is_made_and_looked_at(walks: Walks, asking: Asking, here: str) -> None:
    with walks.acting(asking.walks.curator, java_script_enabled=False) as page:
        page.goto(f"{here}/release")
        press(page, "Make the release")
        with acting_as(as_release(Release.objects.get())) as system:
            job = Job.objects.visible_to(system).get()
        run_job(job.pk)
        page.goto(f"{here}/release")
        assert page.get_by_text("Somebody who did not make it").is_visible()
        assert page.get_by_role("button", name="Set it free").count() == 0
    with walks.acting(asking.second, java_script_enabled=False) as page:
        page.goto(f"{here}/release")
        walks.look_at(asking.second, f"{here}/release")
        press(page, "Set it free")


def the_researcher_fetches_and_destroys(walks: Walks, asking: Asking, here: str) -> None:
    with walks.acting(asking.researcher, java_script_enabled=False) as page:
        page.goto(f"{here}/release")
        walks.look_at(asking.researcher, f"{here}/release", f"{here}/release/destroyed")
        follow(page, "Fetch the data")
        assert "/data-releases/" not in page.url  # a fresh proof is asked first
        _she_proved_it(page)
        page.goto(f"{here}/release")
        with page.expect_download() as waiting:
            page.get_by_role("main").get_by_role("link", name="Fetch the data").click()
        with ZipFile(Path(waiting.value.path())) as bundle:
            assert len(bundle.read("data_raw.csv").splitlines()) == 13
        follow(page, "The data are destroyed")
        page.get_by_label("How did you destroy the data?").fill("Deleted everywhere.")
        page.get_by_label("No copy is left").check()
        press(page, "The data are destroyed")
        follow(page, "See the certificate")
        assert page.get_by_text("Deleted everywhere.").is_visible()
        walks.look_at(asking.researcher, page.url)


def the_member_reads_it(walks: Walks, asking: Asking) -> None:
    with walks.acting(asking.people[0], java_script_enabled=False) as page:
        page.goto(f"{walks.address}/me/uses-of-data")
        assert page.get_by_text("Walking and stiffness").is_visible()
        assert page.get_by_text("Destroyed on").is_visible()
        walks.look_at(asking.people[0], page.url)


def _she_proved_it(page: Page) -> None:
    """As if she had entered the code from her mailbox; tests/members shows how."""
    key = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
    session = SessionStore(key)
    session["fresh_proof_at"] = int(time.time())
    session.save()
