"""One round of a questionnaire for every active member: a job, one list a transaction."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import demand
from proms.actions.assignments import assign_in_round
from proms.models import Instrument
from proms.rules import may_be_used, may_curate_instruments

DUE_IN = timedelta(days=7)
PAGE = 200


def start_round(*, actor: Actor, instrument: Instrument) -> str:
    """Queues the job after commit; returns the round's key. The same day is the same round."""
    from proms.tasks import run_round

    demand(may_curate_instruments(actor))
    demand(may_be_used(instrument))
    key = f"{instrument.pk}:{timezone.localdate().isoformat()}"
    record(actor=actor, verb="proms.round.started", thing=instrument, round=key)
    transaction.on_commit(lambda: run_round.delay(instrument.pk, key))
    return key


def fill_lists(*, instrument: Instrument, round_key: str) -> int:
    """Puts the round on every active member's list, each in its own transaction; resumable."""
    after, made = 0, 0
    due_at = timezone.now() + DUE_IN
    while page := _active_subjects(after):
        for person_id, subject in page:
            with acting_as(System(Purpose.ASSIGN, subject, person_id)) as actor:
                made += bool(
                    assign_in_round(
                        actor=actor,
                        subject=subject,
                        instrument=instrument,
                        round_key=round_key,
                        due_at=due_at,
                    )
                )
        after = page[-1][0]
    return made


def _active_subjects(after: int) -> list[tuple[int, object]]:
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select person_id, subject_id from active_subjects(%s, %s)", [after, PAGE])
        return cursor.fetchall()
