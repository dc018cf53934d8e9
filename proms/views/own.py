"""A member's own course: a sentence, a picture, a table; what she sent, to read, print and take."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from po_platform.access.actor import SignedIn
from po_platform.access.declare import signed_in
from proms.actions.assignments import start_for_myself
from proms.course import charts_of
from proms.models import Instrument, Response
from proms.queries.assignments import my_responses, open_assignments, open_instruments
from proms.queries.course import scores_over_time
from proms.take_along import form_behind, response_as_csv, response_as_fhir
from questionnaires.summary import in_words

PAGE = 20


def _actor(request: HttpRequest) -> SignedIn:
    actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        raise Http404
    return actor


@signed_in(health=True)
@require_safe
def course(request: HttpRequest) -> HttpResponse:
    """How things have changed, scale by scale."""
    actor = _actor(request)
    assert actor.subject_id is not None  # _actor saw to it
    language = get_language() or "en"
    lines = scores_over_time(actor=actor, subject=actor.subject_id)
    context = {
        "charts": charts_of(lines, language, timezone.localdate()),
        "newest": my_responses(actor=actor)[:3],
        "instruments": open_instruments(),
        "waiting": open_assignments(actor=actor).first(),
    }
    return render(request, "proms/course.html", context)


@signed_in(health=True)
@require_safe
def responses(request: HttpRequest) -> HttpResponse:
    """Everything sent, newest first; older by keyset."""
    actor = _actor(request)
    found = my_responses(actor=actor)
    before = request.GET.get("before", "")
    if before:
        if not before.isdecimal() or len(before) > 18:
            raise Http404
        found = found.filter(pk__lt=int(before))
    rows = list(found.order_by("-pk")[: PAGE + 1])
    older = f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    context = {"rows": rows[:PAGE], "older_url": older, "newer_url": "?" if before else ""}
    return render(request, "proms/responses.html", context)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes up a questionnaire that is open to members."""
    actor = _actor(request)
    instrument = get_object_or_404(Instrument, slug=slug, open_to_members=True)
    if request.method != "POST":
        return render(request, "proms/start.html", {"instrument": instrument})
    waiting = open_assignments(actor=actor).filter(instrument=instrument).first()
    assignment = waiting or start_for_myself(actor=actor, instrument=instrument)
    return redirect("proms:answer", ref=assignment.ref)


def _response(request: HttpRequest, ref: UUID) -> Response:
    found = (
        my_responses(actor=_actor(request))
        .select_related("version", "translation", "instrument", "assignment")
        .filter(ref=ref)
        .first()
    )
    if found is None:
        raise Http404
    return found


@signed_in(health=True)
@require_safe
def response(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One set of answers, as sent."""
    found = _response(request, ref)
    form = form_behind(found)
    context = {
        "response": found,
        "texts": form.texts,
        "answers": [
            {"question": s.question, "answer": s.answer, "own_words": s.own_words}
            for s in in_words(form, found.answers, found.missing)
        ],
    }
    return render(request, "proms/response.html", context)


@signed_in(health=True)
@require_safe
def as_fhir(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The answers as a FHIR QuestionnaireResponse."""
    found = _response(request, ref)
    text = json.dumps(response_as_fhir(found), ensure_ascii=False, indent=1)
    return _file(text, "application/fhir+json", f"answers-{found.authored_at:%Y-%m-%d}.json")


@signed_in(health=True)
@require_safe
def as_csv(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The answers as a table."""
    found = _response(request, ref)
    name = f"answers-{found.authored_at:%Y-%m-%d}.csv"
    return _file("\ufeff" + response_as_csv(found), "text/csv; charset=utf-8", name)


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
