"""Which duties need a second person, and who fills them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from members.queries.duties import duties as queries_duties
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """One table; what nobody fills says what happens instead."""
    context = {"duties": queries_duties(actor=signed_in_actor(request))}
    return render(request, "members/office/duties.html", context)
