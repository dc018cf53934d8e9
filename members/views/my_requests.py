"""Your requests about your data: how far they are, until when an answer comes, and the answer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from members.queries.my_requests import my_answer, my_requests
from members.rights_paper import KINDS
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """All of them; an answer itself opens with a fresh proof."""
    rows = [(row, KINDS[row.kind]) for row in my_requests(actor=signed_in_actor(request))]
    return render(request, "members/me/requests.html", {"rows": rows})


@signed_in(health=True, fresh=True)
@never_cache
@require_safe
def answer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The letter, and the file while it is here."""
    found = my_answer(actor=signed_in_actor(request), ref=ref)
    context = {"answer": found, "row": found.row, "title": KINDS[found.row.kind]}
    return render(request, "members/me/request.html", context)
