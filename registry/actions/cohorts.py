"""Conditions of a request's cohort: each change is another version, the old ones stay."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from registry.cohort import (
    Clause,
    Criterion,
    NotCohort,
    each_in,
    groups_in,
    to_plain,
    to_stored,
)
from registry.layout import AGE
from registry.models import Cohort, DataRequest
from registry.queries.codes import unknown_codes
from registry.queries.datasets import layout_of, version_in_use
from registry.queries.requests import request_of
from registry.request_rules import may_change


def change_cohort(*, actor: SignedIn, ref: UUID, criteria: Sequence[Clause]) -> Cohort:
    """These conditions from now on; none means everybody.

    Raises NotCohort where a condition names a code that no list of its question knows.
    """
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_change(actor, row))
        before = row.cohort
        kept = groups_in(before.criteria) if before is not None else []
        there = [one for group in kept for one in group]
        _demand_known(row, [one for one in each_in(criteria) if to_plain(one) not in there])
        made = Cohort(
            dataset_id=row.dataset_id,
            criteria=to_stored(criteria),
            made_by=actor.account_id,
        )
        if before is not None:
            if before.criteria == made.criteria:
                return before
            newest = Cohort.objects.filter(series=before.series).latest("number")
            made.series, made.number = before.series, newest.number + 1
        made.save()
        row.cohort = made
        row.save(update_fields=["cohort"])
        record(actor=actor, verb="registry.cohort.changed", thing=made)
    return made


def _demand_known(row: DataRequest, added: Sequence[Criterion]) -> None:
    version = version_in_use(row.dataset) if added else None
    if version is None:
        return
    layout = layout_of(row.dataset, version)
    if not layout.ages and any(one.field == AGE for one in added):
        raise NotCohort(_("Ages are not used in this dataset."))
    if any(one.field in layout.told for one in added):
        raise NotCohort(_("People are not chosen by this."))
    unknown = unknown_codes(layout, added)
    if unknown:
        raise NotCohort(_("No list knows the code “%(code)s”.") % {"code": unknown[0]})
