"""One question a page, saved after each answer; or all on one page, as somebody chooses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from po_platform.access.actor import Tick
from po_platform.access.declare import helpers_too, signed_in
from po_platform.access.typed import forget_typed, typed_before
from proms.actions.assignments import take_off_my_list
from proms.answer_flow import Flow, Taken
from proms.asked_page import page_context
from proms.models import Assignment
from proms.queries.assignments import response_to
from proms.readers import who_will_see
from proms.rules import may_answer, may_be_used
from questionnaires.asking import Asked
from questionnaires.no_answer import reasons_read
from questionnaires.paging import Page
from questionnaires.sent_rows import MORE, REMOVE, rows_closed_up


def closed(request: HttpRequest, flow: Flow) -> HttpResponse | None:
    """Sent already: its confirmation. Taken back, too late or taken off: a page that says so."""
    verdict = may_answer(flow.actor, flow.assignment)
    if verdict:
        return None
    reason = getattr(verdict, "reason", "")
    if flow.assignment.state == Assignment.State.DONE:
        if response_to(actor=flow.actor, assignment=flow.assignment) is not None:
            return redirect("proms:sent", ref=flow.assignment.ref)
        reason = _("You took your answers to these questions back.")
    return render(request, "proms/closed.html", {"reason": reason})


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def begin(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What it is, how long it takes, who will see it; with answers begun, where to go on."""
    flow = Flow.of(request, ref)
    gone = closed(request, flow)
    if gone:
        return gone
    context = {
        "assignment": flow.assignment,
        "texts": flow.form.texts,
        "count": flow.assignment.version.item_count,
        "begun": flow.has_answers,
        "next_url": flow.resume() if flow.has_answers else flow.address(flow.first()),
        "all_url": reverse("proms:answer_all", args=[ref]),
        "readers": who_will_see(flow.actor),
        "mine": flow.assignment.asked_by == Assignment.AskedBy.SELF,
        "prints": bool(may_be_used(flow.assignment.instrument)),
    }
    return render(request, "proms/begin.html", context)


@signed_in(health=True)
@require_POST
def take_off(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Something she took up herself leaves her list, with what she had begun."""
    flow = Flow.of(request, ref)
    take_off_my_list(actor=flow.actor, assignment=flow.assignment)
    messages.success(request, _("It is off your list. You can begin it again at any time."))
    return redirect("proms:course")


@helpers_too(Tick.ANSWER)
@signed_in(health=True, keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: UUID, number: int) -> HttpResponse:
    """One page: what is wrong stays on it with the words typed, the rest is saved and goes on."""
    flow = Flow.of(request, ref)
    return closed(request, flow) or show_page(
        request, flow, flow.page(number), "proms/question.html"
    )


@helpers_too(Tick.ANSWER)
@signed_in(health=True, keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def all_questions(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every question on one page, for whoever prefers it."""
    flow = Flow.of(request, ref, way="all")
    return closed(request, flow) or show_page(request, flow, flow.pages[0], "proms/all.html")


def show_page(
    request: HttpRequest, flow: Flow, page: Page, template: str, **more: Any
) -> HttpResponse:
    """One page of a flow, asked or sent; `more` for its template."""
    if request.method != "POST":
        asked = _as_typed_before(request, flow)
        return render(request, template, {**page_context(flow, page, asked), **more})
    forget_typed(request)
    taken = flow.take(request, page)
    if taken.problems:
        asked = flow.asked(taken.problems, taken.sent)
        context = page_context(flow, page, asked, taken.problems)
        return render(request, template, {**context, **more})
    return HttpResponseRedirect(_next(request, flow, page, taken))


def _as_typed_before(request: HttpRequest, flow: Flow) -> Asked:
    """With what somebody had typed when her sign-in ran out."""
    typed = typed_before(request)
    if typed is None:
        return flow.asked()
    messages.info(
        request, _("You were signed out in between. What you typed is still here; go on below.")
    )
    return flow.asked(sent=rows_closed_up(flow.form.definition, reasons_read(typed)))


def _next(request: HttpRequest, flow: Flow, page: Page, taken: Taken) -> str:
    """Where a page leads to when all is well on it."""
    here = flow.address(page)
    change = "?change" if "change" in request.GET else ""
    if MORE in request.POST or REMOVE in request.POST:
        return f"{here}{change}#{_new_row(flow, page, request.POST.get(MORE, ''))}"
    asked = flow.asked()
    asked.page(page)
    opened = [target for place, target in asked.targets.items() if place in taken.opened]
    if opened:  # an answer made more questions show on this very page
        return f"{here}{change}#{opened[0]}"
    if not change:
        return flow.after(page)
    names = {link_id for link_id, _rows in taken.opened}
    new = next((found for found in flow.pages if names & set(found.asks)), None)
    return f"{flow.address(new)}?change" if new else flow.address(None)


def _new_row(flow: Flow, page: Page, group: str) -> str:
    """The first field of a group's empty row, or of the page."""
    questions = flow.asked().page(page)
    for found in questions:
        if found.name == group and found.rows and found.rows[-1].questions:
            return found.rows[-1].questions[0].target
    return next((found.target for found in questions if found.asks), "content")
