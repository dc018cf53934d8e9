"""A member's own course: a sentence, a picture, a table; what she sent, to read, print and take."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import signed_in_actor
from members.queries.proxies import chooses_who_reads
from po_platform.access.actor import Actor, SignedIn, Tick
from po_platform.access.declare import helpers_too, signed_in
from po_platform.kit.charts import key_of
from proms.actions.assignments import start_for_myself
from proms.actions.readers import keep_to_herself, let_proxies_read
from proms.course import by_questionnaire, charts_of
from proms.explained import explained
from proms.models import Instrument, OwnList, Response
from proms.numbers import tables_of
from proms.queries.assignments import (
    former_versions,
    my_responses,
    newest_sent,
    open_assignments,
    responses_page,
)
from proms.queries.course import course_of, scores_over_time
from proms.queries.diary import diary_of
from proms.queries.double_entry import being_checked
from proms.queries.instruments import open_instruments
from proms.queries.norms import offers_for, own_norms
from proms.queries.offers import offered
from proms.queries.sittings import one_sitting, sittings_of
from proms.queries.visits import own_lines
from proms.queries.working import working_of
from proms.readers import who_will_see
from proms.rules import may_keep_to_herself, may_take_back
from proms.take_along import form_behind, said_in
from proms.views.files import bundle_file, csv_file, fhir_file

NEWEST = 3


@helpers_too(Tick.SUMMARY)
@signed_in(health=True)
@require_safe
def course(request: HttpRequest) -> HttpResponse:
    """How things have changed, scale by scale."""
    actor = signed_in_actor(request)
    if actor.subject_id is None:
        raise Http404
    lines = scores_over_time(actor=actor, subject=actor.subject_id)
    language = get_language() or "en"
    kept = diary_of(actor=actor, subject=actor.subject_id)
    offers = offers_for(lines)
    norms = own_norms(actor=actor, lines=lines) if offers else {}
    charts = charts_of(lines, language, timezone.localdate(), kept, norms)
    waiting = list(open_assignments(actor=actor))
    taken_up = {assignment.instrument_id for assignment in waiting}
    context = {
        "matters": [] if actor.helping else own_lines(actor=actor, about=OwnList.About.MATTERS),
        "measured": by_questionnaire(charts, explained(lines, language)),
        "key": key_of(charts, language=language),
        "averages": actor.helping is None and bool(offers),
        "readers": [] if actor.helping else who_will_see(actor),
        "newest": newest_sent(actor=actor, size=NEWEST),
        "offers": actor.helping is None and offered().exists(),
        "waiting": waiting if actor.helps_with(Tick.ANSWER) else [],
        "instruments": []
        if actor.helping  # only the person herself takes something up
        else [found for found in open_instruments() if found.pk not in taken_up],
    }
    return render(request, "proms/course.html", context)


@helpers_too(Tick.SUMMARY)
@signed_in(health=True)
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """What the charts are drawn from."""
    actor = signed_in_actor(request)
    if actor.subject_id is None:
        raise Http404
    found = course_of(actor=actor, subject=actor.subject_id)
    norms = own_norms(actor=actor, lines=found.lines)
    context = {"tables": tables_of(found.lines, get_language() or "en", found.said, norms)}
    return render(request, "proms/numbers.html", context)


@helpers_too(Tick.SUMMARY)
@signed_in(health=True)
@require_safe
def responses(request: HttpRequest) -> HttpResponse:
    """Everything sent, newest first; older by keyset."""
    try:
        before = UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    page = responses_page(actor=signed_in_actor(request), before=before)
    if page is None:
        raise Http404
    context = {
        "rows": page.rows,
        "sheets": [] if before else being_checked(actor=signed_in_actor(request)),
        "older_url": f"?before={page.older}" if page.older else "",
        "newer_url": "?" if before else "",
    }
    return render(request, "proms/responses.html", context)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes up a questionnaire that is open to members; one that waits already is gone on with."""
    actor = signed_in_actor(request)
    instrument = get_object_or_404(Instrument, slug=slug, open_to_members=True)
    waiting = open_assignments(actor=actor).filter(instrument=instrument).first()
    if waiting is not None:
        return redirect("proms:answer", ref=waiting.ref)
    if request.method != "POST":
        return render(request, "proms/start.html", {"instrument": instrument})
    assignment = start_for_myself(actor=actor, instrument=instrument)
    return redirect("proms:answer", ref=assignment.ref)


