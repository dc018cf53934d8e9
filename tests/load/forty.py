"""A form of forty questions with four answers each, and a rule that adds them up; our own words."""

from __future__ import annotations

import json

from po_platform.access.actor import SignedIn, acting_as
from proms.actions.instruments import fit_spec, import_instrument, put_in_use
from proms.actions.licences import answer_licence
from proms.models import Instrument
from proms.queries.instruments import newest_version
from tests.proms.spec_examples import FOUR_STEPS, spec
from tests.questionnaires.forms import coding, question, questionnaire, weight

SLUG = "forty-questions"
QUESTIONS = 40


def put_forty_in_use(curator: SignedIn) -> Instrument:
    """Imported, fitted, licensed and published by the curator."""
    options = [
        coding(code, f"Answer {code}", extension=[weight(value)])
        for code, value in FOUR_STEPS.items()
    ]
    items = [question(f"q{n}", "choice", answerOption=options) for n in range(1, QUESTIONS + 1)]
    raw = json.dumps(questionnaire(*items, title="Forty questions")).encode()
    with acting_as(curator):
        _intake, instrument = import_instrument(actor=curator, raw=raw, slug=SLUG)
        assert instrument is not None
        fitted = fit_spec(
            actor=curator,
            instrument=instrument,
            version=newest_version(instrument),
            spec=spec(QUESTIONS),
        )
        assert fitted.complete
        answer_licence(
            actor=curator,
            instrument=instrument,
            licence="free",
            holder="us",
            terms="",
            ends_on=None,
        )
        instrument.refresh_from_db()
        put_in_use(actor=curator, instrument=instrument, open_to_members=True)
        instrument.refresh_from_db()
    return instrument


def forty_answers(step: int) -> dict[str, str]:
    """An answer to each; another `step`, other answers."""
    words = list(FOUR_STEPS)
    return {f"q{n}": words[(n + step) % len(words)] for n in range(1, QUESTIONS + 1)}
