"""What was sent, on one page for a doctor, for a helper who reads it anyway: to show or to print."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from audit.actions import record_read
from members.asking import signed_in_actor
from po_platform.access.actor import SignedIn, Tick
from po_platform.access.declare import helpers_too, signed_in
from proms.letter import Letter, letter_about
from proms.looks import HELPER_PAGE
from proms.views.files import pdf_file


def _letter(actor: SignedIn, subject: UUID) -> Letter:
    """What her tick opens, and the look at it; own words, visits and diary stay with their person."""
    if actor.helping is None:
        raise Http404
    record_read(actor=actor, subject=subject, what=HELPER_PAGE, grant_id=actor.helping.grant_id)
    return letter_about(
        actor=actor, subject=subject, language=get_language() or "en", today=timezone.localdate()
    )


@helpers_too(Tick.SUMMARY)
@signed_in(health=True)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page on the screen. Who prepares visits, for herself or by law, goes there."""
    actor = signed_in_actor(request)
    if actor.helping is None or actor.decides_by_law or actor.subject_id is None:
        return redirect("proms:visits")
    context = {"letter": _letter(actor, actor.subject_id), "name": actor.helping.name}
    return render(request, "proms/helper_page.html", context)


@helpers_too(Tick.SUMMARY)
@signed_in(health=True)
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The same to print."""
    actor = signed_in_actor(request)
    if actor.helping is None or actor.decides_by_law or actor.subject_id is None:
        return redirect("proms:visits")
    return pdf_file(_letter(actor, actor.subject_id), actor.helping.name)
