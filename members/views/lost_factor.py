"""The lost second factor: the two people of the office, and the one it belongs to."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.actions import lost_factor as actions
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.forms.office import ReasonForm
from members.lost_factor_rules import FACTOR_DELAY, may_confirm_factor
from members.models import LostFactorRequest, Person
from members.queries import people_office as queries
from members.queries.care import account_names
from members.queries.lost_factor import my_factor_request
from members.views.office_task import Task, do_task
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in


@only(Hat.ADMINISTRATOR, fresh=True)
def factor(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The lost second factor of one person: ask, confirm, or stop."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    asked = queries.open_factor_request_of(actor=actor, account_id=who.account_id)
    if asked is None:
        return _ask(request, who)
    form = forms.Form(request.POST or None)
    if request.method == "POST":
        step = (
            actions.stop_factor_removal
            if "stop" in request.POST
            else actions.confirm_factor_removal
        )
        if attempt(form, lambda: step(actor=actor, request_id=asked.pk)):
            messages.success(request, _("Saved."))
            return redirect("members:person", who.ref)
    context = _factor_context(who, asked) | {
        "form": form,
        "may_confirm": bool(may_confirm_factor(actor, asked)),
    }
    return render(request, "members/office/factor.html", context, status=status_of(form))


def _factor_context(who: Person, asked: LostFactorRequest) -> dict[str, object]:
    names = account_names([asked.asked_by, *filter(None, [asked.confirmed_by])])
    return {
        "who": who,
        "asked": asked,
        "asked_by": names.get(asked.asked_by, ""),
        "confirmed_by": names.get(asked.confirmed_by or 0, ""),
        "gone_at": asked.confirmed_at + FACTOR_DELAY if asked.confirmed_at else None,
    }


def _ask(request: HttpRequest, who: Person) -> HttpResponse:
    actor = signed_in_actor(request)
    task = Task(
        _("The second factor is lost"),
        _("Ask to remove it"),
        _("Written down. Now somebody else of the office confirms it."),
        _(
            "Two people of the office agree, the person is told, and a day later the second factor"
            " is removed. Call back on the number we have first."
        ),
    )
    return do_task(
        request,
        who,
        ReasonForm(request.POST or None),
        task,
        lambda given: actions.ask_for_factor_removal(
            actor=actor, person_id=who.pk, reason=given["reason"]
        ),
    )


@signed_in()
def lost_factor(request: HttpRequest) -> HttpResponse:
    """What the person it belongs to sees: what is going to happen, and how to stop it."""
    actor = signed_in_actor(request)
    asked = my_factor_request(actor=actor)
    if request.method == "POST":
        if asked is None:
            raise Http404
        actions.stop_factor_removal(actor=actor, request_id=asked.pk)
        messages.success(request, _("Stopped. Your second factor stays."))
        return redirect("members:start")
    gone_at = asked.confirmed_at + FACTOR_DELAY if asked and asked.confirmed_at else None
    return render(request, "members/lost_factor.html", {"asked": asked, "gone_at": gone_at})
