"""What is made from a request: invented data with its columns, and one PDF for the committee."""

from __future__ import annotations

import csv
from io import StringIO
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.queries.invented import inventing
from registry.queries.requests import request_of
from registry.request_pack import request_pack
from registry.request_rules import may_read_votes


@only(Hat.RESEARCHER)
@require_safe
def artificial(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A hundred invented people in the columns of this request; nobody’s data are read."""
    row = request_of(actor=signed_in_actor(request), ref=ref)
    if not row.variables:
        raise Http404
    made, out = inventing(row), StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(made.sheet.header())
    lines.writerows(made.rows(seed=row.pk))
    return saved(out.getvalue().encode(), "artificial.csv", "text/csv")


@only(Hat.CURATOR, Hat.COMMITTEE)
@require_safe
def pack(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Request, people in words, steps and votes on paper."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    demand(may_read_votes(actor, row))
    return saved(request_pack(row), f"request-{str(row.ref)[:8]}.pdf", "application/pdf")


def saved(raw: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be saved, kept by no cache on the way."""
    response = HttpResponse(raw, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
