"""One page about somebody who shares her answers; opening it is recorded and shown to her."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from members.queries.identity import PersonShown
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms import looks
from proms.actions.assignments import WaitsAlready, ask_patient
from proms.arrangement import Arrangement
from proms.forms import AskForm
from proms.letter import EVERYTHING, Letter, letter_about
from proms.letter_text import as_plain_text
from proms.models import Response
from proms.numbers import tables_of
from proms.opened import ground, opened_person, opened_with_grant, with_year
from proms.queries.arrangement import arrangement_for
from proms.queries.assignments import former_versions
from proms.queries.course import course_of, shared_response
from proms.queries.instruments import usable_instruments
from proms.queries.norms import norm_choices, norms_for
from proms.queries.sittings import one_sitting, sittings_of
from proms.queries.working import working_of
from proms.take_along import form_behind, said_in
from proms.views.files import bundle_file, fhir_file, pdf_file


def _letter(
    request: HttpRequest, person: PersonShown, arrangement: Arrangement = EVERYTHING
) -> Letter:
    return letter_about(
        actor=signed_in_actor(request),
        subject=person.subject_id,
        language=get_language() or "en",
        today=timezone.localdate(),
        arrangement=arrangement,
        birth_year=person.birth_year,
    )


def _opened(request: HttpRequest, subject: UUID, what: str, ref: object = "") -> PersonShown:
    return opened_person(actor=signed_in_actor(request), subject=subject, what=what, ref=ref)


@only(Hat.CLINICIAN, health=True)
@require_safe
def summary(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The letter: words first, then what changed, then charts."""
    actor = signed_in_actor(request)
    person, grant = opened_with_grant(actor=actor, subject=subject, what=looks.SUMMARY)
    arranged = arrangement_for(actor=actor, subject=subject, grant=grant)
    letter = _letter(request, person, arranged)
    context = {
        "person": person,
        "letter": letter,
        "subject": subject,
        "guidance": arranged.links(letter.named),
    }
    return render(request, "proms/summary.html", context)


@only(Hat.CLINICIAN, health=True)
@require_safe
def as_text(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The letter as plain text, to be copied into the record."""
    person, grant = opened_with_grant(
        actor=signed_in_actor(request), subject=subject, what=looks.TEXT
    )
    actor = signed_in_actor(request)
    arranged = arrangement_for(actor=actor, subject=subject, grant=grant)
    text = as_plain_text(
        _letter(request, person, arranged), name=with_year(person), today=timezone.localdate()
    )
    context = {"person": person, "text": text, "subject": subject}
    return render(request, "proms/summary_text.html", context)


@only(Hat.CLINICIAN, health=True)
@require_safe
def as_pdf(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The letter as a tagged PDF, as it opens for this clinician, to be filed."""
    actor = signed_in_actor(request)
    person, grant = opened_with_grant(actor=actor, subject=subject, what=looks.PDF)
    arranged = arrangement_for(actor=actor, subject=subject, grant=grant)
    return pdf_file(_letter(request, person, arranged), with_year(person))


@only(Hat.CLINICIAN, health=True)
@require_safe
def numbers(request: HttpRequest, subject: UUID) -> HttpResponse:
    """What the charts are drawn from."""
    person = _opened(request, subject, looks.SCORES)
    actor = signed_in_actor(request)
    course = course_of(actor=actor, subject=subject)
    choices = norm_choices(actor=actor, subject=subject)
    norms = norms_for(course.lines, choices, person.birth_year)
    tables = tables_of(course.lines, get_language() or "en", course.said, norms)
    context = {"person": person, "subject": subject, "tables": tables}
    return render(request, "proms/patient_numbers.html", context)


def _shared(request: HttpRequest, subject: UUID, ref: UUID) -> Response:
    found = shared_response(actor=signed_in_actor(request), subject=subject, ref=ref)
    if found is None:
        raise Http404
    return found


@only(Hat.CLINICIAN, health=True)
@require_safe
def response(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """One set of answers, word for word."""
    found = _shared(request, subject, ref)
    person = _opened(request, subject, looks.ANSWERS, ref)
    context = {
        "person": person,
        "subject": subject,
        "response": found,
        "texts": form_behind(found).texts,
        "answers": said_in(found),
        "former": [
            (one, said_in(one))
            for one in former_versions(actor=signed_in_actor(request), response=found)
        ],
    }
    return render(request, "proms/patient_response.html", context)


@only(Hat.CLINICIAN, health=True)
@require_safe
def how(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """How the numbers of one sending were computed."""
    found = _shared(request, subject, ref)
    person = _opened(request, subject, looks.ANSWERS, ref)
    actor, language = signed_in_actor(request), get_language() or "en"
    context = {
        "person": person,
        "subject": subject,
        "response": found,
        "texts": form_behind(found).texts,
        "rules": working_of(actor=actor, response=found, language=language),
    }
    return render(request, "proms/how.html", context)


@only(Hat.CLINICIAN, health=True)
@require_safe
def as_fhir(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """The same answers as a FHIR QuestionnaireResponse."""
    found = _shared(request, subject, ref)
    _opened(request, subject, looks.FILE, ref)
    return fhir_file(found)


@only(Hat.CLINICIAN, health=True)
@require_safe
def as_bundle(request: HttpRequest, subject: UUID, ref: UUID) -> HttpResponse:
    """The same answers with their scores, as a FHIR bundle."""
    found = _shared(request, subject, ref)
    _opened(request, subject, looks.FILE, ref)
    sitting = one_sitting(actor=signed_in_actor(request), response=found)
    return bundle_file([sitting], subject)


@only(Hat.CLINICIAN, health=True)
@require_safe
def all_as_bundle(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Everything this person sent, with its scores, as a FHIR bundle."""
    _opened(request, subject, looks.ALL_FILES)
    return bundle_file(sittings_of(actor=signed_in_actor(request), subject=subject), subject)


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Put a questionnaire on the list of somebody who shares with me."""
    actor = signed_in_actor(request)
    ground(actor=actor, subject=subject)
    form = AskForm(sent(request), instruments=usable_instruments())
    if request.method == "POST" and form.is_valid():
        chosen = form.usable[form.cleaned_data["instrument"]]
        try:
            ask_patient(actor=actor, subject=subject, instrument=chosen)
        except WaitsAlready:
            form.add_error("instrument", _("These questions wait on the list already"))
        else:
            messages.success(request, _("The questions are on the list now."))
            return redirect("proms:summary", subject=subject)
    person = _opened(request, subject, looks.ASK)
    return render(request, "proms/ask.html", {"person": person, "form": form, "subject": subject})
