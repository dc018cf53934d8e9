"""The questions on paper, with a code: to fill in with a pen and hand in, or to post."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.asking import signed_in_actor
from members.queries.letters import letter_frame, letter_head
from members.queries.organisation import current_organisation
from notifications.paper import LetterFrame, PaperLetter, PaperPart
from notifications.typesetting import NotTypeset, typeset
from po_platform.access.actor import Hat, Tick
from po_platform.access.declare import helpers_too, only, signed_in
from proms import looks
from proms.actions.sheets import print_for_patient, print_my_sheet
from proms.opened import ground, opened_person


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_POST
def mine(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What she has begun on the screen stays; the sheet is empty."""
    language = get_language() or "en"
    return _pdf(print_my_sheet(actor=signed_in_actor(request), ref=ref, language=language))


@only(Hat.CLINICIAN, health=True)
@require_POST
def of_patient(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """For somebody in the waiting room; no name stands on it."""
    actor, language = signed_in_actor(request), get_language() or "en"
    ground(actor=actor, subject=subject)
    part = print_for_patient(actor=actor, subject=subject, ref=ref, language=language)
    opened_person(actor=actor, subject=subject, what=looks.SHEET)
    return _pdf(part)


def _pdf(part: PaperPart) -> HttpResponse:
    language = get_language() or "en"
    organisation, head = current_organisation(language), letter_head()
    frame = LetterFrame(organisation.name, (), "", ())
    if head is not None:
        frame = letter_frame(head, organisation)
    alone = PaperLetter((), language, "", "", (), (part,), ())
    try:
        made = typeset([alone], frame, language=language)
    except NotTypeset as error:
        raise PermissionDenied(
            _("The sheet could not be made just now. Call us, we send it by post.")
        ) from error
    headers = {"Content-Disposition": 'inline; filename="questions.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
