"""Background work of questionnaires: by ids only, resumable, safe to run twice."""

from __future__ import annotations

from celery import shared_task

from proms.actions.rounds import fill_lists
from proms.models import Instrument


@shared_task(name="proms.run_round")  # type: ignore[untyped-decorator]  # celery's decorator
def run_round(instrument_id: int, round_key: str) -> int:
    """Puts one round on every active member's list."""
    return fill_lists(instrument=Instrument.objects.get(pk=instrument_id), round_key=round_key)
