"""Searching a list of terms without a new page; the words stand in no address."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from po_platform.access.actor import Tick
from po_platform.access.declare import helpers_too, signed_in
from questionnaires.shapes import Finder
from registry.code_fields import choices
from registry.queries.terms import find_terms
from registry.terms.systems import SYSTEMS

FIELD = re.compile(r"[A-Za-z0-9_.:-]{1,255}")


@helpers_too(Tick.ANSWER)
@signed_in()
@require_POST
def terms(request: HttpRequest) -> HttpResponse:
    """What was found, as the part of a form that is put below the field."""
    field = request.POST.get("field", "")
    if not FIELD.fullmatch(field):
        raise Http404
    lists = [one for one in request.POST.get("lists", "").split(",") if one in SYSTEMS]
    hits = find_terms(lists=lists, typed=request.POST.get("typed", "")[:500])
    many = "many" in request.POST
    finder = Finder("", "", found=choices(field, hits, many=many), nothing=not hits)
    return render(request, "questionnaires/_found.html", {"finder": finder})
