"""Further value sets of EQ-5D, read from their published table into the rule that is in use."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from proms.models import Instrument
from proms.models import ScaleSpec as SpecRow
from proms.queries.value_sets import rule_with_value_sets
from proms.rules import may_compute_again
from proms.value_sets import ValueSetRefused, columns, with_value_sets


def add_value_sets(*, actor: Actor, instrument: Instrument, table: str, source: str) -> list[str]:
    """The names of the sets now there as well. Answers to come get an index for each.

    The rule becomes a new row with everything the one before had, and stands where that stands.
    Raises ValueSetRefused for a damaged table, a name that is taken, or no publication.
    """
    demand(may_compute_again(actor))
    if not source.strip():
        raise ValueSetRefused(_("Say where the value sets were published."))
    with transaction.atomic():
        Instrument.objects.select_for_update().get(pk=instrument.pk)
        found = rule_with_value_sets(instrument)
        if found is None:
            raise ValueSetRefused(_("No EQ-5D-5L rule is fitted to this questionnaire."))
        row, spec = found
        more = with_value_sets(spec, table, " ".join(source.split()))
        made = SpecRow.objects.create(
            instrument=instrument,
            version=more.version,
            sha256=more.sha256,
            spec=more.canonical,
            attachment=row.attachment,
        )
        names = sorted(columns(table))
        record(actor=actor, verb="proms.value_sets.added", thing=made, names=names)
    return names
