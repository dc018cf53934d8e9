"""Calls: a member's page about them, and the one call a guide makes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from education.actions import guide_calls as actions
from education.forms.guide_calls import CameForm, MayCallForm, PutCallForm
from education.models import GuideAssignment, GuideCall, MayCall
from education.models.guide_calls import MOST_TRIES
from education.queries import guide_calls as queries
from education.queries.guiding import guided, my_assignment
from education.queries.ways import my_walk
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in

WRITE = ("GET", "HEAD", "POST")


@signed_in(health=True)
@require_http_methods(WRITE)
def my_calls(request: HttpRequest, ref: UUID) -> HttpResponse:
    """May your guide call you? And what came of calls so far."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    enrolment = walk.enrolment
    agreed = queries.may_call(actor=actor, enrolment=enrolment)
    if request.method == "POST" and request.POST.get("do") == "stop":
        actions.want_no_calls(actor=actor, ref=ref)
        messages.success(request, _("Nobody calls you any more. Your number is deleted here."))
        return redirect("education:my_guide", ref)
    known = {"number": queries.number_of(agreed), "suits": agreed.suits} if agreed else {}
    form = MayCallForm(sent(request), initial=known)
    if form.is_valid() and attempt(
        form, lambda: actions.agree_to_calls(actor=actor, ref=ref, **form.cleaned_data)
    ):
        messages.success(request, _("Saved. Your guide may call you."))
        return redirect("education:my_guide", ref)
    context = {
        "walk": walk,
        "form": form,
        "agreed": agreed,
        "has_guide": my_assignment(actor=actor, enrolment=enrolment) is not None,
        "call": queries.open_call(actor=actor, enrolment=enrolment),
        "tries": queries.tries_of(actor=actor, enrolment=enrolment),
        "most": MOST_TRIES,
    }
    return render(request, "education/programmes/my_calls.html", context, status=status_of(form))


@only(Hat.GUIDE, health=True)
@require_http_methods(WRITE)
def guide_call(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One call: put it on the list, dial, write down what came of it."""
    actor = signed_in_actor(request)
    assignment, name = guided(actor=actor, ref=ref)
    call = queries.open_call(actor=actor, enrolment=assignment.enrolment)
    agreed = queries.may_call(actor=actor, enrolment=assignment.enrolment)
    if request.method == "POST" and request.POST.get("do") == "off":
        actions.take_off_call(actor=actor, assignment=assignment)
        messages.success(request, _("Off the list."))
        return redirect("education:guided_person", ref)
    if call is None or agreed is None:
        return _put(request, assignment, name, agreed)
    return _made(request, assignment, name, call, agreed)


def _put(
    request: HttpRequest, assignment: GuideAssignment, name: str, agreed: MayCall | None
) -> HttpResponse:
    actor = signed_in_actor(request)
    form = PutCallForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: actions.put_call(actor=actor, assignment=assignment, **form.cleaned_data)
    ):
        messages.success(request, _("On your list."))
        return redirect("education:guide_call", assignment.ref)
    tries = queries.tries_of(actor=actor, enrolment=assignment.enrolment)
    context = {
        "assignment": assignment, "name": name, "form": form, "agreed": agreed, "tries": tries,
        "most": MOST_TRIES,
        "verdict": queries.may_put_call(
            actor=actor, enrolment=assignment.enrolment, agreed=agreed
        ),
    }  # fmt: skip
    return render(request, "education/guides/put_call.html", context, status=status_of(form))


def _made(
    request: HttpRequest, assignment: GuideAssignment, name: str, call: GuideCall, agreed: MayCall
) -> HttpResponse:
    actor = signed_in_actor(request)
    form = CameForm(sent(request), last=call.tries + 1 >= MOST_TRIES)
    if form.is_valid() and attempt(
        form,
        lambda: actions.write_call(
            actor=actor, assignment=assignment, came=form.cleaned_data["came"],
            note=form.cleaned_data["note"], next_on=form.next_day(),
        ),
    ):  # fmt: skip
        messages.success(request, _("Written down."))
        return redirect("education:guided_person", assignment.ref)
    number, href = queries.number_to_call(actor=actor, assignment=assignment, row=agreed)
    context = {
        "assignment": assignment, "name": name, "form": form, "call": call, "agreed": agreed,
        "number": number, "href": href, "most": MOST_TRIES,
        "tries": queries.tries_of(actor=actor, enrolment=assignment.enrolment),
    }  # fmt: skip
    return render(request, "education/guides/call.html", context, status=status_of(form))
