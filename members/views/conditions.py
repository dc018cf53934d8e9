"""My diagnoses: said, corrected and taken back by the member, and read by nobody else."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions import conditions as actions
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.own_health import SaidForm, SayForm
from members.queries import conditions as queries
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    """What stands there, with what stood there before."""
    actor = signed_in_actor(request)
    context = {
        "conditions": queries.my_conditions(actor=actor),
        "taken_off": queries.taken_off(actor=actor),
        "offered": bool(queries.catalogue()),
    }
    return render(request, "members/me/conditions.html", context)


@signed_in(health=True)
def say(request: HttpRequest) -> HttpResponse:
    """One more."""
    actor = signed_in_actor(request)
    form = SayForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: actions.say_condition(
                actor=actor,
                condition_id=given["condition"],
                status=given["status"],
                since=given["since"],
            ),
        ):
            messages.success(request, _("Saved. Only you see it."))
            return redirect("members:conditions")
    context = {"form": form, "said": None}
    return render(request, "members/me/condition.html", context, status=status_of(form))


@signed_in(health=True)
def correct(request: HttpRequest, ref: UUID) -> HttpResponse:
    """More or less sure than before, or another date."""
    actor = signed_in_actor(request)
    said = queries.my_condition(actor=actor, ref=ref)
    if said is None:
        raise Http404
    form = SaidForm(sent(request), initial={"status": said.status, "since": said.since})
    if request.method == "POST" and form.is_valid():
        actions.correct_condition(
            actor=actor,
            ref=ref,
            status=form.cleaned_data["status"],
            since=form.cleaned_data["since"],
        )
        messages.success(request, _("Saved. Only you see it."))
        return redirect("members:conditions")
    context = {"form": form, "said": said}
    return render(request, "members/me/condition.html", context, status=status_of(form))


@signed_in(health=True)
@require_POST
def take_off(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Off the list; for 30 days it can be put back."""
    actions.take_off_condition(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken off. It is deleted in 30 days; until then you can undo it."))
    return redirect("members:conditions")


@signed_in(health=True)
@require_POST
def put_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As if it had not been taken off."""
    actions.put_back_condition(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Undone. Everything is as before."))
    return redirect("members:conditions")
