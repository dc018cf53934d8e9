"""The curator's pages of licences: the question for all languages or one, and the paper behind it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.licences import answer_licence, forget_language
from proms.licence_form import LicenceForm
from proms.models import Instrument, LicenceEvidence
from proms.queries.instruments import newest_version
from proms.queries.licences import evidence_of, terms_of
from proms.spoken import language_name
from questionnaires.queries import languages_of


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def licence(request: HttpRequest, slug: str, language: str = "") -> HttpResponse:
    """The licence question; with a language for that wording alone."""
    found = get_object_or_404(Instrument, slug=slug)
    if language and language not in languages_of(newest_version(found).pk):
        raise Http404
    actor, held = signed_in_actor(request), terms_of(found, language)
    if held is not None and "follow" in request.POST and language:
        forget_language(actor=actor, instrument=found, language=language)
        messages.success(request, _("This language follows the answer for all languages again."))
        return redirect("proms:instrument", slug=slug)
    shown = held or found
    kept = {
        "licence": shown.licence,
        "holder": shown.holder,
        "terms": shown.terms,
        "allowed_use": shown.allowed_use,
        "wording": shown.wording,
        "ends_on": shown.licence_ends_on,
    }
    form = LicenceForm(sent(request), request.FILES or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        answer_licence(actor=actor, instrument=found, language=language, **form.cleaned_data)
        messages.success(request, _("The licence question is answered."))
        return redirect("proms:instrument", slug=slug)
    context = {
        "form": form,
        "instrument": found,
        "language": language_name(language) if language else "",
        "own": held is not None,
        "paper": held.evidence if held else None,
    }
    return render(request, "proms/licence.html", context)


@only(Hat.CURATOR)
@require_safe
def evidence(request: HttpRequest, slug: str, ref: UUID) -> HttpResponse:
    """The letter or agreement, to be saved."""
    found = evidence_of(get_object_or_404(Instrument, slug=slug), ref)
    if found is None:
        raise Http404
    return paper_file(found)


def paper_file(found: LicenceEvidence) -> HttpResponse:
    """The paper, to be saved under its name."""
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    named = content_disposition_header(as_attachment=True, filename=found.name)
    response["Content-Disposition"] = named or "attachment"
    return response
