"""How long it takes to compute all weekly answers again by a newer rule, and whether each was, once.

The rule counts as before and has another version. What is made here is taken away again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

from po_platform.access.actor import Hat, acting_as
from proms.actions.instruments import fit_spec
from proms.actions.scoring_again import score_again, start_scoring_again
from proms.models import Instrument, Rescoring
from proms.models import ScaleSpec as SpecRow
from proms.queries.instruments import newest_version
from proms.scale_spec import load_spec
from tests.load.volume import figure

T = TypeVar("T")
SLUG = "weekly-check-in"
NEWER = "bench"


def measure(as_app: Callable[[Callable[[], T]], T]) -> dict[str, Any]:
    """responses, rows (scores added), seconds (wall clock), responses_per_second; exact: every set
    of answers got every scale of the newer rule once, with the numbers it had. One process.
    """
    instrument = Instrument.objects.get(slug=SLUG)
    _tidy()
    try:
        spec_id = _newer_rule(instrument)
        started = time.perf_counter()
        as_app(_to_the_end)  # type: ignore[arg-type]  # nothing comes back
        seconds = time.perf_counter() - started
        run = Rescoring.objects.latest("pk")
        return {
            "responses": run.looked,
            "rows": run.added,
            "seconds": round(seconds, 1),
            "responses_per_second": round(run.looked / seconds),
            "exact": run.failed == 0 and not run.changed and _exact(instrument, spec_id),
        }
    finally:
        _tidy()


def _newer_rule(instrument: Instrument) -> int:
    row = SpecRow.objects.filter(instrument=instrument).latest("pk")
    newer = {**json.loads(row.spec), "version": NEWER}
    actor = figure("mirela", Hat.CURATOR, strong=True).actor()
    with acting_as(actor):
        found = fit_spec(
            actor=actor,
            instrument=instrument,
            version=newest_version(instrument),
            spec=load_spec(json.dumps(newer)),
        )
        assert found.complete
        start_scoring_again(actor=actor, instrument=instrument)
    return SpecRow.objects.latest("pk").pk


def _to_the_end() -> None:
    while Rescoring.objects.filter(done_at=None).exists():
        score_again()


def _exact(instrument: Instrument, spec_id: int) -> bool:
    """As the owner, who sees every row."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(*), count(n.id), count(*) filter (
                     where (n.value, n.state) is distinct from (o.value, o.state)),
                   (select count(*) from proms_score where spec_id = %(newer)s)
              from proms_response r join proms_score o on o.response_id = r.id
              left join proms_score n on n.response_id = r.id and n.scale = o.scale
               and n.spec_id = %(newer)s
             where r.instrument_id = %(of)s and r.withdrawn_at is null and o.spec_id <> %(newer)s
            """,
            {"newer": spec_id, "of": instrument.pk},
        )
        before, found, others, added = cursor.fetchone()
    return bool(before == found == added and others == 0)


def _tidy() -> None:
    """The rows of a run of the bench, also of one that was stopped."""
    with connection.cursor() as cursor:
        mine = "select id from proms_scalespec where version = %s"
        cursor.execute(f"delete from proms_score where spec_id in ({mine})", [NEWER])
        cursor.execute("delete from proms_scalespec where version = %s", [NEWER])
        cursor.execute(
            "delete from proms_rescoring where instrument_id ="
            " (select id from proms_instrument where slug = %s)",
            [SLUG],
        )
