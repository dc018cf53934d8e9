"""A sealed copy of a release: asked for, agreed to, opened, fetched."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions import archives as actions
from registry.forms.archives import ArchiveForm, OpenForm
from registry.models import DataRequest
from registry.queries.releases import release_of
from registry.queries.requests import curates, request_of
from registry.request_rules import may_ask_for_archive, may_open_archive
from registry.views.requests import WRITE


def _step(request: HttpRequest, row: DataRequest, form: forms.Form, label: str) -> HttpResponse:
    context = {"form": form, "row": row, "label": label, "final": False}
    return render(request, "registry/requests/step.html", context, status=status_of(form))


@only(Hat.RESEARCHER, health=True)
@require_http_methods(WRITE)
def ask(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Instead of destroying the data: who keeps them sealed, until when, and why."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    release = release_of(row)
    demand(may_ask_for_archive(actor, release, actions.archive_of(release)))
    form = ArchiveForm(sent(request))
    if request.method == "POST" and form.is_valid():
        take = partial(actions.ask_for_archive, actor=actor, ref=ref, **form.cleaned_data)
        if attempt(form, take):
            messages.success(request, _("Asked. You are told when others have answered."))
            return redirect("registry:release", ref)
    return _step(request, row, form, _("Ask for a sealed copy"))


@only(Hat.CURATOR, Hat.COMMITTEE, health=True)
@require_POST
def settle(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A yes or a no to it."""
    agree = "agree" in request.POST
    actions.settle_archive(actor=signed_in_actor(request), ref=ref, agree=agree)
    said = _("Agreed. At the end our copy is sealed.") if agree else _("Declined. Whoever asked is told.")  # fmt: skip
    messages.success(request, said)
    return redirect("registry:release", ref)


@only(Hat.CURATOR, Hat.COMMITTEE, health=True)
@require_http_methods(WRITE)
def open_again(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Opens it for a week, with a reason."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    release = release_of(row)
    kept = actions.archive_of(release)
    demand(may_open_archive(actor, release, kept, curates=curates(actor=actor, row=row)))
    form = OpenForm(sent(request))
    if request.method == "POST" and form.is_valid():
        take = partial(actions.open_archive, actor=actor, ref=ref, why=form.cleaned_data["why"])
        if attempt(form, take):
            messages.success(request, _("It is open for seven days. Whoever asked was told."))
            return redirect("registry:release", ref)
    return _step(request, row, form, _("Open the sealed copy"))


@only(Hat.RESEARCHER, health=True, fresh=True)
@require_safe
def fetch(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """What was sealed, while it is open; each time on record."""
    data = actions.fetch_archive(actor=signed_in_actor(request), ref=ref)
    name = f"release-{str(ref)[:8]}.zip"
    response = FileResponse(data, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response
