"""Clinics in the office: who works where, with the day of joining and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.actions import office as actions
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.forms.clinics import AddClinicianForm, ClinicForm
from members.queries import clinics_office as queries
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
def clinics(request: HttpRequest) -> HttpResponse:
    """All clinics."""
    found = queries.clinics(actor=signed_in_actor(request))
    return render(request, "members/office/clinics.html", {"clinics": found})


@only(Hat.ADMINISTRATOR)
def new_clinic(request: HttpRequest) -> HttpResponse:
    """One more clinic."""
    form = ClinicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.create_clinic(actor=signed_in_actor(request), **form.cleaned_data)
        messages.success(request, _("Added. Now add who works there."))
        return redirect("members:office_clinic", made.pk)
    return render(
        request,
        "members/office/clinic_edit.html",
        {"form": form, "clinic": None},
        status=status_of(form),
    )


@only(Hat.ADMINISTRATOR)
def clinic(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """One clinic, and somebody more who works there."""
    actor = signed_in_actor(request)
    found = queries.clinic_by_id(actor=actor, clinic_id=clinic_id)
    choices = list(queries.clinicians_elsewhere(actor=actor, clinic=found))
    form = AddClinicianForm(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.cleaned_data["account"]
        if attempt(
            form,
            lambda: actions.add_clinician(actor=actor, clinic_id=found.pk, account_id=account),
        ):
            messages.success(request, _("Added. Members who share with the clinic see it."))
            return redirect("members:office_clinic", found.pk)
    rows = list(queries.memberships_of(actor=actor, clinic=found))
    context = {
        "clinic": found,
        "form": form,
        "choices": choices,
        "present": [row for row in rows if row.left_at is None],
        "gone": [row for row in rows if row.left_at is not None],
    }
    return render(request, "members/office/clinic.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
def change_clinic(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """Another name or number."""
    actor = signed_in_actor(request)
    found = queries.clinic_by_id(actor=actor, clinic_id=clinic_id)
    form = ClinicForm(request.POST or None, initial={"name": found.name, "phone": found.phone})
    if request.method == "POST" and form.is_valid():
        actions.change_clinic(actor=actor, clinic_id=found.pk, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("members:office_clinic", found.pk)
    return render(
        request,
        "members/office/clinic_edit.html",
        {"form": form, "clinic": found},
        status=status_of(form),
    )


@only(Hat.ADMINISTRATOR)
@require_POST
def leave_clinic(request: HttpRequest, clinic_id: int, membership_id: int) -> HttpResponse:
    """Takes somebody out of a clinic, from the next request on."""
    actor = signed_in_actor(request)
    found = queries.clinic_by_id(actor=actor, clinic_id=clinic_id)
    if not queries.memberships_of(actor=actor, clinic=found).filter(pk=membership_id).exists():
        raise Http404
    actions.remove_clinician(actor=actor, membership_id=membership_id)
    messages.success(request, _("Taken out. Members who share with the clinic see it."))
    return redirect("members:office_clinic", found.pk)
