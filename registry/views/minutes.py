"""The minutes of the committee on a page and on paper: of one sitting, or of the days between two."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from members.attempts import status_of
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.forms.minutes import MinutesForm, at_first
from registry.minutes_paper import minutes_on_paper
from registry.queries.minutes import Minutes, minutes_of, sittings
from registry.queries.requests import manages_any
from registry.request_rules import may_read_minutes
from registry.request_words import OUTCOMES
from registry.views.papers import saved


@only(Hat.CURATOR, Hat.COMMITTEE)
@require_safe
def minutes(request: HttpRequest) -> HttpResponse:
    """What was decided between two days, and who said what."""
    actor = _reader(request)
    form = _days(request)
    found = _minutes(actor, form)
    context = {
        "form": form,
        "minutes": found,
        "lines": [(one, OUTCOMES[one.step.move]) for one in found.lines] if found else [],
        "days": urlencode({"first": found.since, "last": found.until}) if found else "",
        "sittings": sittings(actor=actor),
    }
    return render(request, "registry/requests/minutes.html", context, status=status_of(form))


@only(Hat.CURATOR, Hat.COMMITTEE)
@require_safe
def minutes_paper(request: HttpRequest) -> HttpResponse:
    """The same days as a PDF."""
    actor = _reader(request)
    found = _minutes(actor, _days(request))
    if found is None:
        raise Http404
    name = f"minutes-{found.since}-{found.until}.pdf"
    return saved(minutes_on_paper(found), name, "application/pdf")


def _reader(request: HttpRequest) -> SignedIn:
    actor = signed_in_actor(request)
    demand(may_read_minutes(actor, manages=manages_any(actor=actor)))
    return actor


def _days(request: HttpRequest) -> MinutesForm:
    chosen = "first" in request.GET or "last" in request.GET
    return MinutesForm(request.GET) if chosen else MinutesForm(at_first())


def _minutes(actor: SignedIn, form: MinutesForm) -> Minutes | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    return minutes_of(actor=actor, since=given["first"], until=given["last"])
