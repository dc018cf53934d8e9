"""Those who keep a registry: values with their origin, confirming, asking, answering, closing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import Looked, record_read, record_reads
from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.asking import answer_query, ask, close_query, reopen_query
from registry.actions.entries import ChangedMeanwhile, confirm_values, lock_entry
from registry.forms.asking import AgainForm, AnswerForm, AskForm, LockForm
from registry.models import Entry, Query
from registry.queries.asked import PAGE, queries_in, query_of
from registry.queries.datasets import my_rights
from registry.queries.participation import closed_records, participation_of
from registry.queries.records import entry_of
from registry.queries.values import values_of
from registry.rules import (
    may_answer,
    may_ask,
    may_change,
    may_close,
    may_confirm,
    may_enter,
    may_keep,
    may_lock,
    may_reopen,
    may_type_in,
)
from registry.views.asked_of_me import value_of, value_or_none
from registry.views.entries import ENTRY, at_of
from registry.views.found import my_dataset, my_registry

QUERY, QUERIES = "registry.query", "registry.queries"
UNUSABLE = 422


def _entry(request: HttpRequest, ref: UUID, *, lock: bool = False) -> tuple[SignedIn, Entry]:
    actor = signed_in_actor(request)
    found = entry_of(actor=actor, ref=ref, lock=lock)
    if found is None:
        raise Http404
    my_dataset(request, found.form.dataset.slug)
    return actor, found


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def values(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every answer with where it comes from; to be confirmed, or asked about."""
    actor, found = _entry(request, ref)
    record_read(actor=actor, subject=found.subject_id, what=ENTRY, ref=found.ref)
    rights = my_rights(actor=actor, registry_id=found.registry_id)
    listed = values_of(actor=actor, entry=found, language=get_language() or "en")
    closed = bool(closed_records([found.record_id]))
    context = {
        "entry": found,
        "at": at_of(found, found.form.dataset),
        "values": listed,
        "may_enter": bool(may_type_in(found.form) and may_enter(actor, found.form_id, rights))
        and bool(may_keep(found.record))
        and bool(may_change(found))
        and not closed,
        "closed": closed,
        "may_lock": bool(may_lock(actor, found, rights)) and not closed,
        "may_confirm": bool(may_confirm(actor, found.form_id, rights)) and not closed,
        "may_ask": bool(may_ask(actor, found.form_id, rights)) and not closed,
        "to_confirm": any(
            one.answered and not (one.origin and one.origin.confirmed) for one in listed
        ),
    }
    return render(request, "registry/values.html", context)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_POST
