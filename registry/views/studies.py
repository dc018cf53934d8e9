"""Members asked to studies: begun and stopped at the desk, answered by each for herself."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.actions import Looked, record_reads
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in
from registry.actions import studies as actions
from registry.forms.studies import BeginForm, YesForm
from registry.queries.requests import curates, request_of
from registry.queries.studies import is_open, my_invitation, reach_of, study_of, willing
from registry.request_change import as_approved
from registry.request_rules import may_begin_study, may_screen
from registry.views.requests import SIDES, WRITE

READ = "registry.study"  # what a researcher looked at


@only(*SIDES, health=True)
@require_http_methods(WRITE)
def study(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The letter, until when members are asked, and for whoever asked: who said yes."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    found, managing = study_of(row), curates(actor=actor, row=row)
    begins = bool(may_begin_study(actor, row, found, curates=managing))
    form = BeginForm(sent(request) if begins else None)
    if form.is_bound and form.is_valid():
        begin = partial(actions.begin_study, actor=actor, ref=ref, ends_on=form.cleaned_data["ends_on"])  # fmt: skip
        if attempt(form, begin):
            messages.success(request, _("Members are asked from now on, each by her own way."))
            return redirect("registry:study", ref)
    said_yes = willing(actor=actor, study=found) if found else []
    if said_yes:
        looked = [Looked(one.invitation.subject_id, ref=one.invitation.ref) for one in said_yes]
        record_reads(actor=actor, what=READ, looked=looked)
    context: dict[str, Any] = {
        "row": row,
        "study": found,
        "open": found is not None and is_open(found),
        "mine": row.asked_by == actor.account_id,
        "willing": said_yes,
        "form": form,
        "may_begin": begins,
        "may_stop": bool(may_screen(actor, row, curates=managing)),
    }
    return render(request, "registry/requests/study.html", context, status=status_of(form))


@only(Hat.CURATOR)
@require_POST
def stop_study(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nobody is asked any more."""
    actions.stop_study(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Nobody is asked any more."))
    return redirect("registry:study", ref)


@signed_in(health=True)
@require_http_methods(WRITE)
def my_study(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A letter to her, and her answer: a yes with how she may be reached, or a no."""
    actor = signed_in_actor(request)
    found = my_invitation(actor=actor, ref=ref)
    form = YesForm(sent(request), initial=reach_of(found) or {"name": actor.display_name})
    if request.method == "POST" and "no" in request.POST:
        actions.say_no(actor=actor, ref=ref)
        messages.success(request, _("You said no. Nobody asks you to this study again."))
        return redirect("registry:my_study", ref)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        yes = partial(actions.say_yes, actor=actor, ref=ref, name=told["name"], reach=told["reach"])
        if attempt(form, yes):
            messages.success(request, _("Thank you. Those of the study see now how to reach you."))
            return redirect("registry:my_study", ref)
    context = {
        "asked": found,
        "row": as_approved(found.study.request),
        "open": is_open(found.study),
        "form": form,
    }
    return render(request, "registry/mine/study.html", context, status=status_of(form))
