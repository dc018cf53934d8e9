"""Requests for data: the list each side sees, one request with its next step, and its words."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from po_platform.kit import spoken
from registry.actions.requests import begin_request, change_request, keep_paper
from registry.cohort import asked_for
from registry.forms.requests import NewRequestForm, PaperForm, RequestForm, VariablesForm
from registry.models import DataRequest, RequestPaper
from registry.queries.releases import my_recipients
from registry.queries.requests import PAGE, manages_any, page_of_requests, request_of
from registry.request_flow import Move
from registry.request_rules import may_ask, may_change, may_move, may_read_minutes
from registry.request_shown import Shown
from registry.request_words import STATES
from registry.views.request_page import one_request

SIDES = (Hat.RESEARCHER, Hat.CURATOR, Hat.COMMITTEE)
WRITE = ["GET", "HEAD", "POST"]


@only(*SIDES)
@require_safe
def all_requests(request: HttpRequest) -> HttpResponse:
    """Those the reader has to do with, newest first."""
    actor = signed_in_actor(request)
    after = request.GET.get("after", "")
    found = page_of_requests(
        actor=actor, after=int(after) if after.isdecimal() and len(after) < 18 else 0
    )
    shown = found[:PAGE]
    context = {
        "may_ask": bool(may_ask(actor)),
        "in_committee": actor.holds(Hat.COMMITTEE),
        "may_read_minutes": bool(may_read_minutes(actor, manages=manages_any(actor=actor))),
        "columns": [_("Request"), _("Where it stands"), _("Since")],
        "rows": [_row(one) for one in shown],
        "data": [] if after else my_recipients(actor=actor),
        "older_url": f"?after={shown[-1].pk}" if len(found) > PAGE else "",
        "newer_url": reverse("registry:data_requests") if after else "",
    }
    return render(request, "registry/requests/all.html", context)


def _row(one: DataRequest) -> dict[str, object]:
    return {
        "title": one.title,
        "sub": one.institution,
        "url": reverse("registry:data_request", args=[one.ref]),
        "cells": [{"text": STATES[one.state]}, {"text": spoken.day(one.state_at)}],
    }


@only(Hat.RESEARCHER)
@require_http_methods(WRITE)
def new_request(request: HttpRequest) -> HttpResponse:
    """The first words of a request; it stays a draft."""
    actor = signed_in_actor(request)
    form = NewRequestForm(sent(request))
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        row = begin_request(actor=actor, dataset=words.pop("dataset"), words=words)
        messages.success(request, _("Saved as a draft. Nobody else sees it yet."))
        return redirect("registry:request_variables", row.ref)
    context = {"form": form, "way_out": reverse("registry:data_requests")}
    return render(request, "registry/requests/words.html", context, status=status_of(form))


@only(*SIDES)
@require_safe
def data_request(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything about one request, and what the reader can do next."""
    actor = signed_in_actor(request)
    return one_request(request, actor, request_of(actor=actor, ref=ref))


@only(Hat.RESEARCHER)
@require_http_methods(WRITE)
def words(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The words again, while they may change."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    demand(may_change(actor, row))
    initial = {name: getattr(row, name) for name in RequestForm.base_fields}
    form = RequestForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        change_request(actor=actor, ref=ref, values=form.cleaned_data)
        return redirect("registry:data_request", ref)
    context = {"form": form, "way_out": reverse("registry:data_request", args=[ref])}
    return render(request, "registry/requests/words.html", context, status=status_of(form))


@only(Hat.RESEARCHER)
@require_http_methods(WRITE)
def variables(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Which questions are needed, form by form."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    demand(may_change(actor, row))
    shown = Shown(row)
    initial = {
        f"form:{form}": [one.link_id for one in items if one.link_id in row.variables]
        for form, items in asked_for(shown.layout).items()
    }
    form = VariablesForm(sent(request), initial=initial, layout=shown.layout, words=shown.words)
    if request.method == "POST" and form.is_valid():
        change_request(actor=actor, ref=ref, values={"variables": form.chosen()})
        return redirect("registry:data_request", ref)
    context = {"form": form, "row": row}
    return render(request, "registry/requests/variables.html", context, status=status_of(form))


@only(Hat.RESEARCHER)
@require_http_methods(WRITE)
def bring_paper(request: HttpRequest, ref: UUID, kind: str) -> HttpResponse:
    """The paper of the ethics committee, or the signed contract."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    if kind not in RequestPaper.Kind.values:
        raise Http404
    signing = kind == RequestPaper.Kind.CONTRACT
    demand(may_move(actor, row, Move.SIGN, curates=False) if signing else may_change(actor, row))
    form = PaperForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        paper = form.cleaned_data["paper"]
        if attempt(form, lambda: keep_paper(actor=actor, ref=ref, kind=kind, paper=paper)):
            messages.success(request, _("We have the paper."))
            return redirect("registry:data_request", ref)
    context = {"form": form, "row": row, "signing": signing}
    return render(request, "registry/requests/paper.html", context, status=status_of(form))


@only(*SIDES)
@require_safe
def paper(request: HttpRequest, ref: UUID, paper: UUID) -> HttpResponse:
    """A paper of a request the reader has to do with, to be saved."""
    row = request_of(actor=signed_in_actor(request), ref=ref)
    found = get_object_or_404(row.papers, ref=paper)
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    named = content_disposition_header(as_attachment=True, filename=found.name)
    response["Content-Disposition"] = named or "attachment"
    return response
