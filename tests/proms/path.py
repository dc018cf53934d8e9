"""The main path's ground: a check-in put in use by the curator, and answers to it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from uuid import uuid4

from po_platform.access.actor import acting_as
from proms.actions.assignments import ask_patient, start_for_myself
from proms.actions.instruments import import_instrument, put_in_use
from proms.actions.licences import answer_licence
from proms.actions.responses import Sending, submit_response
from proms.models import Assignment, Instrument, Response
from proms.shipped import check_in_questionnaires
from tests.personas import Persona, World

WEEKLY = "weekly-check-in"


def put_in(world: World, questionnaire: dict[str, Any], slug: str = "") -> Instrument:
    """A questionnaire imported by the curator, its licence question not yet answered."""
    actor = world.curator.actor()
    with acting_as(actor):
        raw = json.dumps(questionnaire).encode()
        intake, instrument = import_instrument(actor=actor, raw=raw, slug=slug)
    assert instrument is not None, [str(error.message) for error in intake.result.report.errors]
    return instrument


def use(world: World, instrument: Instrument, *, open_to_members: bool = True) -> Instrument:
    """Licensed and published by the curator."""
    actor = world.curator.actor()
    with acting_as(actor):
        answer_licence(
            actor=actor, instrument=instrument, licence="free", holder="us", terms="", ends_on=None
        )
        instrument.refresh_from_db()
        put_in_use(actor=actor, instrument=instrument, open_to_members=open_to_members)
        instrument.refresh_from_db()
    return instrument


def put_weekly_in_use(world: World, *, open_to_members: bool = True) -> Instrument:
    """Our own weekly check-in, imported, licensed and published by the curator."""
    weekly = put_in(world, check_in_questionnaires()[WEEKLY], WEEKLY)
    return use(world, weekly, open_to_members=open_to_members)


def on_her_list(persona: Persona, instrument: Instrument) -> Assignment:
    """The check-in on this person's list, put there by herself."""
    actor = persona.actor()
    with acting_as(actor):
        return start_for_myself(actor=actor, instrument=instrument)


def asked_by(clinician: Persona, patient: Persona, instrument: Instrument) -> Assignment:
    """The check-in on the list of somebody who shares with this clinician."""
    subject = patient.subject
    actor = clinician.actor()
    with acting_as(actor):
        return ask_patient(actor=actor, subject=subject, instrument=instrument)


def some_answers(pain: int = 4, words: str = "Kneading dough again") -> dict[str, Any]:
    """Answers to the weekly check-in; `words` is the free text."""
    return {"q1": pain, "q2": 5, "q3": 6, "q8": words}


def send(
    persona: Persona, assignment: Assignment, answers: dict[str, Any] | None = None
) -> Response:
    """Answers sent by their person."""
    actor = persona.actor()
    with acting_as(actor):
        return submit_response(
            actor=actor,
            assignment=assignment,
            sending=Sending(uuid4(), answers or some_answers(), {}, "en"),
        ).response


def sent_often(persona: Persona, instrument: Instrument, times: int) -> None:
    """So many sets of answers, one after the other."""
    for number in range(times):
        send(persona, on_her_list(persona, instrument), some_answers(pain=number % 11))


def text_of(response: Any) -> str:
    """What a page says, as one line without tags."""
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(bare).split())


def main_of(response: Any) -> str:
    """The page between masthead and foot, with tags, without the key against forgery."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)
