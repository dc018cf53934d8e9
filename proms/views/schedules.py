"""A member's schedules: what comes when, pausing, leaving, her own; and the curator's for everybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.actions.consent import child_of
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.call_secrets import can_be_dialled
from members.queries.identity import identity_of
from members.queries.own_pace import my_weekday
from po_platform.access.actor import Hat
from po_platform.access.declare import by_law_too, only, signed_in
from proms.actions import schedules as actions
from proms.actions.reasons import show_reason
from proms.models import Enrolment, Schedule
from proms.pause_forms import PauseForm, WhyForm
from proms.queries.endings import endings, not_asked_now
from proms.queries.instruments import open_instruments, usable_instruments
from proms.queries.offers import offered
from proms.queries.reasons import my_reasons
from proms.queries.schedules import (
    OnSchedule,
    lately_over,
    my_enrolments,
    rhythm_of,
    schedules_for_everybody,
)
from proms.reasons import said_words
from proms.rules import may_move_my_plan
from proms.schedule_forms import AnchorForm, ScheduleForm, WeekdayForm

Anchor = Schedule.Anchor


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What comes when, from whom, and on which weekday she likes to answer."""
    actor = signed_in_actor(request)
    day = None if actor.helping else my_weekday(actor=actor)
    form = WeekdayForm(sent(request), initial={"weekday": day})
    if form.is_valid():
        actions.answer_on(actor=actor, weekday=form.cleaned_data["weekday"])
        messages.success(request, _("Saved."))
        return redirect("proms:schedules")
    context = {
        "form": form,
        "child": child_of(actor),
        "offers": actor.helping is None and offered().exists(),
        "rows": my_enrolments(actor=actor),
        "over": lately_over(actor=actor, subject=actor.subject_id) if actor.subject_id else [],
        "reasons": [
            (
                one,
                [step.instrument.name for step in one.schedule.steps.all()],
                said_words(one.why, one.said_at, one.until),
            )
            for one in my_reasons(actor=actor)
        ],
    }
    return render(request, "proms/schedules/mine.html", context, status=status_of(form))


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Something to answer again and again, for herself."""
    anchors = (Anchor.DAY, Anchor.VISIT)
    form = ScheduleForm(sent(request), instruments=open_instruments(), anchors=anchors)
    if form.is_valid():
        actions.plan_for_myself(actor=signed_in_actor(request), planned=form.planned())
        messages.success(request, _("Saved. It comes on its day."))
        return redirect("proms:schedules")
    return render(request, "proms/schedules/new.html", {"form": form, "whose": "mine"})


def _one(request: HttpRequest, ref: UUID) -> OnSchedule:
    for found in my_enrolments(actor=signed_in_actor(request)):
        if found.enrolment.ref == ref:
            return found
    raise Http404


@by_law_too
@signed_in(health=True)
@require_safe
def one(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One of them, and what she can do with it."""
    found, child = _one(request, ref), child_of(signed_in_actor(request))
    schedule = found.enrolment.schedule
    context = {
        "row": found,
        "child": child,
        "paused": found.enrolment.state == Enrolment.State.PAUSED,
        "pause_form": PauseForm(for_child=bool(child)),
        "anchor_form": AnchorForm(initial={"anchor_on": found.enrolment.anchor_on})
        if may_move_my_plan(signed_in_actor(request), schedule)
        else None,
    }
    return render(request, "proms/schedules/one.html", context)


