"""The helper desk's calls: the list, one call for half an hour, and what came of it."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.actions import calls as actions
from members.actions.on_the_line import answer_call
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.call_rules import may_answer_call
from members.code_tries import count_wrong_code, too_many_wrong_codes
from members.desk_work import call_lines
from members.forms.calls import OutcomeForm, PromiseForm, RangForm
from members.on_call import links_on_call
from members.queries import calls as queries
from members.work_table import work_table
from po_platform.access.actor import Hat
from po_platform.access.declare import only

LARGEST = 2**63 - 1


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Calls to make, oldest first, a page at a time; those for another day apart."""
    actor = signed_in_actor(request)
    later, after = "later" in request.GET, _after(request)
    page = queries.calls_to_make(actor=actor, after=after, later=later)
    more = {"after": page.next} | ({"later": 1} if later else {})
    context = {
        "work": work_table(call_lines(page.calls), first_waits=not (after or later)),
        "next_url": f"?{urlencode(more)}" if page.next else "",
        "later": later,
        "for_later": page.later,
        "written": queries.just_written(actor=actor),
        "may_answer": bool(may_answer_call(actor)),
    }
    return render(request, "members/calls/calls.html", context)


def _after(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return min(int(text), LARGEST) if text.isascii() and text.isdecimal() and len(text) < 20 else 0


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One call: what it is about; name and number once it is taken, and then what came of it."""
    actor = signed_in_actor(request)
    found = queries.call_by_ref(actor=actor, ref=ref)
    if found is None:
        return _closed(request)
    form = OutcomeForm(sent(request), with_office=found.with_office)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: actions.close_call(
                actor=actor,
                ref=ref,
                outcome=given["outcome"],
                note=given["note"],
                next_on=form.next_day(),
            ),
        ):
            messages.success(request, _("Written down."))
            return redirect("members:calls")
    mine = queries.caller_of(actor=actor, ref=ref) is not None
    context = {"call": found, "form": form, "links": links_on_call(actor, ref) if mine else []}
    return render(request, "members/calls/call.html", context, status=status_of(form))


def _closed(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("This call is not on the list any more."))
    return redirect("members:calls")


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def rang(request: HttpRequest) -> HttpResponse:
    """Somebody is on the line now: her call is taken, and leads to what can be done for her."""
    actor = signed_in_actor(request)
    if too_many_wrong_codes(actor.account_id):
        return render(request, "429.html", {"minutes": 60}, status=429)
    form = RangForm(sent(request), initial={"language": get_language()})
    if form.is_valid():
        given = form.cleaned_data
        try:
            ref = answer_call(actor=actor, person_id=given["number"], language=given["language"])
        except Http404:
            count_wrong_code(actor.account_id)
            form.add_error("number", _("No member has this number. Ask for it once more"))
        except PermissionDenied as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("members:call", ref)
    return render(request, "members/calls/rang.html", {"form": form}, status=status_of(form))


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_POST
def take(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Name and number for half an hour; nobody else calls meanwhile."""
    try:
        actions.take_call(actor=signed_in_actor(request), ref=ref)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
        return redirect("members:calls")
    return redirect("members:call", ref)


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_POST
def put_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Somebody else may take it."""
    actions.release_call(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Put back. Somebody else can take it now."))
    return redirect("members:calls")


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_POST
def undo(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As it was before; the call is hers again."""
    try:
        actions.undo_outcome(actor=signed_in_actor(request), ref=ref)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
        return redirect("members:calls")
    messages.success(request, _("Undone. The call is yours again."))
    return redirect("members:call", ref)


@only(Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: HttpRequest) -> HttpResponse:
    """Within how many working days we call."""
    form = PromiseForm(sent(request), initial={"days": queries.promised_days()})
    if form.is_valid():
        actions.promise_calls(actor=signed_in_actor(request), days=form.cleaned_data["days"])
        messages.success(request, _("Saved. It holds for wishes from now on."))
        return redirect("members:organisation")
    context = {"form": form, "title": _("Calling back")}
    return render(request, "members/office/organisation_edit.html", context, status=status_of(form))
