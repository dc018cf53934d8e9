"""The questions of one entry of a list on paper, exactly that version, with a code on every page."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from audit.actions import record
from members.facts import people_behind
from members.queries.grants import grant_behind
from members.reply_codes import in_groups
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from proms.actions.reply_codes import print_reply_code
from proms.models import Assignment
from proms.paper import printed_form
from proms.queries.assignments import my_assignment, open_of
from proms.queries.licences import form_to_ask
from proms.rules import may_answer, may_ask, may_be_used


def print_my_sheet(*, actor: SignedIn, ref: UUID, language: str) -> PaperPart:
    """For the person herself, or for whoever answers with her. Twice it is the same code.

    Raises Http404 for what is not on her list, PermissionDenied when it is over or the licence is.
    """
    with transaction.atomic():
        held = my_assignment(actor=actor, ref=ref, lock=True)
        if held is None:
            raise Http404
        demand(may_answer(actor, held))
        return _sheet(actor, held, language)


def print_for_patient(*, actor: SignedIn, subject: UUID, ref: UUID, language: str) -> PaperPart:
    """For somebody who shares with the actor, of what waits on her list."""
    grant = grant_behind(actor=actor, subject=subject, scope="proms")
    demand(may_ask(actor, shares_with_actor=grant is not None))
    with transaction.atomic():
        waits = {one.ref: one for one in open_of(actor=actor, subject=subject)}
        if ref not in waits:
            raise Http404
        return _sheet(actor, waits[ref], language)


def _sheet(actor: SignedIn, held: Assignment, language: str) -> PaperPart:
    demand(may_be_used(held.instrument))
    helped = actor.helping.person_id if actor.helping else None
    person = helped or people_behind([held.subject_id]).get(held.subject_id)
    if person is None:
        raise Http404
    form = form_to_ask(held, language)
    # Whose code it is, only the system for her may say: who prints it sees none of her codes.
    her = System(Purpose.EXPORT, held.subject_id, person)
    with acting_as(her):
        code, _until = print_reply_code(actor=her, assignment=held, language=form.language)
    record(actor=actor, verb="proms.sheet.printed", thing=held, subject=held.subject_id)
    return PaperPart((), in_groups(code), form=printed_form(held, form))
