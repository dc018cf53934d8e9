"""The helper desk enters answers: a code, the one form it opens, reading back, sending."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import record_read
from members.asking import sent, signed_in_actor
from members.code_tries import count_wrong_code, too_many_wrong_codes
from members.keyed_codes import Keyed, keep_keyed, keyed_before, place_of
from members.queries.calls import call_by_ref, still_with
from members.reply_codes import Miskeyed, as_typed, code_hash
from members.tickets import bearer_by, fate_of_reply_code
from po_platform.access.actor import Hat, SignedIn, acting_as
from po_platform.access.declare import only
from po_platform.access.refusals import Verdict
from proms.actions.reply_codes import LIVES, PRINTED_LIVES
from proms.actions.responses import NotComplete, OtherAnswers
from proms.desk_flow import DeskFlow
from proms.desk_keying import decide, differing, may_be_keyed_now, may_go_on, send
from proms.forms import CompareForm, ReplyCodeForm
from proms.looks import DESK_FORM
from proms.models import Response
from proms.queries.reply_codes import opened_by
from proms.sheet_rules import LATE_POST
from proms.views.answering import show_page
from proms.views.sending import checked, told
from questionnaires.paging import Way


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Key the code. A slip of the fingers is told by the check sign and costs no try."""
    actor = signed_in_actor(request)
    if too_many_wrong_codes(actor.account_id):
        return render(request, "429.html", {"minutes": 60}, status=429)
    form = ReplyCodeForm(sent(request))
    if form.is_valid():
        try:
            given = form.cleaned_data
            day = given["sheet_on"] if given["way"] == Response.Way.PAPER else None
            keyed = Keyed(code_hash(as_typed(given["code"])), given["way"], day)
        except Miskeyed:
            form.add_error(
                "code", _("Read the code once more: a sign is missing or another was heard")
            )
        else:
            return _open(request, actor, form, keyed)
    return render(request, "proms/desk/code.html", {"form": form}, status=_status(form))


