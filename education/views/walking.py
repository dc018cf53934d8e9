"""A programme walked by its authors as different members; nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from education.forms.walking import WalkAsForm
from education.page_text import as_html, line_as_html
from education.programme_shape import KINDS, steps_of
from education.queries import programme_desk as queries
from education.queries.reading import explained_in
from education.way import Way, way_of
from members.asking import signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@dataclass(frozen=True, slots=True)
class Trial:
    """A programme with one imagined member on it, who does every step she gets."""

    found: queries.ProgrammeDesk
    sources: list[queries.Source]
    form: WalkAsForm
    way: Way


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def walk_as(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Whom it is walked as, the steps she gets, and those she does not get."""
    trial = _trial(request, ref)
    hers = {step.id for step in trial.way.steps}
    context = {
        "found": trial.found,
        "form": trial.form,
        "steps": [(step, KINDS.get(step.kind, "")) for step in trial.way.steps],
        "minutes": sum(step.minutes for step in trial.way.steps),
        "left_out": [
            (step, queries.why_not(trial.sources, step))
            for step in steps_of(trial.found.modules)
            if step.id not in hers
        ],
        "asked": _asked(request),
    }
    return render(request, "education/desk/walk_as.html", context)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def walk_step(request: HttpRequest, ref: UUID, step_id: str) -> HttpResponse:
    """One step as this member would read it."""
    trial = _trial(request, ref)
    place = trial.way.place_of(step_id)
    if not place:
        raise Http404
    step = trial.way.steps[place - 1]
    explained = explained_in(trial.found.programme.language)
    context = {
        "found": trial.found,
        "step": step,
        "place": place,
        "of": len(trial.way.steps),
        "before": trial.way.before(step_id),
        "after": trial.way.steps[place] if place < len(trial.way.steps) else None,
        "html": as_html(step.text, explained),
        "transcript": as_html(step.transcript, explained),
        "items": [line_as_html(one, explained) for one in step.items],
        "questions": queries.questions_asked(step, trial.found.programme.language),
        "asked": _asked(request),
    }
    return render(request, "education/desk/walk_step.html", context)


def _trial(request: HttpRequest, ref: UUID) -> Trial:
    found = queries.programme_desk(actor=signed_in_actor(request), ref=ref)
    sources = queries.sources_in(found.modules, found.programme.language)
    form = WalkAsForm(request.GET, sources=sources)
    form.is_valid()  # what is no choice of ours counts as nothing said
    everything = {step.id for step in steps_of(found.modules)}
    return Trial(found, sources, form, way_of(found.modules, form.known(), everything))


def _asked(request: HttpRequest) -> str:
    """The choices as they go along from page to page."""
    asked = request.GET.urlencode()
    return f"?{asked}" if asked else ""
