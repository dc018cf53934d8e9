"""Check your answers, send them once, see what happens next, take them back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from po_platform.access.actor import Actor, SignedIn, Tick
from po_platform.access.declare import by_law_too, helpers_too, signed_in
from po_platform.access.refusals import demand
from proms.actions.responses import (
    NotComplete,
    OtherAnswers,
    submit_response,
    withdraw_response,
)
from proms.answer_flow import Flow
from proms.models import Response
from proms.queries.assignments import open_assignments, response_to
from proms.readers import who_will_see
from proms.rules import TAKE_BACK_DAYS, may_correct, may_take_back
from proms.views.answering import closed
from proms.views.own import choosing
from questionnaires.summary import Said, in_words


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything once more, each with its own Change; then one button."""
    flow = Flow.of(request, ref, way="all" if "all" in request.GET else "one")
    gone = closed(request, flow)
    if gone:
        return gone
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            problems = problems_of_sending(request, flow)
        except OtherAnswers:
            return redirect("proms:sent", ref=ref)
        if not problems:
            return redirect("proms:sent", ref=ref)
    return render(request, "proms/check.html", {**checked(flow), "problems": problems})


def problems_of_sending(request: HttpRequest, flow: Flow) -> list[dict[str, str]]:
    """Send what somebody checked herself; nothing comes back when it is sent. Raises OtherAnswers."""
    sending = flow.sending(with_help="with_help" in request.POST)
    try:
        submit_response(actor=flow.actor, assignment=flow.assignment, sending=sending)
    except NotComplete as error:
        return told(error)
    return []


def told(error: NotComplete) -> list[dict[str, str]]:
    """What to put right, as the check page says it; each leads to the first answer there."""
    return [{"text": str(one.message), "target": "change-1"} for one in error.problems]


def checked(flow: Flow) -> dict[str, Any]:
    """Everything answered so far, for the page on which it is checked."""
    said = in_words(flow.form, flow.answers, flow.missing)
    asked = flow.asked()
    if flow.way == "all":
        asked.page(flow.pages[0])  # to know where each question stands
    answers = [
        {**_row(flow, one, asked.targets), "id": f"change-{number}"}
        for number, one in enumerate(said, start=1)
    ]
    return {
        "assignment": flow.assignment,
        "texts": flow.form.texts,
        "title": flow.form.texts.title or flow.assignment.instrument.name,
        "answers": answers,
        "left_open": [
            row
            for row, one in zip(answers, said, strict=True)
            if row["url"] and not one.answer and not one.reason
        ],
        "answered": sum(1 for one in said if one.answer and not one.reason),
        "asked": len(said),
        "sendable": flow.has_answers,
        "readers": who_will_see(flow.actor),
        "back_url": flow.address(flow.last()),
        "all": flow.way == "all",
    }


def _row(flow: Flow, said: Said, targets: dict[Any, str]) -> dict[str, Any]:
    page = flow.asking(said.link_id)
    target = targets.get((said.link_id, said.rows), "")
    url = f"{flow.address(page)}?change{f'#{target}' if target else ''}" if page else ""
    return {
        "question": said.question,
        "answer": said.answer,
        "own_words": said.own_words,
        "url": url,
    }


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def sent(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What was saved, who sees it, what happens next; can be opened again."""
    flow = Flow.of(request, ref)
    response = _response(flow)
    context = {
        "response": response,
        "title": flow.form.texts.title or response.instrument.name,
        "readers": [] if response.withheld else who_will_see(flow.actor),
        "chooses": not response.withheld and choosing(flow.actor),
        "until": response.came_at + timedelta(days=TAKE_BACK_DAYS),
        "waits": open_assignments(actor=flow.actor).first(),
        "may_put_right": _acts_for_another(flow.actor)
        and bool(may_correct(flow.actor, response, timezone.now())),
    }
    return render(request, "proms/sent.html", context)


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask once, then take the answers out of every list and summary."""
    flow = Flow.of(request, ref)
    response = _response(flow)
    if _acts_for_another(flow.actor):  # of a child's only what she entered herself
        demand(may_take_back(flow.actor, response, timezone.now()))
    if request.method == "POST":
        withdraw_response(actor=flow.actor, response=response)
        messages.success(request, _("Your answers are taken back. Nobody sees them any more."))
        return redirect("proms:course")
    return render(request, "proms/take_back.html", {"response": response, "ref": ref})


def _acts_for_another(actor: Actor) -> bool:
    return isinstance(actor, SignedIn) and actor.helping is not None


def _response(flow: Flow) -> Response:
    found = response_to(actor=flow.actor, assignment=flow.assignment)
    if found is None:
        raise Http404
    return found
