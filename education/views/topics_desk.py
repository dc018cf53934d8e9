"""The editors' side of taking part: topics answered, drafts offered to members."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import involving as actions
from education.forms.involving import OfferForm, TopicAnswerForm
from education.models import Topic
from education.queries import involving as queries
from education.queries.desk import article_by_ref
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE


@only(Hat.EDITOR)
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All of them; those nobody looked at first."""
    found = queries.topics_for_desk(actor=signed_in_actor(request))
    return render(request, "education/desk/topics.html", {"topics": found})


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def topic(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One topic and what the editors say to it; they may change their mind."""
    actor = signed_in_actor(request)
    found = queries.topic_for_desk(actor=actor, ref=ref)
    known = {"answer": found.answer, "page": found.article}
    if found.state != Topic.State.NEW:
        known["state"] = found.state
    form = TopicAnswerForm(sent(request), language=found.language, initial=known)
    if form.is_valid():
        said = form.cleaned_data
        if attempt(
            form,
            lambda: actions.answer_topic(
                actor=actor, ref=ref, state=said["state"], answer=said["answer"],
                article=said["page"],
            ),
        ):  # fmt: skip
            told = said["state"] != found.state
            messages.success(
                request, _("Saved. Whoever asked for it is told.") if told else _("Saved.")
            )
            return redirect("education:topics_desk")
    context = {"topic": found, "form": form}
    return render(request, "education/desk/topic.html", context, status=status_of(form))


@only(Hat.EDITOR, Hat.REVIEWER)
@require_POST
def offer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A draft is offered to members who like to read, or no more."""
    actor = signed_in_actor(request)
    article_by_ref(actor=actor, ref=ref)
    if request.POST.get("do") == "close":
        actions.close_offer(actor=actor, ref=ref)
        messages.success(request, _("Nobody more is asked. What was said stays here."))
    else:
        form = OfferForm(sent(request))
        if form.is_valid():
            actions.offer_draft(actor=actor, ref=ref, wanted=form.cleaned_data["wanted"])
            messages.success(request, _("Offered. You are told about each answer."))
        else:
            messages.warning(request, _("Write a number from 1 to 30."))
    return redirect(f"{reverse('education:outside_readers', args=[ref])}#panel")
