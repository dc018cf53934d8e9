"""On the way: one step at a time, where she is, her plan, a pause, leaving and coming back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import enrolling
from education.actions.stepping import Written, keep_step, make_plan, open_step, say_outcome
from education.diary_beside import DiaryBeside, diary_beside, write_tapped
from education.forms.programmes import (
    GoalForm,
    OutcomeForm,
    PlanForm,
    PracticeForm,
    UntilForm,
    WorksheetForm,
)
from education.models import Enrolment, GuideAssignment
from education.page_text import as_html, line_as_html
from education.programme_shape import BOARD, PLAN, Step
from education.queries.examples import examples_on
from education.queries.groups import groups_to_come
from education.queries.guiding import inviting_name
from education.queries.measuring import measured
from education.queries.reading import explained_in
from education.queries.ways import Walk, my_plan, my_walk
from education.step_questions import StepQuestions, questions_of
from education.visit import take_first_words
from members.asking import sent, signed_in_actor
from members.queries.own import own_rows
from po_platform.access.actor import SignedIn
from po_platform.access.declare import by_law_too, signed_in

WRITE = ("GET", "HEAD", "POST")
_MOVES = {
    "leave": (
        enrolling.leave,
        gettext_lazy("You left. What you wrote stays yours, and the way back is open."),
    ),
    "back": (enrolling.come_back, gettext_lazy("Welcome back. You go on where you were.")),
    "finish": (enrolling.finish, gettext_lazy("Well done. Your plan stays here for you.")),
}


@by_law_too
@signed_in(health=True)
@require_safe
def way(request: HttpRequest, ref: UUID) -> HttpResponse:
    """So far you have …, and the one next step."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    guide = own_rows(GuideAssignment, actor).filter(enrolment=walk.enrolment, ended_at=None)
    context = {
        "walk": walk,
        "states": Enrolment.State,
        "has_guide": guide.exists(),
        "invited_by": inviting_name(walk.enrolment),
        "groups": groups_to_come(actor=actor, programme=walk.enrolment.programme),
        "by_law": actor.helping is not None,
        "measured": measured(actor=actor, enrolment=walk.enrolment),
    }
    return render(request, "education/programmes/way.html", context)


@by_law_too
@signed_in(health=True)
@require_http_methods(WRITE)
def goal(request: HttpRequest, ref: UUID) -> HttpResponse:
    """In her own words; it may stay empty."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    form = GoalForm(sent(request), initial={"goal": walk.enrolment.goal})
    if form.is_valid():
        enrolling.set_goal(actor=actor, ref=ref, goal=form.cleaned_data["goal"])
        return redirect("education:way", ref)
    return _page(request, "goal", {"form": form, "walk": walk}, form)


@by_law_too
@signed_in(health=True)
@require_http_methods(WRITE)
def step(request: HttpRequest, ref: UUID, step_id: str) -> HttpResponse:
    """One step: what it says, then what she makes of it. Sent, it is kept and leads on."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        walk = my_walk(actor=actor, ref=ref)
    else:
        walk = open_step(actor=actor, ref=ref, step_id=step_id)
    found = next((one for one in walk.way.steps if one.id == step_id), None)
    if found is None:
        raise Http404
    form = _form(request, walk, found)
    asked = questions_of(found, walk.states.get(step_id), walk.enrolment.programme.language)
    fine = asked is None or request.method != "POST" or asked.take(request)
    if request.method == "POST" and fine and (form is None or form.is_valid()):
        return _kept(request, walk, found, form, asked)
    return _shown(request, walk, found, form, asked)


def _form(request: HttpRequest, walk: Walk, step: Step) -> Any:
    if step.kind == PLAN:
        newest = next((one for one in walk.plans if one.step == step.id), None)
        known = {"if_text": newest.if_text, "then_text": newest.then_text} if newest else {}
        return PlanForm(sent(request), initial=known)
    if step.kind == BOARD:
        return PracticeForm(sent(request))
    if not step.ask:
        return None
    state = walk.states.get(step.id)
    return WorksheetForm(
        sent(request), ask=step.ask, who_reads=_who_reads(request, walk),
        initial={"words": state.words if state else ""},
    )  # fmt: skip


def _who_reads(request: HttpRequest, walk: Walk) -> str:
    """Said beside the field, each time: who will see it."""
    actor = signed_in_actor(request)
    if actor.helping is not None:
        words = _("Who acts for %(name)s by law reads this, and later %(name)s too.")
        return words % {"name": actor.helping.name}
    rows = own_rows(GuideAssignment, actor).filter(
        enrolment=walk.enrolment, ended_at=None, sees_words=True
    )
    return _("You and your guide can read this.") if rows.exists() else _("Only you can read this.")


