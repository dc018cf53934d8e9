"""Who may read one sending: her legal proxies or not, and whether she keeps it to herself."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from proms.models import Assignment, Response
from proms.rules import may_choose_readers, may_keep_to_herself


def let_proxies_read(*, actor: Actor, response: Response, allowed: bool) -> None:
    """Whether those who act for her by law may read this one; her word, and changed at any time."""
    with transaction.atomic():
        held = _locked(actor, response)
        demand(may_choose_readers(actor, held))
        if held.private == (not allowed):
            return
        Response.objects.visible_to(actor).filter(pk=held.pk).update(private=not allowed)
        verb = "proms.response.opened" if allowed else "proms.response.kept_private"
        record(actor=actor, verb=verb, thing=held, subject=held.subject_id)


def keep_to_herself(*, actor: Actor, response: Response, kept: bool) -> None:
    """Nobody but her finds these answers, nor that they were asked for; undone at any time.

    Former versions of the same answers go with them. What was read or printed before stays known.
    """
    with transaction.atomic():
        if response.assignment_id is not None:  # first, as a correction does, which waits here
            lists = Assignment.objects.visible_to(actor).select_for_update(of=("self",))
            lists.filter(pk=response.assignment_id).first()
        held = _locked(actor, response)
        demand(may_keep_to_herself(actor, held))
        if held.withheld == kept:
            return
        mine = Response.objects.visible_to(actor).filter(subject_id=held.subject_id)
        if held.assignment_id is None:
            mine.filter(pk=held.pk).update(withheld=kept)
        else:
            mine.filter(assignment_id=held.assignment_id).update(withheld=kept)
            asked = Assignment.objects.visible_to(actor).filter(pk=held.assignment_id)
            asked.update(withheld=kept)
        verb = "proms.response.kept_to_herself" if kept else "proms.response.kept_no_more"
        record(actor=actor, verb=verb, thing=held, subject=held.subject_id)


def _locked(actor: Actor, response: Response) -> Response:
    found: Response | None = (
        Response.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=response.pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
