"""One page about somebody who shares her answers; opening it is recorded and shown to her."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import record_read
from members.facts import people_behind
from members.queries.identity import PersonShown, people_shown
from members.queries.grants import grant_behind
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from proms.actions.assignments import ask_patient
from proms.letter import Letter, as_plain_text, letter_about
from proms.models import Instrument, Response
from proms.rules import may_be_used
from proms.take_along import form_behind, response_as_fhir
from questionnaires.summary import in_words

WHAT = "proms.summary"


def _opened(request: HttpRequest, subject: UUID, what: str, ref: object = "") -> PersonShown:
    """The person, when she shares with the asking clinician; the look is recorded first."""
    actor: SignedIn = request.actor  # type: ignore[attr-defined]  # only() lets nobody else in
    grant = grant_behind(actor=actor, subject=subject, scope="proms")
    if grant is None:
        raise Http404
    record_read(actor=actor, subject=subject, what=what, ref=ref, grant_id=grant.pk)
    found = people_shown(actor=actor, subject_ids=[subject]).get(subject)
    if found is None:
        raise Http404
    return found


def _letter(request: HttpRequest, subject: UUID) -> Letter:
    return letter_about(
        actor=request.actor,  # type: ignore[attr-defined]  # set by WhoActs
        subject=subject,
        language=get_language() or "en",
        today=timezone.localdate(),
    )


@only(Hat.CLINICIAN, health=True)
@require_safe
def summary(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The letter: words first, then what changed, then charts."""
    person = _opened(request, subject, WHAT)
    context = {"person": person, "letter": _letter(request, subject), "subject": subject}
    return render(request, "proms/summary.html", context)


@only(Hat.CLINICIAN, health=True)
@require_safe
def as_text(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The letter as plain text, to be copied into the record."""
    person = _opened(request, subject, WHAT)
    text = as_plain_text(_letter(request, subject), name=person.name)
    return render(request, "proms/summary_text.html", {"person": person, "text": text, "subject": subject})


def _shared_response(request: HttpRequest, subject: UUID, ref: UUID) -> Response:
    found = (
        Response.objects.visible_to(request.actor)  # type: ignore[attr-defined]  # set by WhoActs
        .filter(subject_id=subject, ref=ref, withdrawn_at__isnull=True)
        .select_related("instrument", "version", "translation")
        .first()
    )
    if found is None:
        raise Http404
    return found


@only(Hat.CLINICIAN, health=True)
@require_safe
def response(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """One set of answers, word for word."""
    person = _opened(request, subject, "proms.answers", ref)
    found = _shared_response(request, subject, ref)
    form = form_behind(found)
    context = {
        "person": person,
        "subject": subject,
        "response": found,
        "texts": form.texts,
        "answers": [
            {"question": s.question, "answer": s.answer, "own_words": s.own_words}
            for s in in_words(form, found.answers, found.missing)
        ],
    }
    return render(request, "proms/patient_response.html", context)


@only(Hat.CLINICIAN, health=True)
@require_safe
def as_fhir(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """The same answers as a FHIR QuestionnaireResponse."""
    _opened(request, subject, "proms.answers", ref)
    text = json.dumps(response_as_fhir(_shared_response(request, subject, ref)), ensure_ascii=False)
    return HttpResponse(
        text,
        content_type="application/fhir+json",
        headers={"Content-Disposition": f'attachment; filename="answers-{ref}.json"'},
    )


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Put a questionnaire on the list of somebody who shares with me."""
    actor: SignedIn = request.actor  # type: ignore[attr-defined]  # only() lets nobody else in
    if subject not in people_behind([subject]):
        raise Http404
    person = _opened(request, subject, "proms.ask")
    usable = [i for i in Instrument.objects.order_by("title") if may_be_used(i)]
    if request.method == "POST":
        instrument = get_object_or_404(Instrument, slug=request.POST.get("instrument", ""))
        ask_patient(actor=actor, subject=subject, instrument=instrument)
        messages.success(request, _("The questions are on the list now."))
        return redirect("proms:summary", subject=subject)
    context = {"person": person, "instruments": usable, "subject": subject}
    return render(request, "proms/ask.html", context)
