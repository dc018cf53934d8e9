"""A clinician plans for somebody who shares with her: visits, and what is asked when."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from members.attempts import status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms import looks
from proms.actions.schedules import end_for_patient, move_for_patient, plan_for_patient
from proms.actions.visits import cancel_visit, move_visit, note_visit
from proms.models import Schedule
from proms.opened import ground, opened_person
from proms.queries.instruments import usable_instruments
from proms.queries.schedules import (
    enrolment_of,
    enrolments_of,
    in_hands_of,
    lately_over,
    rhythm_of,
)
from proms.queries.visits import visit_of, visits_of
from proms.schedule_forms import AnchorForm, ScheduleForm
from proms.visit_forms import VisitForm

ANCHORS = (Schedule.Anchor.DAY, Schedule.Anchor.VISIT)


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Visits to come, what runs, and a form for each."""
    actor = signed_in_actor(request)
    ground(actor=actor, subject=subject)
    noting = request.method == "POST" and "on" in request.POST
    planning = request.method == "POST" and not noting
    visit_form = VisitForm(request.POST if noting else None)
    form = ScheduleForm(
        request.POST if planning else None,
        instruments=usable_instruments(),
        anchors=ANCHORS,
        later=True,
    )
    if noting and visit_form.is_valid():
        note_visit(actor=actor, when=visit_form.when(), subject=subject)
        messages.success(request, _("The visit is written down. The patient sees it too."))
        return redirect("proms:plan_for_patient", subject=subject)
    if planning and form.is_valid():
        plan_for_patient(actor=actor, subject=subject, planned=form.planned())
        messages.success(request, _("Planned. It comes on its day."))
        return redirect("proms:plan_for_patient", subject=subject)
    person = opened_person(actor=actor, subject=subject, what=looks.PLAN)
    rows = [  # what somebody planned for herself is hers
        row
        for row in enrolments_of(actor=actor, subject=subject)
        if row.enrolment.schedule.meant_for == Schedule.For.PATIENT
    ]
    context = {
        "person": person,
        "subject": subject,
        "visits": visits_of(actor=actor, subject=subject, today=timezone.localdate()),
        "rows": rows,
        "mine": in_hands_of(actor=actor, schedules=[row.enrolment.schedule for row in rows]),
        "over": lately_over(actor=actor, subject=subject),
        "form": visit_form if noting else form,
        "visit_form": visit_form,
        "schedule_form": form,
    }
    return render(request, "proms/schedules/patient.html", context)


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """A visit on another day; what is planned around it goes with it."""
    actor = signed_in_actor(request)
    ground(actor=actor, subject=subject)
    visit = visit_of(actor=actor, subject=subject, ref=ref)
    if visit is None:
        raise Http404
    now = {"on": visit.on, "at": visit.at, "with_whom": visit.with_whom}
    form = VisitForm(sent(request), initial=now)
    if form.is_valid():
        move_visit(actor=actor, ref=ref, when=form.when(), subject=subject)
        messages.success(request, _("The visit is moved. The patient sees it too."))
        return redirect("proms:plan_for_patient", subject=subject)
    person = opened_person(actor=actor, subject=subject, what=looks.PLAN)
    context = {"person": person, "subject": subject, "visit": visit, "form": form}
    return render(request, "proms/schedules/move.html", context)


@only(Hat.CLINICIAN, health=True)
@require_POST
def cancel(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """A visit that does not take place."""
    cancel_visit(actor=signed_in_actor(request), ref=ref, subject=subject)
    messages.success(request, _("The visit is taken off the list."))
    return redirect("proms:plan_for_patient", subject=subject)


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def move_plan(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """What her clinic planned counts from another day: an operation was put off, say."""
    actor = signed_in_actor(request)
    ground(actor=actor, subject=subject)
    found = enrolment_of(actor=actor, subject=subject, ref=ref)
    if found is None or not in_hands_of(actor=actor, schedules=[found.schedule]):
        raise Http404
    if found.schedule.anchor == Schedule.Anchor.VISIT:  # moves with its visit
        raise Http404
    now = {"anchor_on": found.anchor_on}
    form = AnchorForm(sent(request), initial=now, schedule=found.schedule)
    if form.is_valid():
        given = form.cleaned_data["anchor_on"]
        move_for_patient(actor=actor, subject=subject, ref=ref, anchor_on=given)
        messages.success(request, _("Saved. What is to come counts from this day."))
        return redirect("proms:plan_for_patient", subject=subject)
    person = opened_person(actor=actor, subject=subject, what=looks.PLAN)
    context = {
        "form": form,
        "who": person.name,
        "rhythm": rhythm_of(found.schedule),
        "back": reverse("proms:plan_for_patient", args=[subject]),
    }
    return render(request, "proms/schedules/anchor.html", context, status=status_of(form))


@only(Hat.CLINICIAN, health=True)
@require_POST
def end(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """What she or her clinic planned."""
    end_for_patient(actor=signed_in_actor(request), subject=subject, ref=ref)
    messages.success(request, _("Ended. Nothing of it comes any more."))
    return redirect("proms:plan_for_patient", subject=subject)
