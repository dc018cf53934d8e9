"""What sending forty answers takes (check, store, score, audit, commit), and what scoring alone does."""

from __future__ import annotations

import statistics
import time
from typing import Any
from uuid import uuid4

from po_platform.access.actor import acting_as
from proms.actions.assignments import start_for_myself
from proms.actions.responses import Sending, submit_response
from proms.models import Instrument
from proms.queries.instruments import newest_version
from proms.queries.specs import scorers_of
from tests.load.forty import SLUG, forty_answers
from tests.load.volume import figure

SENT_P95_MS = 40
SCORED_PER_SECOND = 3_000


def measure(sendings: int = 100, scorings: int = 3_000) -> dict[str, Any]:
    """sent_p50_ms and sent_p95_ms: wall-clock time of one transaction as the web role, the first
    three left out. scored_per_second: responses of forty questions per second of one core's CPU.
    """
    actor = figure("gerd").actor()
    instrument = Instrument.objects.get(slug=SLUG)
    times = []
    for step in range(sendings + 3):
        with acting_as(actor):
            assignment = start_for_myself(actor=actor, instrument=instrument)
        sending = Sending(uuid4(), forty_answers(step), {}, "en")
        started = time.perf_counter()
        with acting_as(actor):
            submit_response(actor=actor, assignment=assignment, sending=sending)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "sent_p50_ms": round(statistics.median(times[3:]), 1),
        "sent_p95_ms": round(statistics.quantiles(times[3:], n=20)[18], 1),
        "scored_per_second": _scored_per_second(instrument, scorings),
    }


def _scored_per_second(instrument: Instrument, scorings: int) -> int:
    ((_spec_id, scorer),) = scorers_of(instrument.pk, newest_version(instrument).pk)
    answers = [forty_answers(step) for step in range(4)]
    best = 0.0
    for _round in range(3):
        started = time.process_time()
        for number in range(scorings // 3):
            scorer.score(answers[number % 4])
        best = max(best, (scorings // 3) / (time.process_time() - started))
    return round(best)
