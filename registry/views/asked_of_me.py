"""What a member is asked about her own values, and saying that one is wrong."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.declare import signed_in
from po_platform.access.refusals import demand
from registry.actions.asking import answer_query, dispute, reopen_query
from registry.forms.asking import AgainForm, AnswerForm, WrongForm
from registry.models import Entry, Query
from registry.queries.asked import query_of
from registry.queries.datasets import my_rights
from registry.queries.participation import my_participation
from registry.queries.records import entry_of
from registry.queries.values import Value, values_of
from registry.rules import may_dispute, may_reopen

UNUSABLE = 422


def value_of(request: HttpRequest, entry: Entry, link_id: str) -> Value:
    """One answer of an entry as it shows. Raises Http404."""
    listed = values_of(actor=signed_in_actor(request), entry=entry, language=get_language() or "en")
    for value in listed:
        if value.link_id == link_id:
            return value
    raise Http404


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A question to her: the value it is about, and room for an answer."""
    actor = signed_in_actor(request)
    found = query_of(actor=actor, ref=ref)
    if found is None or found.subject_id != actor.subject_id or found.to != Query.To.MEMBER:
        raise Http404
    form = AnswerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        answer_query(actor=actor, query=found, words=form.cleaned_data["words"])
        messages.success(request, _("Thank you. Your answer is with those who asked."))
        return redirect("registry:my_data", slug=found.registry.slug)
    context = {"query": found, "form": form, "value": value_or_none(request, found)}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/mine/asked.html", context, status=status)


def value_or_none(request: HttpRequest, query: Query) -> Value | None:
    """The answer a question is about, while it shows."""
    try:
        return value_of(request, query.entry, query.link_id)
    except Http404:  # hidden or gone meanwhile
        return None


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: HttpRequest, ref: UUID, link_id: str) -> HttpResponse:
    """She says that a value is not right; those who keep the registry answer."""
    actor = signed_in_actor(request)
    entry = entry_of(actor=actor, ref=ref)
    if entry is None or entry.subject_id != actor.subject_id:
        raise Http404
    demand(may_dispute(actor, my_participation(actor=actor, registry=entry.registry)))
    value = value_of(request, entry, link_id)
    form = WrongForm(sent(request))
    if request.method == "POST" and form.is_valid():
        dispute(actor=actor, entry=entry, link_id=link_id, words=form.cleaned_data["words"])
        messages.success(
            request, _("Thank you. Those who keep the registry look at it and answer.")
        )
        return redirect("registry:my_entry", ref=ref)
    context = {"entry": entry, "form": form, "value": value}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/mine/wrong.html", context, status=status)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What she said is wrong, with the answer; she says that it is not settled."""
    actor = signed_in_actor(request)
    found = query_of(actor=actor, ref=ref)
    disputed = found is not None and found.about == Query.About.DISPUTED
    if found is None or found.subject_id != actor.subject_id or not disputed:
        raise Http404
    mine = my_participation(actor=actor, registry=found.registry)
    rights = my_rights(actor=actor, registry_id=found.registry_id)
    demand(may_reopen(actor, found, rights, mine))
    form = AgainForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reopen_query(actor=actor, query=found, words=form.cleaned_data["again"])
        messages.success(
            request, _("Thank you. Those who keep the registry look at it and answer.")
        )
        return redirect("registry:my_entry", ref=found.entry.ref)
    context = {"query": found, "form": form, "value": value_or_none(request, found)}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/mine/again.html", context, status=status)
