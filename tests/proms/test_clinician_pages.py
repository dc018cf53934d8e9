"""A clinician sees what somebody shares with her, while she shares it, and every look is recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Read
from members.models import Grant, RoleHolding
from po_platform.access.actor import Hat, acting_as
from proms import looks
from proms.models import Assignment, Response
from tests.database import connect_as
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.path import (
    asked_by,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    some_answers,
    text_of,
    use,
)
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "canary-of-ruths-own-words"


@pytest.fixture
def sent(world: World) -> Response:
    """Ruth's answers, with her own words in them."""
    return send(
        world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)), some_answers(7, CANARY)
    )


def pages(world: World, response: Response) -> dict[str, str]:
    """What each page about Ruth is recorded as → its address."""
    person = f"/clinic/people/{world.ruth.subject}"
    return {
        looks.SUMMARY: person,
        looks.TEXT: f"{person}/text",
        looks.SCORES: f"{person}/numbers",
        looks.ANSWERS: f"{person}/{response.ref}",
        looks.FILE: f"{person}/{response.ref}/fhir.json",
        looks.ALL_FILES: f"{person}/bundle.json",
        looks.ARRANGE: f"{person}/scales",
        looks.ROOM: f"{person}/tablet",
        looks.NUMBER: f"{person}/number",
        looks.PDF: f"{person}/summary.pdf",
        looks.ASK: f"{person}/ask",
        looks.PLAN: f"{person}/plan",
    }


def reads(persona: Persona) -> list[Read]:
    actor = persona.actor()
    with acting_as(actor):
        found = Read.objects.visible_to(actor).filter(subject_id=persona.subject)
        return list(found.order_by("pk"))


def test_the_summary_reads_like_a_letter(world: World, sign_in: Any, sent: Response) -> None:
    share(world.ruth, world.nasser)
    letter = text_of(sign_in(world.nasser).get(pages(world, sent)[looks.SUMMARY]))
    for words in (
        "Ruth E.",
        "For Farida Nasser",
        f"What matters to you most at the moment? “{CANARY}”",
        "Pain 7 of 10 first answers",
        "Higher is worse",
        "Higher is better",
        "Our own check-in",  # the source of each scale
        "Ruth E. sees that you opened this page, and when.",
    ):
        assert words in letter


def test_changes_are_told_with_what_did_not_change_named_together(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    send(
        world.ruth, on_her_list(world.ruth, sent.instrument), {**some_answers(3, "Better"), "q3": 8}
    )
    letter = text_of(sign_in(world.nasser).get(pages(world, sent)[looks.SUMMARY]))
    assert "Pain 3 of 10 4 lower" in letter
    assert "Sleep 8 of 10 2 higher" in letter
    assert "The same as the time before Tiredness 5 of 10" in letter


def test_what_was_not_returned_is_told(world: World, sign_in: Any, sent: Response) -> None:
    share(world.ruth, world.nasser)
    missed = asked_by(world.nasser, world.ruth, sent.instrument)
    as_owner(
        "update proms_assignment set closes_at = now() - interval '1 day' where id = %s", missed.pk
    )
    letter = text_of(sign_in(world.nasser).get(pages(world, sent)[looks.SUMMARY]))
    assert "Not returned How was your week? 1 of 2, last:" in letter


def test_a_person_without_answers_has_an_empty_letter(world: World, sign_in: Any) -> None:
    share(world.ruth, world.nasser)
    letter = sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}")
    assert "No answers yet" in text_of(letter)


def test_answers_without_a_scale_are_shown_word_for_word(world: World, sign_in: Any) -> None:
    form = questionnaire(choice("how", "well", "badly"), title="A question")
    response = send(
        world.ruth, on_her_list(world.ruth, use(world, put_in(world, form))), {"how": "well"}
    )
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    assert "Question how Answer well" in text_of(
        client.get(f"/clinic/people/{world.ruth.subject}/{response.ref}")
    )
    assert "What changed" not in text_of(client.get(f"/clinic/people/{world.ruth.subject}"))


