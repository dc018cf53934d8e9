"""A correction is a new set of answers; the former one leaves lists and summaries and stays kept."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.actions.responses import Sending, Sent, checked_answers, score_response, stored, write
from proms.correct_flow import correction_key
from proms.models import Response
from proms.queries.assignments import my_assignment
from proms.rules import may_correct
from questionnaires.actions import discard_draft
from questionnaires.queries import form_of


def correct_response(*, actor: SignedIn, response: Response, sending: Sending) -> Sent:
    """The corrected answers stand on the day of the former ones. The same sending again is once.

    Raises NotComplete, OtherAnswers, PermissionDenied after 14 days, Http404 for what is not hers.
    """
    if response.assignment is None:
        raise Http404
    with transaction.atomic():
        assignment = my_assignment(actor=actor, ref=response.assignment.ref, lock=True)
        former = Response.objects.visible_to(actor).filter(pk=response.pk).first()
        if assignment is None or former is None:
            raise Http404
        found = stored(actor, assignment, sending)
        if found is not None:
            return Sent(found, is_new=False)
        demand(may_correct(actor, former, timezone.now()))
        form = form_of(former.version, sending.language)
        checked = checked_answers(form, sending)
        made = write(actor, assignment, form, checked, sending, None, amends=former)
        score_response(made)
        Response.objects.visible_to(actor).filter(pk=former.pk).update(withdrawn_at=Now())
        discard_draft(actor=actor, about=correction_key(former))
        record(actor=actor, verb="proms.response.corrected", thing=made, subject=made.subject_id)
        return Sent(made, is_new=True)