def _response(request: HttpRequest, ref: UUID) -> Response:
    found = my_responses(actor=signed_in_actor(request)).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


@helpers_too(Tick.SUMMARY)
@signed_in(health=True)
@require_safe
def response(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One set of answers, as sent."""
    actor, found = signed_in_actor(request), _response(request, ref)
    context = {
        "response": found,
        "texts": form_behind(found).texts,
        "answers": said_in(found),
        "keeps": bool(may_keep_to_herself(actor, found)),
        "chooses": not found.withheld and found.given_by != "proxy" and choosing(actor),
        "former": [(one, said_in(one)) for one in former_versions(actor=actor, response=found)],
        # What somebody else entered is taken back here too: nobody showed her the page after it.
        "may_take_back": found.assignment_id is not None
        and (actor.helping is not None or found.given_by != "self")
        and bool(may_take_back(actor, found, timezone.now())),
    }
    return render(request, "proms/response.html", context)


@helpers_too(Tick.SUMMARY)
@signed_in(health=True)
@require_safe
def how(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How the numbers of one sending were computed."""
    actor, found = signed_in_actor(request), _response(request, ref)
    rules = working_of(actor=actor, response=found, language=get_language() or "en")
    context = {"response": found, "texts": form_behind(found).texts, "rules": rules}
    return render(request, "proms/how.html", context)


def choosing(actor: Actor) -> bool:
    """Whether somebody acts for her by law, and it is herself who looks."""
    if not isinstance(actor, SignedIn) or actor.helping or actor.subject_id is None:
        return False
    return chooses_who_reads(actor.subject_id)


@signed_in(health=True)
@require_POST
def who_reads(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her word on whether those who act for her by law may read this one."""
    found = _response(request, ref)
    allowed = request.POST.get("may") == "yes"
    let_proxies_read(actor=signed_in_actor(request), response=found, allowed=allowed)
    return redirect("proms:response", ref=ref)


@signed_in(health=True)
@require_POST
def keep(request: HttpRequest, ref: UUID) -> HttpResponse:
    """This one stays with her alone, or goes back to those she shares with."""
    found, kept = _response(request, ref), request.POST.get("kept") == "yes"
    keep_to_herself(actor=signed_in_actor(request), response=found, kept=kept)
    if kept:
        told = _("Only you see this one now.")
    else:
        told = _("Those you share your answers with can see this one again.")
    messages.success(request, told)
    return redirect("proms:response", ref=ref)


@signed_in(health=True)
@require_safe
def as_fhir(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The answers as a FHIR QuestionnaireResponse."""
    return fhir_file(_response(request, ref))


@signed_in(health=True)
@require_safe
def as_bundle(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One sending with its scores, as a FHIR bundle."""
    found = _response(request, ref)
    sitting = one_sitting(actor=signed_in_actor(request), response=found)
    return bundle_file([sitting], found.subject_id)


@signed_in(health=True)
@require_safe
def all_as_bundle(request: HttpRequest) -> HttpResponse:
    """Everything sent, with its scores, as a FHIR bundle."""
    actor = signed_in_actor(request)
    if actor.subject_id is None:
        raise Http404
    return bundle_file(sittings_of(actor=actor, subject=actor.subject_id), actor.subject_id)


@signed_in(health=True)
@require_safe
def as_csv(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The answers as a table."""
    return csv_file(_response(request, ref))
