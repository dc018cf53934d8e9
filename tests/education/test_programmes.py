"""A member's way through a programme: begun by herself, one step at a time, at her own pace."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from education.actions.cards import make_card
from education.actions.programme_publishing import publish_programme
from education.actions.programme_writing import open_programme_draft
from education.card_codes import code_of
from education.models import Enrolment, IfThenPlan, StepState
from education.queries.ways import my_walk
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.path import soon
from tests.education.programme_path import (
    SLUG,
    STEPS,
    begun,
    enrolment_of,
    goes_through,
    shipped,
    written_for,
)
from tests.members.signing_steps import is_in, sign_in_by_mail
from tests.members.test_joining import change, join
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
ABOUT = f"/programmes/{SLUG}"


def page(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


# ---------- Before ----------


def test_everybody_reads_what_there_is_and_the_list_is_asked_of_nobody(world: World) -> None:
    shipped(world)
    assert "Small steps when you are tired" in page(visitor(), "/programmes")
    assert "An example" in page(visitor(), ABOUT)
    listed = page(visitor(), f"{ABOUT}/for-me")
    assert "Talk to a person first, if" in listed
    assert "01632 960 118" in listed.split("foot")[0]
    assert 'type="radio"' not in listed
    assert 'type="checkbox"' not in listed
    assert "emergency number of where you are" in listed
    change(emergency={"en": "In an emergency call 999."})
    assert "In an emergency call 999." in page(visitor(), f"{ABOUT}/for-me")


def test_without_a_programme_the_page_says_so(world: World) -> None:
    assert "No programme yet" in page(visitor(), "/programmes")


def test_a_visitor_signs_in_before_she_begins(world: World) -> None:
    shipped(world)
    browser = visitor()
    listed = f"http://testserver{ABOUT}/for-me"
    answer = browser.post(f"{ABOUT}/begin", headers={"referer": listed})
    assert answer.status_code == 302
    there = parse_qs(urlsplit(answer["location"]).query)
    assert there["next"] == [f"{ABOUT}/for-me"]
    # Without a referer she comes back to the same list.
    assert browser.post(f"{ABOUT}/begin")["location"].count(quote(f"{ABOUT}/begin", safe="")) == 1
    assert not rows_seen("education_enrolment")


@pytest.mark.parametrize("how", ["signs in", "joins"])
def test_who_signs_in_or_joins_first_comes_back_with_her_card(world: World, how: str) -> None:
    programme, browser = shipped(world), visitor()
    with acting_as(world.nasser.actor()) as actor:
        card = make_card(
            actor=actor, programme=programme, printed_name="A practice", may_be_used=2, days=9
        )
    browser.post("/programmes/card", {"code": code_of(str(card.ref))})
    browser.post(f"{ABOUT}/begin")
    if how == "joins":
        change(rules={"en": "Be kind."})
        join(browser)
    else:
        sign_in_by_mail(browser, world.ruth)
    assert is_in(browser)
    assert "Your card counts as soon as you begin." in page(browser, f"{ABOUT}/for-me")
    assert browser.get(f"{ABOUT}/begin")["location"] == f"{ABOUT}/for-me"
    assert browser.post(f"{ABOUT}/begin").status_code == 302
    card.refresh_from_db()
    assert card.used == 1


def test_beginning_twice_is_once(world: World, sign_in: Any) -> None:
    shipped(world)
    ruth = sign_in(world.ruth)
    first = ruth.post(f"{ABOUT}/begin")
    assert first["location"].endswith("/goal")
    assert ruth.post(f"{ABOUT}/begin").status_code == 302
    with acting_as(world.ruth.actor()):
        assert rows_seen("education_enrolment") == 1
    assert enrolment_of(world.ruth).door == "self"


# ---------- Step by step ----------


def test_a_whole_way_ends_with_a_plan_to_print(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    ruth, ref = sign_in(world.ruth), row.ref
    ruth.post(f"/programmes/mine/{ref}/goal", {"goal": "walk to the river"})
    for step in STEPS:
        assert goes_through(ruth, ref, step, **written_for(step)).status_code == 302
    assert "You have been through all steps" in page(ruth, f"/programmes/mine/{ref}")
    ruth.post(f"/programmes/mine/{ref}/move", {"do": "finish"})
    assert enrolment_of(world.ruth).state == "done"
    sheet = page(ruth, f"/programmes/mine/{ref}/my-plan")
    assert "walk to the river" in sheet
    assert "If the kettle boils, then I sit down." in sheet
    assert "words of bad-days" in sheet


def test_she_goes_on_exactly_where_she_was(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    ruth = sign_in(world.ruth)
    goes_through(ruth, row.ref, "what-it-is", words="too much")
    ruth.get(f"/programmes/mine/{row.ref}/steps/rest-early")
    overview = page(ruth, f"/programmes/mine/{row.ref}")
    assert f"/programmes/mine/{row.ref}/steps/rest-early" in overview.split("So far you have")[0]
    assert "1 of 9 steps done." in overview
    assert "too much" in page(ruth, f"/programmes/mine/{row.ref}/steps/what-it-is")
    assert "You have done 1 step of your programme." in page(ruth, "/start")


def test_an_answer_opens_a_step_and_another_answer_takes_it_away(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, shipped(world))
    ruth = sign_in(world.ruth)
    nights = f"/programmes/mine/{row.ref}/steps/nights"
    assert ruth.get(nights).status_code == 404
    goes_through(ruth, row.ref, "strength", takes="nights")
    assert ruth.get(nights).status_code == 200
    goes_through(ruth, row.ref, "strength", takes="body")
    assert ruth.get(nights).status_code == 404


def test_answers_are_kept_as_codes_with_the_words_they_were_given_to(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, shipped(world))
    goes_through(sign_in(world.ruth), row.ref, "strength", takes="people", when="noon")
    with acting_as(world.ruth.actor()) as actor:
        kept = own_rows(StepState, actor).get(step="strength")
    assert kept.answers == {"takes": "people", "when": "noon"}
    assert kept.asked_id
    assert kept.asked_in_id


def test_a_plan_without_its_moment_is_asked_again_with_what_was_typed(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, shipped(world))
    answer = goes_through(sign_in(world.ruth), row.ref, "first-plan", then_text="rest a little")
    assert answer.status_code == 422
    assert "rest a little" in answer.content.decode()


def test_next_time_she_is_asked_whether_the_plan_worked(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    goes_through(ruth, row.ref, "first-plan", if_text="it rains", then_text="rest")
    assert "Last time you planned" not in page(ruth, way)
    with acting_as(world.ruth.actor()) as actor:
        own_rows(IfThenPlan, actor).update(made_at=timezone.now() - timedelta(days=2))
        plan = own_rows(IfThenPlan, actor).get()
    assert "Last time you planned" in page(ruth, way)
    assert ruth.post(f"/programmes/plans/{plan.ref}", {}).status_code == 422
    ruth.post(f"/programmes/plans/{plan.ref}", {"outcome": "partly", "words": "forgot twice"})
    assert "Sometimes" in page(ruth, way)
    ruth.post(f"{way}/plan", {"if_text": "it rains", "then_text": "rest five minutes"})
    assert "If it rains, then I rest five minutes." in page(ruth, way)


def test_whoever_began_stays_on_her_version_when_a_new_one_comes_out(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    before = begun(world.ruth, programme)
    with acting_as(world.editor.actor()) as actor:
        draft = open_programme_draft(actor=actor, ref=programme.ref)
        draft.modules[0]["steps"] = draft.modules[0]["steps"][:2]
        draft.save()
    with acting_as(world.reviewer.actor()) as actor:
        publish_programme(
            actor=actor,
            ref=programme.ref,
            mark=draft.mark,
            what_changed="shorter",
            review_by=soon(),
        )
    after = begun(world.gerd, type(programme).objects.get(pk=programme.pk))
    for persona, row, steps in ((world.ruth, before, 9), (world.gerd, after, 8)):
        with acting_as(persona.actor()) as actor:
            assert len(my_walk(actor=actor, ref=row.ref).way.steps) == steps


# ---------- Pausing, leaving, coming back ----------


def test_a_pause_ends_when_she_goes_on(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    assert ruth.post(f"{way}/pause", {"days": "own"}).status_code == 422
    assert ruth.post(f"{way}/pause", {"days": "own", "day": "2001-01-01"}).status_code == 422
    ruth.post(f"{way}/pause", {"days": "14"})
    assert enrolment_of(world.ruth).paused_until == timezone.localdate() + timedelta(days=14)
    assert "You pause until" in page(ruth, way)
    ruth.post(f"{way}/move", {"do": "back"})
    assert enrolment_of(world.ruth).paused_until is None


def test_leaving_keeps_everything_and_the_way_back_is_one_press(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    goes_through(ruth, row.ref, "what-it-is", words="kept for later")
    ruth.post(f"{way}/move", {"do": "leave"})
    assert "Take it up again" in page(ruth, way)
    assert ruth.get(f"{way}/steps/what-it-is").status_code == 403
    ruth.post(f"{way}/move", {"do": "back"})
    assert "kept for later" in page(ruth, f"{way}/steps/what-it-is")
    assert ruth.post(f"{way}/move", {"do": "nothing"}).status_code == 404


def test_later_is_a_day_ahead_and_beginning_forgets_it(world: World, sign_in: Any) -> None:
    shipped(world)
    ruth = sign_in(world.ruth)
    ruth.post(f"{ABOUT}/later", {"days": "7"})
    ruth.post(f"{ABOUT}/later", {"days": "28"})
    with acting_as(world.ruth.actor()):
        assert rows_seen("education_later") == 1
    ruth.post(f"{ABOUT}/begin")
    with acting_as(world.ruth.actor()):
        assert rows_seen("education_later") == 0


# ---------- Nobody else ----------


def everybody_who_sees(world: World, table: str) -> set[str]:
    seen = set()
    for name, persona in world.people.items():
        with acting_as(persona.actor()):
            if rows_seen(table):
                seen.add(name)
    return seen


@pytest.mark.parametrize("table", ["enrolment", "stepstate", "ifthenplan"])
def test_nobody_but_she_sees_her_way(world: World, sign_in: Any, table: str) -> None:
    row = begun(world.ruth, shipped(world))
    goes_through(sign_in(world.ruth), row.ref, "first-plan", **written_for("first-plan"))
    assert everybody_who_sees(world, f"education_{table}") == {"ruth"}


@pytest.mark.parametrize("who", ["gerd", "guide", "editor", "nasser"])
def test_somebody_elses_way_is_not_there(world: World, sign_in: Any, who: str) -> None:
    row = begun(world.ruth, shipped(world))
    other: Persona = world.people[who]
    browser = sign_in(other)
    for path in ("", "/goal", "/steps/what-it-is", "/pause", "/my-plan", "/plan"):
        assert browser.get(f"/programmes/mine/{row.ref}{path}").status_code == 404


def test_the_way_takes_as_many_questions_with_one_step_as_with_many(
    world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    row = begun(world.ruth, shipped(world))
    ruth = sign_in(world.ruth)
    for count, step in enumerate(STEPS[:3], 1):
        goes_through(ruth, row.ref, step, **written_for(step))
        if count != 2:
            with django_assert_max_num_queries(18):
                page(ruth, f"/programmes/mine/{row.ref}")
    assert enrolment_of(world.ruth).state == Enrolment.State.ACTIVE


def test_a_programme_is_printed_in_large_letters_with_room_to_write(
    world: World, sign_in: Any, client: Any
) -> None:
    shipped(world)
    assert client.get(f"/programmes/{SLUG}/paper").status_code == 302
    assert sign_in(world.desk).get("/programmes/nothing/paper").status_code == 404
    answer = sign_in(world.desk).get(f"/programmes/{SLUG}/paper")
    assert answer["Content-Type"] == "application/pdf"
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    words = " ".join(words.split())
    for sentence in (
        "Step 10: What you keep", "Bad nights", "A doctor of your own has to check it", "then I", "01632 960 118",
        "Only for: What takes most of your strength at the moment? Bad nights",
        "When did you last do too much on a good day?", "Let your shoulders drop.",
    ):  # fmt: skip
        assert sentence in words, sentence
    assert "**" not in words