@by_law_too
@signed_in(health=True)
@require_POST
def change(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Pause, go on, leave, or count from another day."""
    actor, found = signed_in_actor(request), _one(request, ref)
    if "leave" in request.POST:
        actions.leave(actor=actor, ref=ref)
        messages.success(request, _("Nothing of it comes any more."))
        return redirect("proms:schedules")
    if "go_on" in request.POST:
        actions.go_on(actor=actor, ref=ref)
        messages.success(request, _("It goes on."))
        return redirect("proms:schedule", ref)
    pausing = "until" in request.POST
    child = child_of(actor)
    pause_form = PauseForm(request.POST if pausing else None, for_child=bool(child))
    plan = found.enrolment.schedule
    form = pause_form if pausing else AnchorForm(request.POST, schedule=plan)
    if form.is_valid():
        if pausing:
            given = form.cleaned_data
            actions.pause(actor=actor, ref=ref, until=given["until"], shown=given["shown"])
        else:
            actions.move_anchor(actor=actor, ref=ref, anchor_on=form.cleaned_data["anchor_on"])
        messages.success(request, _("Saved."))
        return redirect("proms:schedule", ref)
    context = {
        "row": found,
        "child": child,
        "form": form,
        "paused": found.enrolment.state == Enrolment.State.PAUSED,
        "pause_form": pause_form,
        "anchor_form": None if pausing else form,
    }
    return render(request, "proms/schedules/one.html", context, status=422)


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Several came back without an answer: a kind question, no blame."""
    found, child = _one(request, ref), child_of(signed_in_actor(request))
    form = WhyForm(sent(request), for_child=bool(child))
    if form.is_valid():
        given, shown = form.cleaned_data["why"], form.cleaned_data["shown"]
        actions.say_why(actor=signed_in_actor(request), ref=ref, why=given, shown=shown)
        if given not in actions.CALLS:
            messages.success(request, _("Thank you. That helps us."))
            return redirect("members:start")
        if not _can_be_called(request):  # so she asks for a call, with a number
            messages.success(request, _("Thank you. Tell us how we reach you by telephone."))
            return redirect("members:call_me")
        messages.success(
            request, _("Thank you. Somebody of our helper desk calls you about the next one.")
        )
        return redirect("members:start")
    return render(request, "proms/schedules/why.html", {"form": form, "row": found, "child": child})


def _can_be_called(request: HttpRequest) -> bool:
    actor = signed_in_actor(request)
    known = identity_of(actor=actor, person_id=actor.person_id) if actor.person_id else None
    return known is not None and can_be_dialled(known.phone)


@by_law_too
@signed_in(health=True)
@require_POST
def show_why(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A reason she gave: shown beside her answers, or to nobody any more."""
    shown = "show" in request.POST
    show_reason(actor=signed_in_actor(request), ref=ref, shown=shown)
    messages.success(
        request, _("It is shown again.") if shown else _("Nobody else sees this reason any more.")
    )
    return redirect("proms:schedules")


# ---------- The curator ----------


@only(Hat.CURATOR)
@require_safe
def for_everybody(request: HttpRequest) -> HttpResponse:
    """What every member is asked, and when."""
    today, every = timezone.localdate(), schedules_for_everybody()
    asked = {step.instrument_id: step.instrument for one in every for step in one.steps.all()}
    rests = {one.pk for one in not_asked_now(list(asked.values()))}
    near = {one.instrument.pk: one for one in endings(today=today) if not one.is_over(today)}
    rows = [
        (
            found,
            rhythm_of(found),
            [asked[pk].name for pk in _asked(found) if pk in rests],
            [(near[pk].name, near[pk].ends_on) for pk in _asked(found) if pk in near],
        )
        for found in every
    ]
    return render(request, "proms/schedules/for_everybody.html", {"rows": rows})


def _asked(schedule: Schedule) -> list[int]:
    return [step.instrument_id for step in schedule.steps.all()]


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_for_everybody(request: HttpRequest) -> HttpResponse:
    """Another one."""
    anchors = (Anchor.START, Anchor.DAY, Anchor.VISIT)
    form = ScheduleForm(
        sent(request), instruments=usable_instruments(), anchors=anchors, later=True, offers=True
    )
    if form.is_valid():
        made = actions.plan_for_everybody(actor=signed_in_actor(request), planned=form.planned())
        told = _("Saved. Members find it under “Take part”.")
        messages.success(
            request, told if made.offered else _("Saved. The lists fill within a few minutes.")
        )
        return redirect("proms:schedules_for_everybody")
    return render(request, "proms/schedules/new.html", {"form": form, "whose": "everybody"})


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def move_for_everybody(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Counts from another day for every member."""
    found = get_object_or_404(
        Schedule,
        ref=ref,
        meant_for=Schedule.For.EVERYBODY,
        anchor=Anchor.DAY,
        ended_at__isnull=True,
    )
    form = AnchorForm(sent(request), initial={"anchor_on": found.anchor_on}, schedule=found)
    if form.is_valid():
        given = form.cleaned_data["anchor_on"]
        actions.move_for_everybody(actor=signed_in_actor(request), schedule=found, anchor_on=given)
        messages.success(request, _("Saved. It counts from this day within a few minutes."))
        return redirect("proms:schedules_for_everybody")
    context = {
        "form": form,
        "who": _("Every member"),
        "rhythm": rhythm_of(found),
        "back": reverse("proms:schedules_for_everybody"),
    }
    return render(request, "proms/schedules/anchor.html", context, status=status_of(form))


@only(Hat.CURATOR)
@require_POST
def end_for_everybody(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nothing of it opens any more."""
    found = get_object_or_404(Schedule, ref=ref, meant_for=Schedule.For.EVERYBODY)
    actions.end_for_everybody(actor=signed_in_actor(request), schedule=found)
    messages.success(request, _("Ended. What waits on lists may still be answered."))
    return redirect("proms:schedules_for_everybody")
