"""Correcting sent answers within 14 days: prefilled, checked once more, both versions kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import signed_in_actor
from po_platform.access.declare import by_law_too, signed_in
from po_platform.access.refusals import demand
from proms.actions.correcting import correct_response
from proms.actions.responses import NotComplete, OtherAnswers
from proms.asked_page import page_context
from proms.correct_flow import CorrectFlow
from proms.queries.assignments import my_assignment, response_to
from proms.rules import may_correct
from proms.views.sending import checked, told
from questionnaires.answers import Problem


def _flow(request: HttpRequest, ref: UUID) -> CorrectFlow:
    actor = signed_in_actor(request)
    assignment = my_assignment(actor=actor, ref=ref)
    response = response_to(actor=actor, assignment=assignment) if assignment else None
    if response is None or response.assignment is None:
        raise Http404
    demand(may_correct(actor, response, timezone.now()))
    return CorrectFlow.from_sent(actor, response)


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything as it was sent, to change what is wrong."""
    flow = _flow(request, ref)
    page = flow.pages[0]
    asked = flow.asked()
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        taken = flow.take(request, page)
        if not taken.problems:
            return redirect(flow.address(None))
        asked, problems = flow.asked(taken.problems, taken.sent), taken.problems
    context = {
        **page_context(flow, page, asked, problems),
        "lead": _("As you sent it. Change what is wrong; both versions are kept."),
    }
    return render(request, "proms/link/all.html", context)


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Once more, then it stands in place of what was sent before."""
    flow = _flow(request, ref)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and flow.response is not None:
        if request.POST.get("of") != str(flow.response.ref):  # pressed twice: it is corrected
            return redirect("proms:sent", ref=ref)
        try:
            correct_response(
                actor=signed_in_actor(request), response=flow.response, sending=flow.sending()
            )
        except NotComplete as error:
            problems = told(error)
        except OtherAnswers as error:
            raise PermissionDenied(_("This correction was sent already.")) from error
        else:
            messages.success(request, _("Corrected. The former version is kept beside it."))
            return redirect("proms:sent", ref=ref)
    return render(
        request,
        "proms/correct_check.html",
        {**checked(flow), "problems": problems, "response": flow.response},
    )
