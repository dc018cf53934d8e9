"""One question a page: saved after each answer, resumed anywhere, nothing held against anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from po_platform.access.actor import acting_as
from proms.models import Assignment, Response
from proms.shipped import shipped_specs
from questionnaires.models import Draft
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.path import (
    asked_by,
    main_of,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    text_of,
    use,
)
from tests.proms.wordless import form_for
from tests.questionnaires.forms import choice, question, questionnaire, when

pytestmark = pytest.mark.django_db
LAST = 8  # pages of the weekly check-in


@pytest.fixture
def waiting(world: World) -> Assignment:
    """The weekly check-in on Ruth's list."""
    return on_her_list(world.ruth, put_weekly_in_use(world))


def page(assignment: Assignment, number: int | str) -> str:
    return f"/answer/{assignment.ref}/{number}"


def draft_of(persona: Persona) -> dict[str, Any]:
    actor = persona.actor()
    with acting_as(actor):
        found = Draft.objects.visible_to(actor).first()
    return {**found.answers, "missing": found.missing} if found else {}


@pytest.fixture
def ruth(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.ruth)
    return client


def test_the_start_page_leads_to_the_questions(ruth: Client, waiting: Assignment) -> None:
    start = ruth.get("/start").content.decode()
    assert f"/answer/{waiting.ref}" in start
    begin = text_of(ruth.get(f"/answer/{waiting.ref}"))
    assert "8 questions. About 3 minutes." in begin
    assert "Only you. You share them with nobody" in begin


