"""Results in plain words: written by whoever asked, read by a curator before everybody reads them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import Denied, demand
from registry.models import DataRequest
from registry.queries.requests import curates, request_of
from registry.request_rules import may_report, may_screen


def report_results(*, actor: SignedIn, ref: UUID, results: str) -> DataRequest:
    """They wait until a curator has read them; changed, they wait again."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_report(actor, row))
        row.results, row.results_at, row.results_seen_by = results, timezone.now(), None
        row.save(update_fields=["results", "results_at", "results_seen_by"])
        record(actor=actor, verb="registry.results.reported", thing=row)
    return row


def publish_results(*, actor: SignedIn, ref: UUID) -> DataRequest:
    """From now on everybody reads them, and members whose data were used find them on their page."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
        if not row.results or row.results_seen_by is not None:
            demand(Denied(_("No results wait to be read.")))
        row.results_seen_by = actor.account_id
        row.save(update_fields=["results_seen_by"])
        record(actor=actor, verb="registry.results.published", thing=row)
    return row
