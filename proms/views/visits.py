"""A member's visits: writing them down, and what she wants said there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.actions.consent import child_of
from members.asking import sent, signed_in_actor
from po_platform.access.declare import by_law_too, signed_in
from proms.actions.visits import cancel_visit, move_visit, note_visit, write_own_list
from proms.models import OwnList, Visit
from proms.own_record import lines_offered
from proms.queries.visits import coming_visits, my_visit, my_visit_code, own_lines, past_visits
from proms.visit_codes import in_groups
from proms.visit_forms import LinesForm, RecordForm, VisitForm

About = OwnList.About


@by_law_too
@signed_in(health=True)
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """What is to come, and what was."""
    actor, today = signed_in_actor(request), timezone.localdate()
    context = {
        "coming": coming_visits(actor=actor, today=today),
        "past": past_visits(actor=actor, today=today),
        "child": child_of(actor),
    }
    return render(request, "proms/visits/all.html", context)


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A day, a time, with whom."""
    form = VisitForm(sent(request))
    if form.is_valid():
        visit = note_visit(actor=signed_in_actor(request), when=form.when())
        messages.success(request, _("Written down. Now you can prepare it."))
        return redirect("proms:visit", visit.ref)
    context = {"form": form, "child": child_of(signed_in_actor(request))}
    return render(request, "proms/visits/when.html", context)


def own_visit(request: HttpRequest, ref: UUID) -> Visit:
    """One visit of whoever asks; Http404 for every other."""
    found = my_visit(actor=signed_in_actor(request), ref=ref)
    if found is None:
        raise Http404
    return found


@by_law_too
@signed_in(health=True)
@require_safe
def visit(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything about one visit: my questions, my page for the doctor, what we agreed."""
    actor, found, today = signed_in_actor(request), own_visit(request, ref), timezone.localdate()
    code = my_visit_code(actor=actor, visit=found)
    record = own_lines(actor=actor, about=About.RECORD, visit=found)
    words = {one.words for one in lines_offered(actor)} if found.on >= today else set(record)
    context = {
        "visit": found,
        "to_come": found.on >= today,
        "since": found.on <= today,
        "questions": own_lines(actor=actor, about=About.QUESTIONS, visit=found),
        "agreed": own_lines(actor=actor, about=About.AGREED, visit=found),
        "record": record,
        "offers": bool(words),
        "changed": any(line not in words for line in record),
        "code": code,
        "code_words": in_groups(code.code) if code else "",
        "child": child_of(actor),
    }
    return render(request, "proms/visits/visit.html", context)


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another day, another time."""
    found = own_visit(request, ref)
    known = {"on": found.on, "at": found.at, "with_whom": found.with_whom}
    form = VisitForm(sent(request), initial=known)
    if form.is_valid():
        move_visit(actor=signed_in_actor(request), ref=ref, when=form.when())
        messages.success(request, _("Changed. What you prepared stays."))
        return redirect("proms:visit", ref)
    context = {"form": form, "visit": found, "child": child_of(signed_in_actor(request))}
    return render(request, "proms/visits/when.html", context)


@by_law_too
@signed_in(health=True)
@require_POST
def cancel(request: HttpRequest, ref: UUID) -> HttpResponse:
    """It does not take place."""
    cancel_visit(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken off your list. A code for it opens nothing any more."))
    return redirect("proms:visits")


@dataclass(frozen=True, slots=True)
class _Words:
    title: Any
    lead: Any


_WORDS = {
    About.MATTERS: _Words(
        gettext_lazy("What matters to me"),
        gettext_lazy(
            "In your own words, the most important first. It stands above your answers and above"
            " the page your doctor reads."
        ),
    ),
    About.QUESTIONS: _Words(
        gettext_lazy("Questions for my doctor"),
        gettext_lazy("The most important first. They stand on top of the page your doctor reads."),
    ),
    About.AGREED: _Words(
        gettext_lazy("What we agreed"),
        gettext_lazy("In your own words. It stands on top of the page at the next visit."),
    ),
}


_WITH_NAME = gettext_lazy(
    "It stands on top of the page the doctor reads, with your name as who acts by law."
)
_WORDS_BY_LAW = {
    About.MATTERS: _Words(gettext_lazy("What matters to us"), _WITH_NAME),
    About.QUESTIONS: _Words(gettext_lazy("Questions for the doctor"), _WITH_NAME),
    About.AGREED: _Words(gettext_lazy("What we agreed"), _WITH_NAME),
}


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def matters(request: HttpRequest) -> HttpResponse:
    """What matters to me, ranked by me."""
    return _lines(request, About.MATTERS, None)


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What I want to ask."""
    return _lines(request, About.QUESTIONS, own_visit(request, ref))


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def agreed(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What came out of it."""
    return _lines(request, About.AGREED, own_visit(request, ref))


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Which lines of her own record the doctor reads: none until she ticks it, gone with one press."""
    actor, found = signed_in_actor(request), own_visit(request, ref)
    held = own_lines(actor=actor, about=About.RECORD, visit=found)
    if request.method == "POST" and "off" in request.POST:
        write_own_list(actor=actor, about=About.RECORD, lines=[], visit_ref=found.ref)
        messages.success(request, _("Taken off. The page says nothing of it any more."))
        return redirect("proms:visit", found.ref)
    offered = lines_offered(actor)
    if found.on < timezone.localdate() or not (offered or held):
        raise Http404
    form = RecordForm(sent(request), offered=offered, held=held)
    if form.is_valid():
        lines = form.lines()
        write_own_list(actor=actor, about=About.RECORD, lines=lines, visit_ref=found.ref)
        done = _("Saved. It stands on the page.") if lines else _("Saved. Nothing of it is shown.")
        messages.success(request, done)
        return redirect("proms:visit", found.ref)
    words = {one.words for one in offered}
    context = {
        "form": form,
        "visit": found,
        "held": held,
        "gone": [line for line in held if line not in words],
        "child": child_of(actor),
    }
    status = 422 if form.errors else 200
    return render(request, "proms/visits/record.html", context, status=status)


def _lines(request: HttpRequest, about: OwnList.About, found: Visit | None) -> HttpResponse:
    actor = signed_in_actor(request)
    if actor.subject_id is None:
        raise Http404
    moved = request.POST.get("up", "")
    if moved.isdecimal():  # only the order on the page; nothing is saved yet
        form = LinesForm(lines=LinesForm.moved_up(request.POST.dict(), int(moved[:2])))
    else:
        form = LinesForm(sent(request), lines=own_lines(actor=actor, about=about, visit=found))
    if form.is_valid():
        write_own_list(
            actor=actor, about=about, lines=form.lines(), visit_ref=found.ref if found else None
        )
        messages.success(request, _("Saved."))
        if found is not None:
            return redirect("proms:visit", found.ref)
        return redirect("proms:visits" if actor.helping else "proms:course")
    words = _WORDS_BY_LAW[about] if actor.helping else _WORDS[about]
    context = {"form": form, "words": words, "visit": found, "child": child_of(actor)}
    return render(request, "proms/visits/lines.html", context)