def test_each_answer_is_saved_before_the_next_question(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    for number, (name, value) in enumerate([("q1", "4"), ("q2", "5")], start=1):
        sent = ruth.post(page(waiting, number), {name: value})
        assert (sent.status_code, sent.headers["Location"]) == (302, page(waiting, number + 1))
        assert draft_of(world.ruth)[name] == int(value)


def test_somebody_goes_on_where_she_stopped(
    world: World, sign_in: Any, ruth: Client, waiting: Assignment
) -> None:
    ruth.post(page(waiting, 1), {"q1": "4"})
    another_device = sign_in(world.ruth)
    assert page(waiting, 2) in another_device.get(f"/answer/{waiting.ref}").content.decode()
    assert "checked" in main_of(another_device.get(page(waiting, 1)))


def test_an_answer_can_be_left_open_and_taken_away_again(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    assert ruth.post(page(waiting, 1), {}).headers["Location"] == page(waiting, 2)
    ruth.post(page(waiting, 1), {"q1": "4"})
    ruth.post(page(waiting, 1), {"q1": ""})
    assert "q1" not in draft_of(world.ruth)


def test_rather_not_say_is_kept_as_a_reason_and_shown_again(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    shown = main_of(ruth.get(page(waiting, 1)))
    assert 'value="::none::prefer-not-to-say"' in shown
    ruth.post(page(waiting, 1), {"q1": "::none::prefer-not-to-say"})
    assert draft_of(world.ruth) == {"missing": {"q1": "prefer-not-to-say"}}
    assert "I would rather not say" in text_of(ruth.get(page(waiting, "check")))
    ruth.post(page(waiting, 1), {"q1": "3"})
    assert draft_of(world.ruth) == {"q1": 3, "missing": {}}


@pytest.mark.parametrize("wrong", ["11", "-1", "4.5", "four", "🙂", "9" * 400])
def test_a_number_that_cannot_stand_stays_on_its_page_with_the_words_typed(
    world: World, ruth: Client, waiting: Assignment, wrong: str
) -> None:
    answer = ruth.post(page(waiting, 1), {"q1": wrong})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error:" in shown
    assert 'href="#q-q1_0"' in shown
    assert 'id="q-q1_0"' in shown
    assert "Enter a whole number between 0 and 10." in shown
    assert draft_of(world.ruth) == {"missing": {}}


def test_own_words_come_back_as_text_and_never_as_markup(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    typed = "</textarea><script>alert(1)</script>\r\n=cmd()"
    ruth.post(page(waiting, LAST), {"q8": typed})
    assert draft_of(world.ruth)["q8"] == typed.replace("\r\n", "\n")
    for address in (page(waiting, LAST), page(waiting, "check")):
        shown = ruth.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;/textarea&gt;&lt;script&gt;" in shown


def test_a_text_that_is_too_long_is_told_and_not_cut(ruth: Client, waiting: Assignment) -> None:
    answer = ruth.post(page(waiting, LAST), {"q8": "x" * 30_000})
    assert "Write no more than" in text_of(answer)
    assert "x" * 30_000 in answer.content.decode()


def test_changing_an_answer_leads_back_to_the_check_page(ruth: Client, waiting: Assignment) -> None:
    ruth.post(page(waiting, 1), {"q1": "4"})
    check = main_of(ruth.get(page(waiting, "check")))
    assert f'href="{page(waiting, 1)}?change"' in check
    changed = ruth.post(f"{page(waiting, 1)}?change", {"q1": "5"})
    assert changed.headers["Location"] == page(waiting, "check")


def test_a_page_that_does_not_exist_is_no_page(ruth: Client, waiting: Assignment) -> None:
    for number in (0, 9, 10**12):
        assert ruth.get(page(waiting, number)).status_code == 404


def test_the_questions_come_in_german_with_the_answers_kept(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    ruth.post(page(waiting, 1), {"q1": "4"})
    world.ruth.account.language = "de"
    world.ruth.account.save()
    german = text_of(ruth.get(page(waiting, "check")))
    assert "Schmerzen" in german
    assert "How strong" not in german


def test_everything_on_one_page_is_saved_at_once(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    sent = ruth.post(page(waiting, "all"), {"q1": "4", "q2": "5", "q8": "My garden"})
    assert sent.headers["Location"] == f"{page(waiting, 'check')}?all"
    assert draft_of(world.ruth) == {"q1": 4, "q2": 5, "q8": "My garden", "missing": {}}
    assert f"{page(waiting, 'all')}?change#q-q1_0" in main_of(ruth.get(sent.headers["Location"]))


def test_on_one_page_a_problem_names_its_question(ruth: Client, waiting: Assignment) -> None:
    answer = ruth.post(page(waiting, "all"), {"q1": "4", "q2": "12"})
    assert "“In the past seven days, how tired" in text_of(answer)
    assert 'href="#q-q2_0"' in answer.content.decode()


# ---------- Questions that depend on answers ----------

FORM = questionnaire(
    question("helped", "boolean"),
    question("who", "string", enableWhen=[when("helped", "=", "Boolean", True)]),
    choice("how", "well", "badly"),
    title="Help",
)


@pytest.fixture
def depending(world: World) -> Assignment:
    """A form whose second question shows only after a yes, on Ruth's list."""
    return on_her_list(world.ruth, use(world, put_in(world, FORM)))


def test_a_question_shows_only_after_the_answer_it_hangs_on(
    ruth: Client, depending: Assignment
) -> None:
    assert ruth.get(page(depending, 2)).status_code == 404
    assert ruth.post(page(depending, 1), {"helped": "true"}).headers["Location"] == page(
        depending, 2
    )
    assert ruth.get(page(depending, 2)).status_code == 200


def test_what_is_hidden_again_is_neither_kept_nor_sent(
    world: World, ruth: Client, depending: Assignment
) -> None:
    ruth.post(page(depending, 1), {"helped": "true"})
    ruth.post(page(depending, 2), {"who": "My neighbour"})
    ruth.post(page(depending, 1), {"helped": "false"})
    assert draft_of(world.ruth) == {"helped": False, "missing": {}}
    ruth.post(page(depending, "check"))
    assert "1 of 2 questions answered" in text_of(ruth.get("/my-answers/sent"))
    actor = world.ruth.actor()
    with acting_as(actor):
        assert Response.objects.visible_to(actor).get().answers == {"helped": False}


def test_on_one_page_a_question_that_opens_is_shown_before_the_check(
    ruth: Client, depending: Assignment
) -> None:
    opened = ruth.post(page(depending, "all"), {"helped": "true"})
    assert opened.headers["Location"] == f"{page(depending, 'all')}#q-who"
    assert 'id="q-who"' in ruth.get(page(depending, "all")).content.decode()
    done = ruth.post(page(depending, "all"), {"helped": "true"})
    assert done.headers["Location"] == f"{page(depending, 'check')}?all"


def test_a_change_that_opens_a_question_leads_to_it(ruth: Client, depending: Assignment) -> None:
    ruth.post(page(depending, 1), {"helped": "false"})
    changed = ruth.post(f"{page(depending, 1)}?change", {"helped": "true"})
    assert changed.headers["Location"] == f"{page(depending, 2)}?change"


# ---------- Too late, taken off, somebody else's ----------


def test_what_she_took_up_herself_can_be_taken_off_her_list(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    ruth.post(page(waiting, 1), {"q1": "4"})
    assert "Take it off my list" in text_of(ruth.get(f"/answer/{waiting.ref}"))
    ruth.post(page(waiting, "take-off"))
    assert draft_of(world.ruth) == {}
    assert str(waiting.ref) not in ruth.get("/start").content.decode()
    assert "no longer on your list" in text_of(ruth.get(f"/answer/{waiting.ref}"))


def test_after_sending_every_page_leads_to_the_confirmation(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    send(world.ruth, waiting)
    for name in (1, "all", "check"):
        for answer in (ruth.get(page(waiting, name)), ruth.post(page(waiting, name), {"q1": "9"})):
            assert answer.headers["Location"] == page(waiting, "sent")
    assert draft_of(world.ruth) == {}


@pytest.mark.parametrize("name", ["", "/1", "/all", "/check", "/sent", "/take-back"])
def test_nobody_else_opens_somebodys_questions(
    world: World, sign_in: Any, ruth: Client, waiting: Assignment, name: str
) -> None:
    send(world.ruth, waiting) if name in ("/sent", "/take-back") else None
    assert ruth.get(f"/answer/{waiting.ref}{name}").status_code == 200
    for persona in (world.gerd, world.nasser, world.curator, world.administrator):
        assert sign_in(persona).get(f"/answer/{waiting.ref}{name}").status_code == 404
        assert sign_in(persona).post(f"/answer/{waiting.ref}{name}").status_code in (404, 405)


def test_what_somebody_else_put_on_the_list_stays_until_it_closes(
    world: World, ruth: Client, waiting: Assignment
) -> None:
    share(world.ruth, world.nasser)
    send(world.ruth, waiting)
    asked = asked_by(world.nasser, world.ruth, waiting.instrument)
    assert "Take it off my list" not in text_of(ruth.get(f"/answer/{asked.ref}"))
    refused = ruth.post(page(asked, "take-off"))
    assert (refused.status_code, "You need not answer it" in text_of(refused)) == (403, True)
    assert str(asked.ref) in ruth.get("/start").content.decode()


def test_taking_it_up_twice_is_once(world: World, ruth: Client, waiting: Assignment) -> None:
    address = f"/my-answers/start/{waiting.instrument.slug}"
    for answer in (ruth.get(address), ruth.post(address)):
        assert answer.headers["Location"] == f"/answer/{waiting.ref}"
    assert on_her_list(world.ruth, waiting.instrument) == waiting


def test_a_scale_to_100_starts_untouched_and_nought_is_an_answer(
    world: World, ruth: Client
) -> None:
    spec = shipped_specs()["ibd-control"]
    instrument = use(world, put_in(world, form_for(spec), "ibd-control"))
    waiting = on_her_list(world.ruth, instrument)
    number = [*spec.items].index("VAS") + 1
    shown = main_of(ruth.get(page(waiting, number)))
    assert 'name="VAS" value=""' in shown
    assert 'type="range"' not in shown  # a handle would stand somewhere before she touched it
    ruth.post(page(waiting, number), {"VAS": ""})
    assert "VAS" not in draft_of(world.ruth)
    ruth.post(page(waiting, number), {"VAS": "0"})
    assert draft_of(world.ruth)["VAS"] == 0
    assert 'name="VAS" value="0"' in main_of(ruth.get(page(waiting, number)))
