"""The main path's ground: a check-in put in use by the curator, and answers to it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from po_platform.access.actor import acting_as
from proms.actions.assignments import start_for_myself
from proms.actions.instruments import answer_licence, import_instrument, put_in_use
from proms.actions.responses import Sending, submit_response
from proms.models import Assignment, Instrument, Response
from proms.shipped import check_in_questionnaires
from tests.personas import Persona, World

WEEKLY = "weekly-check-in"


def put_weekly_in_use(world: World, *, open_to_members: bool = True) -> Instrument:
    """Our own weekly check-in, imported, licensed and published by the curator."""
    raw = json.dumps(check_in_questionnaires()[WEEKLY]).encode()
    actor = world.curator.actor()
    with acting_as(actor):
        _intake, instrument = import_instrument(actor=actor, raw=raw, slug=WEEKLY)
        assert instrument is not None
        answer_licence(
            actor=actor, instrument=instrument, licence="free", holder="us", terms="", ends_on=None
        )
        instrument.refresh_from_db()
        put_in_use(actor=actor, instrument=instrument, open_to_members=open_to_members)
        instrument.refresh_from_db()
    return instrument


def on_her_list(persona: Persona, instrument: Instrument) -> Assignment:
    """The check-in on this person's list, put there by herself."""
    actor = persona.actor()
    with acting_as(actor):
        return start_for_myself(actor=actor, instrument=instrument)


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
        )
