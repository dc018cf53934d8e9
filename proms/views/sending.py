"""Check your answers, send them once, see what happens next, take them back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from po_platform.access.declare import signed_in
from proms.actions.responses import NotComplete, Sending, submit_response, withdraw_response
from proms.answer_flow import Flow
from proms.models import Response
from proms.queries.assignments import my_responses
from proms.readers import who_will_see
from proms.rules import TAKE_BACK_DAYS
from proms.views.answering import closed
from questionnaires.asking import field_id
from questionnaires.form_input import field_name
from questionnaires.summary import Said, in_words


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything once more, each with its own Change; then one button."""
    flow = Flow.of(request, ref)
    gone = closed(request, flow)
    if gone:
        return gone
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        sending = Sending(flow.client_ref, flow.answers, flow.missing, flow.form.language)
        try:
            submit_response(actor=flow.actor, assignment=flow.assignment, sending=sending)
        except NotComplete as error:
            problems = [
                {"text": str(p.message), "target": field_id(field_name(p.link_id))}
                for p in error.problems
            ]
        else:
            return redirect("proms:sent", ref=ref)
    said = in_words(flow.form, flow.answers, flow.missing)
    context = {
        "assignment": flow.assignment,
        "texts": flow.form.texts,
        "answers": [_row(flow, one) for one in said],
        "answered": sum(1 for one in said if one.answer and not one.reason),
        "asked": len(said),
        "readers": who_will_see(flow.actor),
        "back_url": flow.address(flow.before(10**6)),
        "problems": problems,
    }
    return render(request, "proms/check.html", context)


@signed_in(health=True)
@require_safe
def sent(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What was saved, who sees it, what happens next; can be opened again."""
    flow = Flow.of(request, ref)
    response = _response(flow)
    context = {
        "response": response,
        "texts": flow.form.texts,
        "readers": who_will_see(flow.actor),
        "until": response.authored_at + timedelta(days=TAKE_BACK_DAYS),
        "course_url": reverse("proms:course"),
    }
    return render(request, "proms/sent.html", context)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask once, then take the answers out of every list and summary."""
    flow = Flow.of(request, ref)
    response = _response(flow)
    if request.method == "POST":
        withdraw_response(actor=flow.actor, response=response)
        return redirect("members:start")
    return render(request, "proms/take_back.html", {"response": response, "ref": ref})


def _response(flow: Flow) -> Response:
    found = my_responses(actor=flow.actor).filter(assignment=flow.assignment).first()
    if found is None:
        raise Http404
    return found


def _row(flow: Flow, said: Said) -> dict[str, object]:
    page = next((p for p in flow.pages if said.link_id in p.asks), None)
    return {
        "question": said.question,
        "answer": said.answer,
        "own_words": said.own_words,
        "url": f"{flow.address(page)}?change" if page else "",
    }


