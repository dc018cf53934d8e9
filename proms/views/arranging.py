"""Which scales open first: a clinic's choice, and a clinician's for one person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from members.queries.care import my_clinics
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms import looks
from proms.actions.arrangement import arrange_for_patient, choose_for_clinic
from proms.arrangement_forms import ClinicScalesForm, PatientScalesForm
from proms.opened import ground, opened_person
from proms.queries.arrangement import (
    choices_of,
    choosable,
    chosen_by_clinic,
    clinic_of,
    scales_in_use,
)
from proms.queries.course import scores_over_time
from proms.queries.norms import norm_choices, offers_for


@only(Hat.CLINICIAN, health=True)
@require_safe
def clinics(request: HttpRequest) -> HttpResponse:
    """The clinics I work at, and what each opens first."""
    names = {one.key: one.label for one in scales_in_use(language=get_language() or "en")}
    rows = [
        (clinic, [names[key] for key in chosen_by_clinic(clinic_id=clinic.pk) if key in names])
        for clinic in my_clinics(actor=signed_in_actor(request))
    ]
    return render(request, "proms/arranging/mine.html", {"rows": rows})


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def clinic(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """Up to six scales that open first wherever this clinic reads."""
    actor = signed_in_actor(request)
    found = clinic_of(actor=actor, clinic_id=clinic_id)
    form = ClinicScalesForm(
        sent(request),
        scales=scales_in_use(language=get_language() or "en"),
        chosen=chosen_by_clinic(clinic_id=found.pk),
    )
    if form.is_valid():
        choose_for_clinic(actor=actor, clinic_id=found.pk, scales=form.scales())
        messages.success(request, _("Saved. Everybody at the clinic sees it this way."))
        return redirect("proms:my_clinics")
    context = {"form": form, "clinic": found}
    return render(request, "proms/arranging/clinic.html", context)


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def patient(request: HttpRequest, subject: UUID) -> HttpResponse:
    """For one person, on my own pages; one press brings everything back."""
    actor = signed_in_actor(request)
    ground(actor=actor, subject=subject)
    lines = scores_over_time(actor=actor, subject=subject)
    chosen = norm_choices(actor=actor, subject=subject)
    form = PatientScalesForm(
        sent(request),
        scales=choosable(lines, get_language() or "en"),
        chosen=choices_of(actor=actor, subject=subject),
        offers=offers_for(lines),
        norms=chosen,
    )
    if request.method == "POST" and ("reset" in request.POST or form.is_valid()):
        reset = "reset" in request.POST
        places = {} if reset else form.places()
        norms = dict.fromkeys(chosen, "") if reset else form.norms()
        arrange_for_patient(actor=actor, subject=subject, places=places, norms=norms)
        messages.success(request, _("Saved. Nothing has left the summary."))
        return redirect("proms:summary", subject=subject)
    person = opened_person(actor=actor, subject=subject, what=looks.ARRANGE)
    context = {"person": person, "subject": subject, "form": form}
    return render(request, "proms/arranging/patient.html", context)
