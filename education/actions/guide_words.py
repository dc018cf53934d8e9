"""Guides keep words at hand; the office names who looks after the guides."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.http import Http404

from audit.actions import record
from education.models import Guide, GuideWording
from education.programme_rules import may_change_wording, may_guide
from education.queries.guide_wordings import wording
from education.queries.guiding import leads, living_guides
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


def put_wording(
    *, actor: Actor, pk: int | None, title: str, texts: Mapping[str, str], for_all: bool
) -> GuideWording:
    """New words or others in their place. `for_all`: every guide has them at hand."""
    demand(may_guide(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    with transaction.atomic():
        row = wording(actor=actor, pk=pk) if pk else GuideWording()
        row.account_id = None if for_all else actor.account_id
        row.title, row.texts = title, dict(texts)
        demand(may_change_wording(actor, row, leads=leads(actor)))
        row.save()
        record(actor=actor, verb="education.wording.put", thing=row)
    return row


def drop_wording(*, actor: Actor, pk: int) -> None:
    """Nobody has them at hand any more; what was written with them stays."""
    with transaction.atomic():
        row = wording(actor=actor, pk=pk)
        record(actor=actor, verb="education.wording.dropped", thing=row)
        row.delete()


def name_lead(*, actor: Actor, guide_id: int, leads: bool) -> Guide:
    """From now on she looks after the guides, or does not any more."""
    demand(may_run_the_office(actor))
    with transaction.atomic():
        row = living_guides().select_for_update(of=("self",)).filter(pk=guide_id).first()
        if row is None:
            raise Http404
        if row.leads != leads:
            row.leads = leads
            row.save(update_fields=["leads"])
            verb = "education.guide.leads" if leads else "education.guide.leads_no_more"
            record(actor=actor, verb=verb, thing=row)
    return row