def _kept(
    request: HttpRequest, walk: Walk, step: Step, form: Any, asked: StepQuestions | None
) -> HttpResponse:
    actor, ref = signed_in_actor(request), walk.enrolment.ref
    words = form.cleaned_data.get("words", "") if form is not None else ""
    if step.is_practice:
        now = keep_step(actor=actor, ref=ref, step_id=step.id, written=Written())
        return _shown(request, now, step, form, asked, practised=True)
    if step.kind == PLAN:
        make_plan(actor=actor, ref=ref, step_id=step.id, **form.cleaned_data)
    said = Written(words)
    if asked is not None:
        said = Written(words, asked.answers, asked.missing, asked.form)
    now = keep_step(actor=actor, ref=ref, step_id=step.id, written=said)
    if step.shows_diary and (beside := _diary(actor)) is not None:
        written = write_tapped(actor, beside, lambda name: request.POST.get(name, ""))
        if noted := ", ".join(f"{name} {number}" for name, number in written):
            messages.success(request, _("Written into your diary: %(what)s.") % {"what": noted})
    messages.success(request, _("Saved. You can change it on any day."))
    following = now.way.after(step.id)
    if request.POST.get("then") == "stop" or following is None:
        return redirect("education:way", ref)
    return redirect("education:step", ref, following.id)


def _diary(actor: SignedIn) -> DiaryBeside | None:
    """Her own; of a child nobody's."""
    return diary_beside(actor) if actor.helping is None else None


def _shown(
    request: HttpRequest, walk: Walk, step: Step, form: Any, asked: StepQuestions | None,
    *, practised: bool = False,
) -> HttpResponse:  # fmt: skip
    explained = explained_in(walk.enrolment.programme.language)
    questions, problems = asked.shown() if asked is not None else ([], [])
    diary = _diary(signed_in_actor(request)) if step.shows_diary else None
    context = {
        "walk": walk,
        "step": step,
        "place": walk.way.place_of(step.id),
        "before": walk.way.before(step.id),
        "html": as_html(step.text, explained),
        "transcript": as_html(step.transcript, explained),
        "items": [line_as_html(one, explained) for one in step.items],
        "form": form,
        "questions": questions,
        "problems": problems,
        "is_done": step.id in walk.way.done,
        "examples": examples_on(actor=signed_in_actor(request), walk=walk, step=step),
        "state": walk.states.get(step.id),
        "practised": practised,
        "following": walk.way.after(step.id) if practised else None,
        "diary": diary,
        "to_tap": [(one, request.POST.get(one.field, "")) for one in diary.measures]
        if diary
        else [],
    }
    wrong = bool(problems) or (form is not None and form.is_bound and not form.is_valid())
    status = 422 if wrong else 200
    return render(request, "education/programmes/step.html", context, status=status)


@by_law_too
@signed_in(health=True)
@require_http_methods(WRITE)
def plan(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Did it work? Asked at the next visit; every answer leads on."""
    actor = signed_in_actor(request)
    found = my_plan(actor=actor, ref=ref)
    known = {"outcome": found.outcome, "words": found.outcome_words}
    form = OutcomeForm(sent(request), initial=known)
    if form.is_valid():
        say_outcome(actor=actor, ref=ref, **form.cleaned_data)
        if form.cleaned_data["outcome"] == "worked":
            messages.success(request, _("Good. Keep the plan, or make the next one from it."))
        else:
            words = _("Good to know. Make the step smaller, or choose another moment.")
            messages.success(request, words)
        return redirect("education:way", found.enrolment.ref)
    return _page(request, "plan", {"form": form, "plan": found}, form)


@by_law_too
@signed_in(health=True)
@require_http_methods(WRITE)
def new_plan(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another small step, or the same one made smaller."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    newest = walk.newest_plan
    known = {"if_text": newest.if_text, "then_text": newest.then_text} if newest else {}
    form = PlanForm(sent(request), initial=known)
    if form.is_valid():
        make_plan(actor=actor, ref=ref, step_id=newest.step if newest else "", **form.cleaned_data)
        messages.success(request, _("Your plan is kept. Next time we ask whether it worked."))
        return redirect("education:way", ref)
    return _page(request, "new_plan", {"form": form, "walk": walk}, form)


@by_law_too
@signed_in(health=True)
@require_http_methods(WRITE)
def pause(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Until a day: nobody writes before."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    form = UntilForm(sent(request))
    if form.is_valid():
        enrolling.pause(actor=actor, ref=ref, until=form.until())
        messages.success(request, _("Paused. You can go on earlier at any time."))
        return redirect("education:way", ref)
    return _page(request, "pause", {"form": form, "walk": walk}, form)


@by_law_too
@signed_in(health=True)
@require_POST
def move(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Leave, come back, or be through."""
    action, words = _MOVES.get(request.POST.get("do", ""), (None, ""))
    if action is None:
        raise Http404
    actor = signed_in_actor(request)
    action(actor=actor, ref=ref)
    if action is enrolling.come_back and actor.helping is None:
        enrolment = my_walk(actor=actor, ref=ref).enrolment
        take_first_words(request, actor=actor, enrolment=enrolment)
    messages.success(request, words)
    return redirect("education:way", ref)


@by_law_too
@signed_in(health=True)
@require_safe
def my_plan_page(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One sheet to take along: the goal, the plan, what helped."""
    walk = my_walk(actor=signed_in_actor(request), ref=ref)
    words = [
        (one.title, one.ask, walk.states[one.id].words)
        for one in walk.way.steps
        if one.id in walk.states and walk.states[one.id].words
    ]
    context = {"walk": walk, "words": words}
    return render(request, "education/programmes/my_plan.html", context)


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"education/programmes/{name}.html", context, status=status)
