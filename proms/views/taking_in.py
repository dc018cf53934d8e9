"""From a file to an instrument: reading it in, taking it up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.instruments import adopt, import_instrument
from proms.forms import FileForm
from proms.queries.instruments import not_taken_up
from questionnaires.models import Version

UNUSABLE = 422


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Takes a file and says what was run, kept, dropped or refused."""
    form = FileForm(sent(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "proms/import.html", {"form": form})
    raw = form.cleaned_data["file"].read()
    declining = form.cleaned_data["may_decline"]
    intake, instrument = import_instrument(
        actor=signed_in_actor(request), raw=raw, may_decline=declining
    )
    context = {
        "declining": declining,
        "report": intake.result.report,
        "instrument": instrument,
        "is_new": intake.is_new,
    }
    status = 200 if instrument else UNUSABLE
    return render(request, "proms/import_report.html", context, status=status)


@only(Hat.CURATOR)
@require_POST
def take_up(request: HttpRequest, slug: str) -> HttpResponse:
    """A questionnaire a command read in becomes an instrument."""
    questionnaire = get_object_or_404(not_taken_up(), slug=slug)
    version = Version.objects.filter(questionnaire=questionnaire).latest("number")
    instrument = adopt(actor=signed_in_actor(request), version=version)
    return redirect("proms:instrument", slug=instrument.slug)
