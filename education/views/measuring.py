"""How she was at the start, at the end and three months on: three times asked, never judged."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import measuring as actions
from education.forms.programmes import UntilForm
from education.queries.measuring import charts_of, measured, my_measuring
from education.queries.ways import my_walk
from members.asking import sent, signed_in_actor
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_safe
def changed(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The three times side by side: a picture of each scale, the numbers and words behind it."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    found = measured(actor=actor, enrolment=walk.enrolment)
    if found is None:
        raise Http404
    context = {"walk": walk, "measured": found, "charts": charts_of(actor=actor, found=found)}
    return render(request, "education/programmes/changed.html", context)


@signed_in(health=True)
@require_POST
def measuring(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Answers the questions, takes what she answered elsewhere, leaves them out, or not after all."""
    actor = signed_in_actor(request)
    way = my_measuring(actor=actor, ref=ref).enrolment.ref
    match request.POST.get("do", ""):
        case "answer":
            return redirect(actions.take_up(actor=actor, ref=ref))
        case "recent":
            actions.take_recent(actor=actor, ref=ref)
            messages.success(request, _("Your answers of those days count here too."))
        case "leave":
            actions.leave_out(actor=actor, ref=ref)
            messages.success(request, _("Left out. The programme is the same without it."))
        case "ask":
            actions.ask_after_all(actor=actor, ref=ref)
        case _:
            raise Http404
    return redirect("education:way", way)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def measuring_day(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another day for the third time."""
    actor = signed_in_actor(request)
    row = my_measuring(actor=actor, ref=ref)
    if row.moment != row.Moment.LATER or row.asked_ref is not None:
        raise Http404
    form = UntilForm(sent(request))
    if form.is_valid():
        actions.move_day(actor=actor, ref=ref, day=form.until())
        messages.success(request, _("Moved. We write to you once, on that day."))
        return redirect("education:programme_changed", row.enrolment.ref)
    context = {"form": form, "row": row}
    status = 422 if form.is_bound else 200
    return render(request, "education/programmes/measuring_day.html", context, status=status)
