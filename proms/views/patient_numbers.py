"""By which number of its own a clinic knows somebody who shares with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms import looks
from proms.actions.patient_numbers import NumberTaken, note_number, take_number_away
from proms.arrangement_forms import NumberForm
from proms.opened import ground, opened_person
from proms.queries.patient_numbers import numbers_of


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Typed in by hand; kept as a mark, so that nobody reads it here again."""
    actor = signed_in_actor(request)
    ground(actor=actor, subject=subject)
    rows = numbers_of(actor=actor, subject=subject)
    removed = request.POST.get("remove", "")
    if removed.isdecimal() and len(removed) < 10:
        take_number_away(actor=actor, subject=subject, clinic_id=int(removed))
        messages.success(request, _("The number is taken away."))
        return redirect("proms:patient_number", subject=subject)
    clinics = [one.clinic for one in rows if one.shares]
    if request.method == "POST" and not clinics:  # the page has no such form then
        raise Http404
    form = NumberForm(sent(request), clinics=clinics)
    if form.is_valid():
        try:
            note_number(actor=actor, subject=subject, **form.cleaned_data)
        except NumberTaken:
            form.add_error("number", _("Your clinic has this number for somebody else"))
        else:
            messages.success(request, _("Noted. Your next list of visits knows it."))
            return redirect("proms:patient_number", subject=subject)
    context = {
        "person": opened_person(actor=actor, subject=subject, what=looks.NUMBER),
        "subject": subject,
        "rows": [one for one in rows if one.since],
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "proms/arranging/number.html", context, status=status)