def confirm(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She stands for the ticked answers."""
    actor, found = _entry(request, ref, lock=True)
    seen = request.POST.get("seen_version", "")
    try:
        count = confirm_values(
            actor=actor,
            at=at_of(found, found.form.dataset),
            entry=found,
            names=request.POST.getlist("value"),
            seen_version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        )
    except ChangedMeanwhile:
        messages.info(request, _("Somebody wrote this form meanwhile. Look at it again."))
        return redirect("registry:values", ref=ref)
    words = ngettext("%(n)d answer is confirmed.", "%(n)d answers are confirmed.", count)
    messages.success(request, words % {"n": count})
    return redirect("registry:values", ref=ref)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, ref: UUID) -> HttpResponse:
    """An entry that nobody changes any more, with the reason; or one that can be changed again."""
    actor, found = _entry(request, ref, lock=request.method == "POST")
    demand(may_lock(actor, found, my_rights(actor=actor, registry_id=found.registry_id)))
    record_read(actor=actor, subject=found.subject_id, what=ENTRY, ref=found.ref)
    form = LockForm(sent(request), initial={"seen_version": found.row_version})
    locked = found.locked_at is not None
    if locked:
        del form.fields["why"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            lock_entry(
                actor=actor,
                entry=found,
                seen_version=given["seen_version"],
                why=given.get("why", ""),
            )
        except ChangedMeanwhile:
            messages.info(request, _("Somebody wrote this form meanwhile. Look at it again."))
            return redirect("registry:values", ref=ref)
        messages.success(request, _("It can be changed again.") if locked else _("It is locked."))
        return redirect("registry:values", ref=ref)
    status = UNUSABLE if form.errors else 200
    context = {"entry": found, "form": form, "locked": locked}
    return render(request, "registry/lock.html", context, status=status)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_about(request: HttpRequest, ref: UUID, link_id: str) -> HttpResponse:
    """A question about one value, to the person herself or to others who keep the registry."""
    actor, found = _entry(request, ref)
    demand(may_ask(actor, found.form_id, my_rights(actor=actor, registry_id=found.registry_id)))
    record_read(actor=actor, subject=found.subject_id, what=ENTRY, ref=found.ref)
    value = value_of(request, found, link_id)
    form = AskForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        ask(actor=actor, entry=found, link_id=link_id, to=given["to"], words=given["words"])
        messages.success(request, _("Asked. You find the answer under Questions."))
        return redirect("registry:values", ref=ref)
    context = {"entry": found, "form": form, "value": value}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/ask.html", context, status=status)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def queries(request: HttpRequest, registry: str) -> HttpResponse:
    """What is asked and not closed, newest first; the closed ones behind a link."""
    actor, found = my_registry(request, registry)
    before = request.GET.get("before", "")
    closed = "closed" in request.GET
    asked = queries_in(
        actor=actor,
        registry=found,
        closed=closed,
        before=int(before) if before.isdecimal() and len(before) < 18 else 0,
    )
    shown = asked[:PAGE]
    record_reads(
        actor=actor,
        what=QUERIES,
        looked=[Looked(one.subject_id, ref=one.ref) for one in _once(shown)],
    )
    tail = "&closed=1" if closed else ""
    context = {
        "registry": found,
        "closed": closed,
        "columns": [_("Record"), _("Question"), _("Where it stands")],
        "rows": [_row(one) for one in shown],
        "older_url": f"?before={shown[-1].pk}{tail}" if len(asked) > PAGE else "",
        "newer_url": reverse("registry:queries", args=[registry]) if before else "",
    }
    return render(request, "registry/queries.html", context)


def _once(listed: list[Query]) -> list[Query]:
    return list({one.subject_id: one for one in listed}.values())


def _row(one: Query) -> dict[str, object]:
    about = one.get_about_display() if one.about == Query.About.DISPUTED else ""
    return {
        "title": _("Record %(number)s") % {"number": one.record.number},
        "url": reverse("registry:query", args=[one.ref]),
        "sub": about,
        "cells": [
            {"text": one.words[:140]},
            {"text": one.get_state_display(), "sub": one.get_to_display()},
        ],
    }


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def query(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One question: the value as it is now, the words, an answer, closing it, opening it again."""
    actor = signed_in_actor(request)
    found = query_of(actor=actor, ref=ref)
    if found is None:
        raise Http404
    my_registry(request, found.registry.slug)
    record_read(actor=actor, subject=found.subject_id, what=QUERY, ref=found.ref)
    rights = my_rights(actor=actor, registry_id=found.registry_id)
    form = AnswerForm(sent(request) if "words" in request.POST else None)
    again = AgainForm(sent(request) if "again" in request.POST else None)
    if request.method == "POST" and "close" in request.POST:
        close_query(actor=actor, query=found)
        messages.success(request, _("Closed."))
        return redirect("registry:queries", registry=found.registry.slug)
    if request.method == "POST" and form.is_valid():
        answer_query(actor=actor, query=found, words=form.cleaned_data["words"])
        messages.success(request, _("Your answer is there."))
        return redirect("registry:query", ref=ref)
    taking_part = participation_of(actor=actor, record=found.record)
    reopening = may_reopen(actor, found, rights, taking_part)
    if request.method == "POST" and again.is_bound:
        demand(reopening)  # before the vault is asked for the lock: it would give no reason
    if request.method == "POST" and again.is_valid():
        reopen_query(actor=actor, query=found, words=again.cleaned_data["again"])
        messages.success(request, _("It is open again."))
        return redirect("registry:query", ref=ref)
    context = {
        "query": found,
        "value": value_or_none(request, found),
        "form": again if again.errors else form,
        "answers": form,
        "again": again,
        "may_answer": bool(may_answer(actor, found, rights)),
        "may_close": found.state != Query.State.CLOSED and bool(may_close(actor, found, rights)),
        "may_reopen": bool(reopening) and not closed_records([found.record_id]),
    }
    status = UNUSABLE if form.errors or again.errors else 200
    return render(request, "registry/query.html", context, status=status)
