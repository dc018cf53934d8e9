"""The codebook of the questionnaires in use, for who reads answers: pages, a table, and JSON."""

from __future__ import annotations

import json
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.codebook import Book, as_table
from proms.models import LicenceTerms
from proms.queries.codebook import book_version, book_versions, codebook
from proms.queries.instruments import published_instruments
from proms.views.files import CSV, as_file

READERS = (Hat.CLINICIAN, Hat.RESEARCHER, Hat.CURATOR)


def _books() -> list[Book]:
    language = get_language() or "en"
    return [
        codebook(one, language, version)
        for one in published_instruments()
        for version in book_versions(one)
    ]


@only(*READERS)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Which questionnaires are in use."""
    context = {
        "rows": published_instruments(),
        "clinician": signed_in_actor(request).holds(Hat.CLINICIAN),
    }
    return render(request, "proms/codebook.html", context)


@only(*READERS)
@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """Questions, answers, numbers and licence of one of them."""
    instrument = get_object_or_404(published_instruments(), slug=slug)
    version = book_version(instrument, request.GET.get("version", ""))
    if version is None:
        raise Http404
    book = codebook(instrument, get_language() or "en", version)
    context = {
        "book": book,
        "version": version,
        "versions": book_versions(instrument),
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
