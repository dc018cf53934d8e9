"""One question a page, saved after each answer; or all on one page, as somebody chooses."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from po_platform.access.declare import signed_in
from proms.answer_flow import Flow
from proms.readers import who_will_see
from proms.rules import may_answer
from proms.models import Assignment
from questionnaires import paging
from questionnaires.answers import Problem
from questionnaires.asking import field_id
from questionnaires.form_input import field_name
from questionnaires.paging import Page


def closed(request: HttpRequest, flow: Flow) -> HttpResponse | None:
    """Sent already: its confirmation. Too late or taken off: a page that says so."""
    verdict = may_answer(flow.actor, flow.assignment)
    if verdict:
        return None
    if flow.assignment.state == Assignment.State.DONE:
        return redirect("proms:sent", ref=flow.assignment.ref)
    return render(request, "proms/closed.html", {"reason": getattr(verdict, "reason", "")})


@signed_in(health=True)
@require_safe
def begin(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What it is, how long it takes, who will see it; goes straight on when answers exist."""
    flow = Flow.of(request, ref)
    gone = closed(request, flow)
    if gone:
        return gone
    if flow.answers or flow.missing:
        return HttpResponseRedirect(flow.resume())
    first = paging.page_after(flow.pages, flow.visible, 0)
    context = {
        "assignment": flow.assignment,
        "texts": flow.form.texts,
        "count": len(flow.form.questions),
        "first_url": flow.address(first),
        "all_url": reverse("proms:answer_all", args=[ref]),
        "readers": who_will_see(flow.actor),
    }
    return render(request, "proms/begin.html", context)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: UUID, number: int) -> HttpResponse:
    """One page: what is wrong stays on it with the words typed, the rest is saved and goes on."""
    flow = Flow.of(request, ref)
    gone = closed(request, flow)
    if gone:
        return gone
    return _page(request, flow, flow.page(number), "proms/question.html")


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def all_questions(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every question on one page, for whoever prefers it."""
    flow = Flow.of(request, ref, way="all")
    gone = closed(request, flow)
    if gone:
        return gone
    return _page(request, flow, flow.pages[0], "proms/all.html")


def _page(request: HttpRequest, flow: Flow, page: Page, template: str) -> HttpResponse:
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        checked = flow.take(request, page)
        # An open question may stay open: the check page says so, nobody is held up here.
        problems = tuple(p for p in checked.problems if p.kind != "unanswered")
        if "_more" in request.POST and not problems:
            return HttpResponseRedirect(flow.address(page))
        if not problems:
            back = "change" in request.GET
            return HttpResponseRedirect(flow.address(None) if back else flow.after(page.number))
    before = flow.before(page.number)
    context = {
        "assignment": flow.assignment,
        "texts": flow.form.texts,
        "questions": flow.questions(page, problems, request if problems else None),
        "alone": len(page.asks) == 1,
        "page": page,
        "trail": [flow.form.texts.item(name).text for name in page.trail],
        "progress": paging.progress(flow.pages, flow.visible, page.number),
        "before_url": flow.address(before) if before else reverse("members:start"),
        "has_before": before is not None,
        "saved": bool(flow.answers),
        "problems": [
            {"text": str(p.message), "target": field_id(field_name(p.link_id))} for p in problems
        ],
    }
    return render(request, template, context)
