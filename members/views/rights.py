"""Requests about data: the register, a new one, and each with its month, its search and its answer."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from files.progress import looking_again
from files.sending import handed_out
from members.actions import rights as actions
from members.actions.rights_looks import note_look
from members.actions.rights_pack import fetch_pack
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.rights import OUTSIDE, NewRequestForm
from members.models import RightsRequest
from members.queries import rights as queries
from members.queries.people_office import find_people
from members.rights_rules import may_release, may_work_on
from members.views.rights_register import line_of
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import Denied
from po_platform.kit.csv_cells import harmless

LARGEST = 2**63 - 1
State = RightsRequest.State


@only(Hat.ADMINISTRATOR, health=True)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The register: what runs, the most urgent first, and what was answered."""
    actor = signed_in_actor(request)
    text = request.GET.get("before", "")
    before = min(int(text), LARGEST) if text.isascii() and text.isdecimal() else None
    closed = list(queries.requests_closed(actor=actor, before=before)[: queries.SHOWN + 1])
    running = [] if before else list(queries.requests_open(actor=actor))
    context = {
        "running": [(row, queries.title_of(row), queries.left_of(row)) for row in running],
        "closed": closed[: queries.SHOWN],
        "older": closed[queries.SHOWN - 1].pk if len(closed) > queries.SHOWN else None,
        "first": before is None,
    }
    return render(request, "members/office/rights/requests.html", context)


@only(Hat.ADMINISTRATOR, health=True)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register as a table, without a name: what came when, and what became of it."""
    actor = signed_in_actor(request)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(line_of(None))
    rows = [*queries.requests_open(actor=actor), *queries.requests_closed(actor=actor)]
    for row in sorted(rows, key=lambda each: each.pk):
        writer.writerow([harmless(cell) for cell in line_of(row)])
    made = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    made.headers["Content-Disposition"] = f'attachment; filename="requests-{day}.csv"'
    return made


@only(Hat.ADMINISTRATOR, health=True)
def new(request: HttpRequest) -> HttpResponse:
    """What came in. Asked by POST, so that no name stands in an address."""
    actor = signed_in_actor(request)
    form = NewRequestForm(sent(request), initial={"language": request.LANGUAGE_CODE})
    made: list[RightsRequest] = []
    asked = _asked(actor, form) if form.is_valid() else None
    if asked is not None and attempt(
        form, lambda: made.append(actions.open_request(actor=actor, asked=asked))
    ):
        messages.success(request, _("Written down. The month is running."))
        return redirect("members:request", made[0].ref)
    context = {"form": form}
    return render(request, "members/office/rights/new.html", context, status=status_of(form))


def _asked(actor: SignedIn, form: NewRequestForm) -> actions.Asked | None:
    if form.cleaned_data["who"] == OUTSIDE:
        return form.asked(None)
    people = find_people(actor=actor, mark=form.cleaned_data["mark"])
    if len(people) == 1:
        return form.asked(people[0])
    if people:
        words = _("Several people are found by this. Write the member number")
    else:
        words = _("Nobody is found by this. Write it in full, or choose “Somebody else”")
    form.add_error("mark", words)
    return None


@only(Hat.ADMINISTRATOR, health=True)
@never_cache
@require_safe
def case(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One request: who asks, how long is left, what was done, and the next step."""
    actor = signed_in_actor(request)
    row = queries.request_by_ref(actor=actor, ref=ref)
    if not may_work_on(actor, row):
        context = {"row": row, "title": queries.title_of(row), "left": queries.left_of(row)}
        return render(request, "members/office/rights/own.html", context)
    note_look(actor=actor, row=row)
    shown = queries.case_of(actor=actor, row=row)
    alone = queries.is_alone(row)
    verdict = may_release(actor, row, timezone.now(), alone=alone, why="-")
    context = {
        "case": shown,
        "row": row,
        "title": queries.title_of(row),
        "left": queries.left_of(row),
        "places": queries.found_for(actor=actor, row=row),
        "may_look": bool(verdict),
        "why_not": verdict.reason if isinstance(verdict, Denied) else "",
        "by": {name: shown.by.get(getattr(row, f"{name}_by") or 0, "")
               for name in ("opened", "shown", "prepared", "released")},
        "done": row.outcome and row.get_outcome_display(),
    }  # fmt: skip
    page = render(request, "members/office/rights/case.html", context)
    return looking_again(page, shown.job)


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@require_safe
def pack(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """What goes out, after the second look."""
    found = fetch_pack(actor=signed_in_actor(request), ref=ref)
    if found is None:
        raise Http404
    return handed_out(found, request)


@only(Hat.ADMINISTRATOR, health=True)
@require_POST
def pack_again(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Once more, when it did not work or its two weeks are over."""
    actions.make_pack_again(actor=signed_in_actor(request), ref=ref)
    return redirect("members:request", ref)


@only(Hat.ADMINISTRATOR, health=True)
@require_POST
def finish(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The answer is on its way, or whoever asked took it back."""
    actor = signed_in_actor(request)
    try:
        if "withdrawn" in request.POST:
            actions.withdraw_request(actor=actor, ref=ref)
        else:
            actions.mark_sent(actor=actor, ref=ref)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
        return redirect("members:request", ref)
    messages.success(request, _("Closed. It stays in the register for three years."))
    return redirect("members:requests")
