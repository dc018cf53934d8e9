"""A draft of a programme is offered to members who like to read, and no more."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.programme_family import held_in_family
from education.involving_rules import WRITTEN
from education.models import PanelCall
from education.rules import account_of, may_see_drafts
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def offer_programme(*, actor: Actor, ref: UUID, wanted: int) -> PanelCall:
    """For so many members; again changes the number and opens it anew. Raises Http404."""
    demand(may_see_drafts(actor))
    with transaction.atomic():
        draft = held_in_family(ref).versions.filter(state=WRITTEN).first()
        if draft is None:
            raise PermissionDenied(_("There is no draft of this programme to read."))
        call, _made = PanelCall.objects.update_or_create(
            version=draft,
            defaults={"wanted": wanted, "closed_at": None, "opened_by": account_of(actor)},
        )
        record(actor=actor, verb="education.panel.opened", thing=call)
    return call


def close_programme_offer(*, actor: Actor, ref: UUID) -> None:
    """Nobody more is asked; what was said stays."""
    demand(may_see_drafts(actor))
    with transaction.atomic():
        calls = PanelCall.objects.select_for_update(of=("self",))
        for call in calls.filter(version__programme__ref=ref, closed_at=None):
            call.closed_at = timezone.now()
            call.save(update_fields=["closed_at"])
            record(actor=actor, verb="education.panel.closed", thing=call)
