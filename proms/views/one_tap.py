"""From the link in a reminder straight to its questions: looking at a link uses nothing up."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import actor_of
from members.limits import count_try, patient
from po_platform.access.actor import Bearer, SignedIn, acting_as
from po_platform.access.declare import by_code
from po_platform.kit.crypto import secret_hash
from proms.actions.responses import OtherAnswers
from proms.link_flow import LinkFlow
from proms.queries.links import Waits, waits_behind
from proms.queries.reply_codes import assignment_of, opened_by
from proms.rules import may_answer
from proms.views.answering import show_page
from proms.views.sending import checked, problems_of_sending
from questionnaires.paging import Way

FOLLOWED = "link.followed"  # in the session: ticket id → what is stored of the secret
MOST = 10


def _over(request: HttpRequest, waits: Waits | None = None, ticket_id: int = 0) -> HttpResponse:
    context = {"waits": waits, "ticket_id": ticket_id}
    return render(request, "proms/link/over.html", context, status=410)


@by_code
@patient
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """One button, and no word of what waits: whoever scans mails learns and opens nothing."""
    tried = count_try(request, "try_invitation")
    hashed = secret_hash(secret)
    waits = waits_behind(hashed)
    if waits is None:
        if opened_by(hashed) is not None:  # its sheet came in by post, say
            tried.rollback()
        return _over(request)
    tried.rollback()
    if request.method != "POST":
        return render(request, "proms/link/link.html")
    return _opened(request, waits)


def _opened(request: HttpRequest, waits: Waits) -> HttpResponse:
    """The form in this browser; whoever is signed in goes on on her own pages."""
    actor, bearer = actor_of(request), waits.bearer
    if isinstance(actor, SignedIn) and actor.subject_id == bearer.subject_id:
        with acting_as(bearer):
            held = assignment_of(bearer)
        if held is not None:  # she is signed in: her own pages, with what she had begun
            return redirect("proms:answer", held.ref)
    kept = dict(request.session.get(FOLLOWED, {}))
    kept[str(bearer.ticket_id)] = waits.hashed.hex()
    request.session[FOLLOWED] = dict(list(kept.items())[-MOST:])
    return redirect("proms:link_form", bearer.ticket_id)


def _with_form(
    request: HttpRequest, ticket_id: int, then: Callable[[LinkFlow], HttpResponse], way: Way = "one"
) -> HttpResponse:
    """The form as its link opens it, in the browser that pressed the button."""
    hashed = _followed(request, ticket_id)
    bearer: Bearer | None = opened_by(hashed)
    if bearer is None:
        return _over(request, waits_behind(hashed), ticket_id)
    with acting_as(bearer):
        flow = LinkFlow.opened(bearer, lock=request.method == "POST", way=way).take_up()
        if not may_answer(bearer, flow.assignment):
            return _over(request, waits_behind(hashed), ticket_id)
        return then(flow)


def _followed(request: HttpRequest, ticket_id: int) -> bytes:
    """What is stored of the secret, in the browser that pressed the button; elsewhere 404."""
    kept = request.session.get(FOLLOWED, {}).get(str(ticket_id))
    if kept is None:
        raise Http404
    return bytes.fromhex(kept)


@by_code
@require_POST
def go_on(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """After one form the next of what opened with it, in the browser that opened the first."""
    waits = waits_behind(_followed(request, ticket_id))
    return _over(request) if waits is None else _opened(request, waits)


@by_code
@require_safe
def begin(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """What it is and how long it takes."""

    def show(flow: LinkFlow) -> HttpResponse:
        context = {
            "flow": flow,
            "assignment": flow.assignment,
            "texts": flow.form.texts,
            "title": flow.form.texts.title or flow.assignment.instrument.name,
            "count": flow.assignment.version.item_count,
            "next_url": flow.resume() if flow.has_answers else flow.address(flow.first()),
        }
        return render(request, "proms/link/form.html", context)

    return _with_form(request, ticket_id, show)


@by_code
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ticket_id: int, number: int) -> HttpResponse:
    """One question, saved at once."""
    return _with_form(
        request,
        ticket_id,
        lambda flow: show_page(request, flow, flow.page(number), "proms/link/question.html"),
    )


@by_code
@require_http_methods(["GET", "HEAD", "POST"])
def all_questions(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Every question on one page."""
    return _with_form(
        request,
        ticket_id,
        lambda flow: show_page(request, flow, flow.pages[0], "proms/link/all.html"),
        way="all",
    )


@by_code
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Everything once more; then one button, and the link opens what waits besides, or nothing."""
    way: Way = "all" if "all" in request.GET else "one"
    return _with_form(request, ticket_id, lambda flow: _check(request, flow), way)


def _check(request: HttpRequest, flow: LinkFlow) -> HttpResponse:
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            problems = problems_of_sending(request, flow)
        except OtherAnswers:
            return _over(request)
        if not problems:
            waits = waits_behind(_followed(request, flow.ticket_id))
            beside = {"waits": waits, "ticket_id": flow.ticket_id}
            return render(request, "proms/link/sent.html", beside)
    context = {**checked(flow), "flow": flow, "problems": problems}
    return render(request, "proms/link/check.html", context)
