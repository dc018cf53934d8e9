"""What became of a dictionary, as a page: the fields it has, what was done with them, why not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.actions.datasets import Intake
from registry.queries.datasets import likely_identifiers_of

UNUSABLE = 422


def report_of(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The report, and where to go on."""
    likely = likely_identifiers_of(intake.version) if intake.version else []
    context = {
        "report": intake.dictionary.report,
        "counts": intake.dictionary.to_json(),
        "dataset": intake.dataset,
        "version": intake.version,
        "is_new": intake.is_new,
        "likely": likely,
    }
    status = 200 if intake.dataset else UNUSABLE
    return render(request, "registry/report.html", context, status=status)
