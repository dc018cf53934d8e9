"""The codebook of the questionnaires in use, for who reads answers: pages, a table, and JSON."""

from __future__ import annotations

import json
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.codebook import Book, as_table
from proms.models import LicenceTerms
from proms.queries.codebook import codebook
from proms.queries.instruments import published_instruments
from proms.views.files import CSV, as_file

READERS = (Hat.CLINICIAN, Hat.RESEARCHER, Hat.CURATOR)


def _books() -> list[Book]:
    return [codebook(one, get_language() or "en") for one in published_instruments()]


@only(*READERS)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Which questionnaires are in use."""
    return render(request, "proms/codebook.html", {"rows": published_instruments()})


@only(*READERS)
@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """Questions, answers, numbers and licence of one of them."""
    instrument = get_object_or_404(published_instruments(), slug=slug)
    book = codebook(instrument, get_language() or "en")
    context = {
        "book": book,
        "licence": LicenceTerms.Licence(book["licence"]["state"]).label,
        "ends_on": book["licence"]["ends_on"] and date.fromisoformat(book["licence"]["ends_on"]),
        "wording": book["wording"] and LicenceTerms.Wording(book["wording"]).label,
    }
    return render(request, "proms/codebook_one.html", context)


@only(*READERS)
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """All of it as a table."""
    return as_file(as_table(_books()), CSV, f"codebook-{timezone.localdate():%Y-%m-%d}.csv")


@only(*READERS)
@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """All of it for programs."""
    text = json.dumps(_books(), ensure_ascii=False, indent=1)
    name = f"codebook-{timezone.localdate():%Y-%m-%d}.json"
    return as_file(text, "application/json", name)
