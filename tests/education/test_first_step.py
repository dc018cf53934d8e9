"""The first step for everybody: two minutes in a practice, gone on with at home."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from education import visit
from education.actions.cards import make_card
from education.actions.stopping import stop_programme
from education.card_codes import code_of
from education.models import Programme, ProgrammeVersion
from members.share_codes import in_groups
from po_platform.access.actor import acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import (
    SLUG,
    begun,
    enrolment_of,
    goes_through,
    shipped,
    short,
)
from tests.members.signing_steps import sign_in_by_mail
from tests.personas import World

pytestmark = pytest.mark.django_db
FIRST = f"/programmes/{SLUG}/first"
FOR_ME = f"/programmes/{SLUG}/for-me"
TAKE = 'name="take_words"'
WORDS = "All the windows on Sunday."


def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_what_she_wrote_goes_along_when_she_begins(world: World) -> None:
    programme, browser = shipped(world), visitor()
    with acting_as(world.nasser.actor()) as actor:
        card = make_card(
            actor=actor, programme=programme, printed_name="A practice", may_be_used=2, days=9
        )
    assert FIRST in text(browser.get(f"/programmes/{SLUG}"))
    page = text(browser.get(FIRST))
    assert "Tired is not lazy" in page
    assert "About 2 minutes" in page
    assert "Talk to a person first, if" in page
    browser.post("/programmes/card", {"code": code_of(str(card.ref))})
    sheet = text(browser.post(FIRST, {"words": WORDS}, follow=True))
    assert WORDS in sheet
    assert in_groups(code_of(str(card.ref))) in sheet
    assert WORDS not in str([one.get_decoded() for one in Session.objects.all()])
    sign_in_by_mail(browser, world.ruth)
    assert TAKE in text(browser.get(FOR_ME))
    browser.post(f"/programmes/{SLUG}/begin", {"take_words": "on"})
    row = enrolment_of(world.ruth)
    assert (row.door, row.steps_done) == ("card", 1)
    assert WORDS in text(browser.get(f"/programmes/mine/{row.ref}/steps/what-it-is"))
    assert WORDS not in text(browser.get(FIRST))


def test_nothing_is_stored_and_one_press_takes_it_away(world: World) -> None:
    shipped(world)
    browser = visitor()
    assert browser.get(f"{FIRST}/sheet").status_code == 302
    assert WORDS in text(browser.post(FIRST, {"words": WORDS}, follow=True))
    assert rows_seen("education_stepstate") == 0
    assert "Take away what was written" in text(browser.get(FIRST))
    gone = text(browser.post(FIRST, {"do": "forget"}, follow=True))
    assert "Take away what was written" not in gone
    assert TAKE not in text(browser.get(FOR_ME))


def test_without_a_word_there_is_nothing_to_take_along(world: World) -> None:
    shipped(world)
    browser = visitor()
    text(browser.post(FIRST, {"words": ""}, follow=True))
    assert "Somebody wrote on the first step" not in text(browser.get(FOR_ME))


def test_whoever_sits_down_next_does_not_read_it(world: World) -> None:
    shipped(world)
    browser = visitor()
    browser.post(FIRST, {"words": WORDS})
    for address in (FIRST, f"{FIRST}/sheet", FOR_ME):
        assert WORDS not in text(browser.get(address)), address
    sign_in_by_mail(browser, world.ruth)
    for address in (FIRST, f"{FIRST}/sheet", FOR_ME):
        assert WORDS not in text(browser.get(address)), address


def test_whoever_sits_down_next_and_begins_does_not_keep_it(world: World) -> None:
    shipped(world)
    browser = visitor()
    browser.post(FIRST, {"words": WORDS})
    said = text(browser.get(FOR_ME))
    assert "Somebody wrote on the first step in this browser." in said
    assert TAKE not in said
    sign_in_by_mail(browser, world.ruth)
    box = text(browser.get(FOR_ME)).split(TAKE)[1].split(">")[0]
    assert "checked" not in box
    browser.post(f"/programmes/{SLUG}/begin")
    row = enrolment_of(world.ruth)
    assert row.steps_done == 0
    assert WORDS not in text(browser.get(f"/programmes/mine/{row.ref}/steps/what-it-is"))


def test_words_go_along_into_another_language(world: World, sign_in: Any) -> None:
    shipped(world)
    german = Programme.objects.get(language="de")
    ruth = sign_in(world.ruth)
    ruth.post(FIRST, {"words": WORDS})
    ruth.post(f"/programmes/{german.slug}/begin")
    row = enrolment_of(world.ruth)
    assert (row.programme_id, row.steps_done) == (german.pk, 1)


def test_of_what_was_stopped_no_sheet_leads_on(world: World) -> None:
    programme, browser = shipped(world), visitor()
    browser.post(FIRST, {"words": WORDS})
    text(browser.get(f"{FIRST}/sheet"))
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=programme.ref, words="Ask your doctor.")
    assert browser.get(f"{FIRST}/sheet").status_code == 302


def test_after_an_hour_the_words_are_gone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped(world)
    browser = visitor()
    browser.post(FIRST, {"words": WORDS})
    assert "Take away what was written" in text(browser.get(FOR_ME))
    monkeypatch.setattr(visit, "KEPT_FOR", timedelta(seconds=-1))
    browser.post(FIRST, {"words": WORDS})
    assert "Take away what was written" not in text(browser.get(FOR_ME))
    sign_in_by_mail(browser, world.ruth)
    browser.post(f"/programmes/{SLUG}/begin", {"take_words": "on"})
    assert enrolment_of(world.ruth).steps_done == 0


def test_words_on_her_way_are_not_overwritten(world: World, sign_in: Any) -> None:
    shipped(world)
    ruth = sign_in(world.ruth)
    ruth.post(f"/programmes/{SLUG}/begin")
    goes_through(ruth, enrolment_of(world.ruth).ref, "what-it-is", words="the first words")
    ruth.post(FIRST, {"words": WORDS})
    ruth.post(f"/programmes/{SLUG}/begin")
    page = text(ruth.get(f"/programmes/mine/{enrolment_of(world.ruth).ref}/steps/what-it-is"))
    assert "the first words" in page


def test_words_wait_for_a_way_that_was_left_and_go_along_when_it_is_taken_up(
    world: World, sign_in: Any
) -> None:
    row, ruth = begun(world.ruth, shipped(world)), sign_in(world.ruth)
    way = f"/programmes/mine/{row.ref}"
    ruth.post(f"{way}/move", {"do": "leave"})
    ruth.post(FIRST, {"words": WORDS})
    answer = ruth.post(f"/programmes/{SLUG}/begin")
    assert answer.status_code == 302
    assert WORDS in text(ruth.get(FIRST))
    ruth.post(f"{way}/move", {"do": "back"})
    assert WORDS in text(ruth.get(f"{way}/steps/what-it-is"))
    assert WORDS not in text(ruth.get(FIRST))


def test_a_step_that_was_only_looked_at_takes_the_words(world: World, sign_in: Any) -> None:
    row, ruth = begun(world.ruth, shipped(world)), sign_in(world.ruth)
    step = f"/programmes/mine/{row.ref}/steps/what-it-is"
    text(ruth.get(step))
    ruth.post(FIRST, {"words": WORDS})
    ruth.post(f"/programmes/{SLUG}/begin")
    assert WORDS in text(ruth.get(step))


def test_beginning_another_programme_leaves_the_words_where_they_are(
    world: World, sign_in: Any
) -> None:
    shipped(world)
    short(world)
    ruth = sign_in(world.ruth)
    ruth.post(FIRST, {"words": WORDS})
    assert ruth.post("/programmes/short/begin").status_code == 302
    assert WORDS in text(ruth.get(FIRST))


def test_a_programme_that_begins_with_questions_has_no_step_to_try(world: World) -> None:
    programme = shipped(world)
    assert programme.live is not None
    modules = programme.live.modules
    modules[0]["steps"] = modules[0]["steps"][1:]
    ProgrammeVersion.objects.filter(pk=programme.live.pk).update(modules=modules)
    browser = visitor()
    assert FIRST not in text(browser.get(f"/programmes/{SLUG}"))
    for address in (FIRST, f"{FIRST}/sheet"):
        assert browser.get(address).status_code == 302
    assert browser.post(FIRST, {"words": WORDS}).status_code == 302
