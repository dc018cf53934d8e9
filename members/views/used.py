"""Is it used? One page a month for the board, to print."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from members.parts import speaks
from members.rights_texts import months_after
from members.used import FEWEST, Month, all_counts
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_safe
def used(request: HttpRequest, year: int = 0, month: int = 0) -> HttpResponse:
    """The month of the address, without one the last whole month."""
    actor = signed_in_actor(request)
    this = timezone.localdate().replace(day=1)
    shown = _first_of(year, month) if year else months_after(this, -1)
    if shown > this:
        raise Http404
    period = Month(shown)
    later = months_after(shown, 1)
    context = {
        "parts": [counts(actor, period) for counts in all_counts() if speaks(counts)],
        "month": shown,
        "fewest": FEWEST,
        "runs": shown == this,
        "before": months_after(shown, -1) if shown.year > 2000 else None,
        "after": later if later <= this else None,
    }
    return render(request, "members/office/used.html", context)


def _first_of(year: int, month: int) -> date:
    if not 2000 <= year <= 2999 or not 1 <= month <= 12:
        raise Http404
    return date(year, month, 1)
