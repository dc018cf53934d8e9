"""The half-yearly note: numbers and words, for everybody once they are published; the risk record."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import record
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions.halfyears import save_half_year
from moderation.forms import HalfYearForm
from moderation.queries import halfyears as queries
from po_platform.access.actor import Hat
from po_platform.access.declare import only, public


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_safe
def half_years(request: HttpRequest) -> HttpResponse:
    """The last three years."""
    found = queries.half_years(actor=signed_in_actor(request))
    return render(request, "moderation/half_years.html", {"half_years": found})


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def half_year(request: HttpRequest, half: str) -> HttpResponse:
    """Its numbers, and the words of the team."""
    actor = signed_in_actor(request)
    found = queries.half_year(actor=actor, slug=half)
    texts = found.row.text if found.row else {}
    form = HalfYearForm(
        sent(request), initial={f"text_{code}": text for code, text in texts.items()}
    )
    if form.is_bound and form.is_valid():
        published = request.POST.get("act", "publish" if found.is_published else "") == "publish"
        text = form.texts("text")
        if attempt(
            form,
            lambda: save_half_year(actor=actor, slug=half, text=text, published=published),
        ):
            messages.success(request, _("Published.") if published else _("Saved, for the team."))
            return redirect("moderation:half_year", half)
    context = {
        "found": found,
        "form": form,
        "may_take_the_record": actor.holds(Hat.MODERATOR),
    }
    return render(request, "moderation/half_year.html", context, status=status_of(form))


@only(Hat.MODERATOR, health=True)
@require_safe
def risk_record(request: HttpRequest, half: str) -> HttpResponse:
    """Every decision in codes, as a table for an authority that asks."""
    actor = signed_in_actor(request)
    rows = list(queries.risk_record(actor=actor, slug=half))
    record(actor=actor, verb="moderation.record.taken", half=half)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="decisions-{half}.csv"'
    csv.writer(response).writerows(rows)
    return response


@public
@require_safe
def told(request: HttpRequest, half: str) -> HttpResponse:
    """For everybody."""
    found = queries.published_half_year(slug=half)
    return render(request, "moderation/told.html", {"found": found})