def test_all_numbers_stand_in_one_table_newest_first(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    send(world.ruth, on_her_list(world.ruth, sent.instrument), some_answers(2))
    table = text_of(sign_in(world.nasser).get(pages(world, sent)[looks.SCORES]))
    assert "When Pain Tiredness Sleep Everyday tasks Well-being" in table
    assert re.search(r"2 5 6 – – .* 7 5 6 – –", table)
    assert text_of(sign_in(world.ruth).get("/my-answers/numbers")).count(" – – ") >= 2


# A list of visits is no page about one person: test_day_lists.py. A sheet takes a press:
# test_printed_sheets.py.
BY_A_PRESS = (looks.DAY_LIST, looks.SHEET)


@pytest.mark.parametrize("what", [what for what in looks.WORDS if what not in BY_A_PRESS])
def test_each_page_is_recorded_once_and_shown_to_the_member(
    world: World, sign_in: Any, sent: Response, what: str
) -> None:
    address = pages(world, sent)[what]
    grant = share(world.ruth, world.nasser)
    assert sign_in(world.nasser).get(address).status_code == 200
    (look,) = reads(world.ruth)
    assert (look.what, look.reader_name, look.grant_id) == (what, "Farida Nasser", grant.pk)
    shown = text_of(sign_in(world.ruth).get("/me/looks"))
    assert "Farida Nasser" in shown
    assert str(looks.WORDS[what]) in shown


# ---------- Refusals: the same setup, one thing missing ----------


def as_owner(sql: str, *values: Any) -> None:
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute(sql, values)
    owner.close()


def _set(assignment: str) -> Callable[[Grant], None]:
    return lambda grant: as_owner(f"update members_grant set {assignment} where id = %s", grant.pk)


def _no_clinician(grant: Grant) -> None:
    RoleHolding.objects.filter(role=Hat.CLINICIAN).update(ends_at=timezone.now())


FLIPS: dict[str, Callable[[Grant], None]] = {
    "ended": _set("ended_by_id = decision_id"),
    "run out": _set("ends_at = now() - interval '1 second'"),
    "not yet begun": _set("starts_at = now() + interval '1 hour'"),
    "for another scope": _set("scope = array['identity']"),
    "for nobody": _set("grantee_kind = 'nobody', grantee_id = null"),
    "no clinician any more": _no_clinician,
}


@pytest.mark.parametrize("flip", FLIPS)
def test_with_one_condition_missing_every_page_is_closed_and_nothing_is_recorded(
    world: World, sign_in: Any, sent: Response, flip: str
) -> None:
    grant = share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    addresses = pages(world, sent).values()
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
    before = len(reads(world.ruth))
    FLIPS[flip](grant)
    for address in addresses:
        refused = client.get(address)
        assert refused.status_code in (403, 404)
        assert CANARY not in refused.content.decode()
    assert client.post(f"/clinic/people/{world.ruth.subject}/ask", {}).status_code in (403, 404)
    assert len(reads(world.ruth)) == before


def test_a_clinician_without_a_grant_and_everybody_else_get_nothing(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    for name, persona in world.people.items():
        if name in ("ruth", "nasser"):
            continue
        for address in pages(world, sent).values():
            refused = sign_in(persona).get(address)
            assert refused.status_code in (403, 404), (name, address)
            assert CANARY not in refused.content.decode()
    assert reads(world.ruth) == []


def test_without_a_second_factor_the_step_comes_first(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    weak = sign_in(world.nasser, strong=False)
    for address in pages(world, sent).values():
        refused = weak.get(address)
        assert (refused.status_code, CANARY in refused.content.decode()) == (302, False)
        assert "/second-factor" in refused.headers["Location"]
    assert reads(world.ruth) == []


def test_forged_people_and_answers_are_not_there(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    gerds = send(world.gerd, on_her_list(world.gerd, sent.instrument))
    for address in (
        f"/clinic/people/{uuid4()}",
        f"/clinic/people/{world.gerd.subject}",
        f"/clinic/people/{world.ruth.subject}/{uuid4()}",
        f"/clinic/people/{world.ruth.subject}/{gerds.ref}",
        f"/clinic/people/{world.gerd.subject}/{gerds.ref}",
    ):
        assert client.get(address).status_code == 404
    assert reads(world.ruth) == []


def test_answers_taken_back_leave_the_page_at_once(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    assert CANARY in text_of(client.get(pages(world, sent)[looks.SUMMARY]))
    assert sent.assignment is not None
    sign_in(world.ruth).post(f"/answer/{sent.assignment.ref}/take-back")
    assert CANARY not in text_of(client.get(pages(world, sent)[looks.SUMMARY]))
    assert client.get(pages(world, sent)[looks.ANSWERS]).status_code == 404


# ---------- Asking for a questionnaire ----------


def open_for(persona: Persona) -> list[Assignment]:
    actor = persona.actor()
    with acting_as(actor):
        return list(Assignment.objects.visible_to(actor).filter(state="open"))


def test_a_clinician_puts_a_questionnaire_on_the_list(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    asked = sign_in(world.nasser).post(
        pages(world, sent)[looks.ASK], {"instrument": sent.instrument.slug}
    )
    assert asked.status_code == 302
    (assignment,) = open_for(world.ruth)
    assert (assignment.asked_by, assignment.asked_by_account) == (
        "clinician",
        world.nasser.account.pk,
    )
    assert assignment.closes_at is not None
    assert str(assignment.ref) in sign_in(world.ruth).get("/start").content.decode()


def test_nothing_chosen_is_asked_again(world: World, sign_in: Any, sent: Response) -> None:
    share(world.ruth, world.nasser)
    for given in ({}, {"instrument": "no-such-thing"}):
        shown = sign_in(world.nasser).post(pages(world, sent)[looks.ASK], given)
        assert "There is a problem" in text_of(shown)
    assert open_for(world.ruth) == []


def test_what_has_no_licence_any_more_cannot_be_asked_for(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    sent.instrument.licence = "refused"
    sent.instrument.save()
    page = sign_in(world.nasser).get(pages(world, sent)[looks.ASK])
    assert "No questionnaire can be used yet" in text_of(page)


def test_the_file_is_a_fhir_response_without_a_name(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    client: Client = sign_in(world.nasser)
    answer = client.get(pages(world, sent)[looks.FILE])
    assert answer.headers["Content-Type"] == "application/fhir+json"
    found = json.loads(answer.content)
    assert found["subject"] == {"reference": f"urn:uuid:{world.ruth.subject}"}
    assert "Ruth" not in answer.content.decode()


def test_nobody_is_asked_the_same_twice_while_it_waits(
    world: World, sign_in: Any, sent: Response
) -> None:
    share(world.ruth, world.nasser)
    client, ask = sign_in(world.nasser), pages(world, sent)[looks.ASK]
    assert client.post(ask, {"instrument": sent.instrument.slug}).status_code == 302
    again = client.post(ask, {"instrument": sent.instrument.slug})
    assert "These questions wait on the list already" in text_of(again)
    assert len(open_for(world.ruth)) == 1
