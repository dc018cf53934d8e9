"""My data: what is kept, who looked, what I allowed, and the way out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from members.holdings import holdings_of
from members.queries import consent
from members.queries.care import account_names
from members.queries.looks import looks as looks_of
from po_platform.access.actor import Hat
from po_platform.access.declare import signed_in

FIRST = 5  # looks shown on My data itself
PAGE = 20
LARGEST = 2**63 - 1


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return min(int(text), LARGEST) if text.isdecimal() and len(text) < 20 else None


@signed_in(health=True)
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What we keep about you, and who looked at it."""
    actor = signed_in_actor(request)
    context = {"holdings": holdings_of(actor), "page": looks_of(actor=actor, size=FIRST)}
    return render(request, "members/me/my_data.html", context)


@signed_in(health=True)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Every look, a page at a time."""
    page = looks_of(
        actor=signed_in_actor(request), before=_key(request, "before"), after=_key(request, "after")
    )
    here = request.path
    context = {
        "page": page,
        "newer_url": f"{here}?after={page.newer}" if page.newer else "",
        "older_url": f"{here}?before={page.older}" if page.older else "",
    }
    return render(request, "members/me/looks.html", context)


@signed_in(health=True)
@require_safe
def allowed(request: HttpRequest) -> HttpResponse:
    """Everything the member decided, newest first."""
    before = _key(request, "before")
    found = consent.decisions(actor=signed_in_actor(request))
    rows = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    context = {"decisions": rows[:PAGE], "older": rows[PAGE - 1].pk if len(rows) > PAGE else None}
    return render(request, "members/me/allowed.html", context)


@signed_in(health=True)
@require_safe
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """One decision, word for word as it was on the page."""
    found = consent.decisions(actor=signed_in_actor(request)).filter(pk=decision_id).first()
    if found is None:
        raise Http404
    by_law = found.hat == Hat.PROXY and found.account_id is not None
    names = account_names([found.account_id]) if by_law and found.account_id else {}
    context = {"decision": found, "by_law": by_law, "who": names.get(found.account_id or 0, "")}
    return render(request, "members/consent/decision.html", context)