def _status(form: ReplyCodeForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _open(request: HttpRequest, actor: SignedIn, form: ReplyCodeForm, keyed: Keyed) -> HttpResponse:
    bearer = opened_by(keyed.hashed)
    if bearer is not None and bearer.subject_id is not None:
        verdict = may_be_keyed_now(bearer, keyed)
        if not verdict:
            form.add_error("sheet_on", getattr(verdict, "reason", ""))
            return render(request, "proms/desk/code.html", {"form": form}, status=422)
        keep_keyed(request, bearer.ticket_id, keyed)
        record_read(actor=actor, subject=bearer.subject_id, what=DESK_FORM)
        return redirect("proms:desk_form", bearer.ticket_id)
    other = bearer_by(keyed.hashed)
    place = place_of(other)
    if place is not None and other is not None and other.subject_id is not None:
        keep_keyed(request, other.ticket_id, keyed)
        record_read(actor=actor, subject=other.subject_id, what=place.look)
        return redirect(place.address(other.ticket_id))
    fate = fate_of_reply_code(keyed.hashed)
    if fate:
        return _over(request, fate)
    count_wrong_code(actor.account_id)
    form.add_error("code", _("We do not know this code. Ask the member to read it once more"))
    return render(request, "proms/desk/code.html", {"form": form}, status=422)


def _over(request: HttpRequest, fate: str) -> HttpResponse:
    days = {"read_out": LIVES.days, "printed": PRINTED_LIVES.days, "late": LATE_POST.days}
    return render(request, "proms/desk/over.html", {"fate": fate, **days}, status=410)


def _closed(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    context = {"fate": "closed", "reason": getattr(verdict, "reason", "")}
    return render(request, "proms/desk/over.html", context, status=410)


def _with_form(
    request: HttpRequest,
    ticket_id: int,
    then: Callable[[DeskFlow], HttpResponse],
    way: Way = "one",
    *,
    deciding: bool = False,
) -> HttpResponse:
    """The form as the code opens it; whoever did not key the code here is asked for it."""
    keyed = keyed_before(request, ticket_id)
    if keyed is None:
        messages.info(request, _("Key the code of this form first."))
        return redirect("proms:desk_code")
    actor = signed_in_actor(request)
    if not _still_on_line(actor, keyed):
        told = _("This form was opened for a call that is over. Take the call again to go on.")
        messages.info(request, told)
        return _to_call(actor, keyed)
    bearer = opened_by(keyed.hashed)
    if bearer is None:
        return _over(request, fate_of_reply_code(keyed.hashed) or "expired")
    account_id = actor.account_id
    try:
        with acting_as(bearer):
            flow = DeskFlow.by_code(
                bearer,
                account_id=account_id,
                sent_by=keyed.way,
                sheet_on=keyed.sheet_on,
                lock=request.method == "POST",
                way=way,
            )
            verdict = may_go_on(flow, deciding=deciding)
            if not verdict:
                return _closed(request, verdict)
            if flow.differs and not deciding:
                return redirect("proms:desk_compare", ticket_id)
            return then(flow)
    except Http404:
        # Somebody else sent it with the same code while this page waited for her.
        fate = fate_of_reply_code(keyed.hashed)
        if not fate:
            raise
        return _over(request, fate)


def _still_on_line(actor: SignedIn, keyed: Keyed) -> bool:
    """What was opened for a call opens nothing once that call is over, or another's."""
    return not keyed.call or still_with(actor=actor, ref=UUID(keyed.call))


def _to_call(actor: SignedIn, keyed: Keyed) -> HttpResponse:
    """Where the call is taken again, while it is to be made."""
    if call_by_ref(actor=actor, ref=UUID(keyed.call)) is None:
        return redirect("proms:desk_code")
    return redirect("members:call", keyed.call)


@only(Hat.DESK, health=True)
@require_safe
def begin(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Whose form it is, by first name, and where to begin."""

    def show(flow: DeskFlow) -> HttpResponse:
        next_url = flow.resume() if flow.has_answers else flow.address(flow.first())
        context = {
            "flow": flow,
            "title": flow.form.texts.title or flow.assignment.instrument.name,
            "count": flow.assignment.version.item_count,
            "next_url": next_url,
        }
        return render(request, "proms/desk/form.html", context)

    return _with_form(request, ticket_id, show)


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ticket_id: int, number: int) -> HttpResponse:
    """One question, as it is read out."""
    return _with_form(
        request,
        ticket_id,
        lambda flow: show_page(request, flow, flow.page(number), "proms/desk/question.html"),
    )


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def all_questions(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Every question on one page, as on the paper."""
    return _with_form(
        request,
        ticket_id,
        lambda flow: show_page(request, flow, flow.pages[0], "proms/desk/all.html"),
        way="all",
    )


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Everything once more, to be read back; then one button."""
    return _with_form(
        request,
        ticket_id,
        lambda flow: _check(request, flow),
        way="all" if "all" in request.GET else "one",
    )


def _check(request: HttpRequest, flow: DeskFlow) -> HttpResponse:
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        second = flow.came_in
        try:
            done = send(flow, signed_in_actor(request))
            return _kept(request, flow, second=second) if done is None else _sent(request, flow)
        except NotComplete as error:
            problems = told(error)
        except OtherAnswers:
            return _over(request, "used")
    context = {**checked(flow), "flow": flow, "problems": problems}
    return render(request, "proms/desk/check.html", context)


def _kept(request: HttpRequest, flow: DeskFlow, *, second: bool) -> HttpResponse:
    """One of two entries: it waits, or differs from the first."""
    if second:
        return redirect("proms:desk_compare", flow.ticket_id)
    messages.success(
        request, _("Kept. Put the sheet where the next person finds it: somebody else keys it too.")
    )
    return redirect("proms:desk_code")


def _sent(request: HttpRequest, flow: DeskFlow) -> HttpResponse:
    words = _("The answers of %(name)s are sent. A note about it is on its way to them.")
    messages.success(request, words % {"name": flow.first_name})
    return redirect("proms:desk_code")


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Two people keyed one sheet and not the same: what differs, side by side; the sheet decides."""
    return _with_form(request, ticket_id, lambda flow: _compare(request, flow), deciding=True)


def _compare(request: HttpRequest, flow: DeskFlow) -> HttpResponse:
    if not flow.differs:
        return redirect("proms:desk_form", flow.ticket_id)
    found = differing(flow)
    form = CompareForm(sent(request), differences=found)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            decide(flow, signed_in_actor(request), form.chosen())
        except NotComplete as error:
            problems = told(error)
        else:
            return _sent(request, flow)
    context = {"flow": flow, "form": form, "count": len(found), "problems": problems}
    status = 422 if form.is_bound else 200
    return render(request, "proms/desk/compare.html", context, status=status)
