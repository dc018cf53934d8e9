"""Asking those who want to be asked each time: the curator begins it, each member answers."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in
from registry.actions.single_uses import answer_use, ask_for_use
from registry.forms.studies import BeginAskingForm
from registry.queries.requests import curates, request_of
from registry.queries.single_uses import (
    asked_of_me,
    asking_of,
    is_open,
    outcomes_of,
    wants_to_be_asked,
)
from registry.request_change import as_approved
from registry.request_rules import may_ask_for_use
from registry.request_shown import Shown
from registry.single_use_work import why

WRITE = ["GET", "HEAD", "POST"]


@only(Hat.CURATOR)
@require_http_methods(WRITE)
def asking(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Until when they may answer; nobody reads who was asked, nor how many."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    found = asking_of(row)
    form = BeginAskingForm(sent(request))
    if request.method == "POST" and form.is_valid():
        ends_on = form.cleaned_data["ends_on"]
        if attempt(form, partial(ask_for_use, actor=actor, ref=ref, ends_on=ends_on)):
            messages.success(request, _("Members are asked from now on, each by her own way."))
            return redirect("registry:use_asking", ref)
    may = may_ask_for_use(actor, row, found, curates=curates(actor=actor, row=row))
    context = {
        "row": row,
        "asking": found,
        "open": found is not None and is_open(found),
        "form": form,
        "may_begin": may,
    }
    return render(request, "registry/requests/asking.html", context, status=status_of(form))


@signed_in(health=True)
@require_http_methods(WRITE)
def my_use(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What her answers would be used for, and her yes or no for this alone."""
    actor = signed_in_actor(request)
    found = asked_of_me(actor=actor, ref=ref)
    if request.method == "POST" and {"yes", "no"} & set(request.POST):
        yes = "yes" in request.POST
        answer_use(actor=actor, ref=ref, yes=yes)
        said = _("Saved. Your answers may be used for this.") if yes else _("Saved. You said no.")
        messages.success(request, said)
        return redirect("registry:my_use", ref)
    row = as_approved(found.asking.request)
    context = {
        "asked": found,
        "row": row,
        "why": why(),
        "questions": Shown(row).chosen(),
        "outcome": outcomes_of(actor=actor, asked=[found])[0],
        "open": is_open(found.asking),
        "wants": wants_to_be_asked(actor=actor, asking=found.asking),
    }
    return render(request, "registry/mine/use.html", context)
