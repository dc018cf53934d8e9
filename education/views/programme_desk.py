"""Writing programmes, one thing to a page; what changed is read before it comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import programme_writing as actions
from education.actions.programme_publishing import publish_programme
from education.forms import programme_desk as forms
from education.measures import title_of
from education.models import Programme
from education.programme_rules import may_publish_programme
from education.programme_shape import (
    KINDS,
    Step,
    mark_of,
    read_modules,
    rule_parts,
    shown_when,
    step_in,
)
from education.publishing import one_doctor
from education.queries import programme_desk as queries
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from questionnaires.plain import to_plain

from .desk import WRITE, form_page


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """All programmes."""
    actor = signed_in_actor(request)
    context = {
        "lines": queries.all_programmes(actor=actor),
        "may_write": actor.holds(Hat.EDITOR),
    }
    return render(request, "education/desk/programmes.html", context)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """A title and a language."""
    form = forms.NewProgrammeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = actions.begin_programme(actor=signed_in_actor(request), **form.cleaned_data)
        return redirect("education:programme_desk", made.ref)
    back = reverse("education:programmes_desk")
    return form_page(request, form, _("A new programme"), back, _("Begin"))


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def programme(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where a programme stands, its parts, and the one next step."""
    actor = signed_in_actor(request)
    found = queries.programme_desk(actor=actor, ref=ref)
    context = {
        "found": found,
        "kinds": KINDS,
        "modules": [
            (one, [(step, KINDS.get(step.kind, ""), bool(step.show_if)) for step in one.steps])
            for one in found.modules
        ],
        "may_write": actor.holds(Hat.EDITOR) and found.draft is not None,
        "may_begin": actor.holds(Hat.EDITOR),
        "again": queries.told_again(found.programme),
        "languages_left": bool(forms.languages_left(queries.languages_of(found.programme))),
        "asked_at_start": title_of(found.text.measured_by) or found.text.measured_by,
    }
    return render(request, "education/desk/programme.html", context)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def how_far(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where people stop, step by step, without a name and never fewer than five."""
    actor = signed_in_actor(request)
    found = queries.programme_desk(actor=actor, ref=ref)
    begun, lines = queries.how_far(actor=actor, programme=found.programme)
    context = {"found": found, "begun": begun, "lines": lines}
    return render(request, "education/desk/how_far.html", context)


@only(Hat.EDITOR)
@require_POST
def draft(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Begins a draft, or throws it away."""
    actor = signed_in_actor(request)
    try:
        if request.POST.get("do") == "drop":
            actions.drop_programme_draft(actor=actor, ref=ref)
            messages.success(request, _("Thrown away. What is live stays."))
        else:
            actions.open_programme_draft(actor=actor, ref=ref)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:programme_desk", ref)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def tell_again(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A draft in another language, which begins with the words there are."""
    actor = signed_in_actor(request)
    found = queries.programme_desk(actor=actor, ref=ref)
    form = forms.TellAgainForm(
        sent(request), taken=queries.languages_of(found.programme),
        initial={"title": found.text.title},
    )  # fmt: skip
    made: list[Programme] = []
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: made.append(actions.tell_again(actor=actor, ref=ref, **values))):
            return redirect("education:programme_desk", made[0].ref)
    back = reverse("education:programme_desk", args=[ref])
    return form_page(request, form, _("Tell it in another language"), back, _("Begin"))


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def top(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What members read before they begin."""
    actor = signed_in_actor(request)
    found = queries.programme_desk(actor=actor, ref=ref)
    known = found.text.top
    form = forms.ProgrammeTopForm(
        sent(request), questionnaires=queries.numbers_in_use(found.text.measured_by),
        initial={**known, "mark": mark_of(known)},
    )  # fmt: skip
    title = _("What members read before they begin")
    return _saved(
        request, ref, form, title,
        lambda: actions.change_programme(actor=actor, ref=ref, **form.cleaned_data),
    )  # fmt: skip


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def module(request: HttpRequest, ref: UUID, module_id: str = "") -> HttpResponse:
    """A new part, or another heading for one; an empty one can be taken out."""
    actor = signed_in_actor(request)
    found = queries.programme_desk(actor=actor, ref=ref)
    one = next((one for one in found.modules if one.id == module_id), None)
    if module_id and one is None:
        raise Http404
    if one is not None and request.POST.get("do") == "away":
        actions.name_module(actor=actor, ref=ref, module_id=one.id, title="")
        return redirect("education:programme_desk", ref)
    form = forms.ModuleForm(sent(request), initial={"title": one.title if one else ""})

    def keep() -> None:
        title = form.cleaned_data["title"]
        if one is None:
            actions.add_module(actor=actor, ref=ref, title=title)
        else:
            actions.name_module(actor=actor, ref=ref, module_id=one.id, title=title)

    return _saved(request, ref, form, _("A part of the programme"), keep)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def add_step(request: HttpRequest, ref: UUID, module_id: str) -> HttpResponse:
    """What kind, and its title; then its page opens."""
    actor = signed_in_actor(request)
    found = queries.programme_desk(actor=actor, ref=ref)
    if all(one.id != module_id for one in found.modules):
        raise Http404
    form = forms.NewStepForm(sent(request), initial={"kind": "read"})
    made: list[str] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            form,
            lambda: made.append(
                actions.add_step(actor=actor, ref=ref, module_id=module_id, **values)
            ),
        ):
            return redirect("education:programme_step", ref, made[0])
    back = reverse("education:programme_desk", args=[ref])
    return form_page(request, form, _("A new step"), back, _("Go on"))


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def step(request: HttpRequest, ref: UUID, step_id: str) -> HttpResponse:
    """One step; after each advice its question and examples."""
    actor = signed_in_actor(request)
    one = _step(request, ref, step_id)
    form = forms.StepForm(
        sent(request), kind=one.kind, questionnaires=queries.questionnaires_in_use(),
        initial=forms.known_of(one) | {"mark": mark_of(to_plain(one))},
    )  # fmt: skip
    return _saved(
        request, ref, form, f"{one.title} ({KINDS[one.kind]})",
        lambda: actions.save_step(actor=actor, ref=ref, step_id=step_id, **form.values()),
    )  # fmt: skip


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def show_if(request: HttpRequest, ref: UUID, step_id: str) -> HttpResponse:
    """Always, or only after one answer that comes before."""
    actor = signed_in_actor(request)
    one = _step(request, ref, step_id)
    found = queries.programme_desk(actor=actor, ref=ref)
    sources = queries.sources_before(found.modules, step_id, found.programme.language)
    source, code = rule_parts(one.show_if)
    everything = queries.sources_in(found.modules, found.programme.language)
    combined = queries.combined_words(everything, one)
    known = {
        "only_if": forms.KEEP if combined else f"{source}|{code}" if source else "",
        "mark": mark_of(to_plain(one)),
    }
    form = forms.ShowIfForm(sent(request), sources=sources, combined=combined, initial=known)

    def keep() -> None:
        chosen, mark = form.cleaned_data["only_if"], form.cleaned_data["mark"]
        source, _bar, code = chosen.partition("|")
        rule = one.show_if if chosen == forms.KEEP else shown_when(source, code)
        actions.save_step(actor=actor, ref=ref, step_id=step_id, mark=mark, show_if=rule)

    title = _("When is “%(title)s” shown?") % {"title": one.title}
    return _saved(request, ref, form, title, keep)


@only(Hat.EDITOR)
@require_POST
def move_step(request: HttpRequest, ref: UUID, step_id: str) -> HttpResponse:
    """Up, down, or away."""
    by = {"up": -1, "down": 1, "away": 0}.get(request.POST.get("do", ""))
    if by is None:
        raise Http404
    try:
        actions.move_step(actor=signed_in_actor(request), ref=ref, step_id=step_id, by=by)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:programme_desk", ref)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_http_methods(WRITE)
def publish(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What changed, word by word; then a medical reviewer lets it out."""
    actor = signed_in_actor(request)
    found = queries.programme_desk(actor=actor, ref=ref)
    if found.draft is None:
        messages.info(request, _("Nothing here waits to be published."))
        return redirect("education:programme_desk", ref)
    draft = found.draft
    form = forms.PublishForm(sent(request), initial={"mark": draft.mark})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: publish_programme(actor=actor, ref=ref, **values)):
            messages.success(request, _("Published. Whoever is on the way stays on her version."))
            return redirect("education:programme_desk", ref)
        # What the page shows now is what the next press is about.
        found = queries.programme_desk(actor=actor, ref=ref)
        if found.draft is None:
            return redirect("education:programme_desk", ref)
        draft = found.draft
        _opened_on(form, draft.mark)
    verdict = may_publish_programme(actor, draft, one_doctor=one_doctor())
    context = {
        "found": found,
        "form": form if verdict else None,
        "changes": queries.changes_of(found),
        "verdict": verdict,
    }
    return render(request, "education/desk/publish_programme.html", context, status=status_of(form))


def _step(request: HttpRequest, ref: UUID, step_id: str) -> Step:
    found = queries.programme_desk(actor=signed_in_actor(request), ref=ref)
    one = step_in(read_modules(found.text.modules), step_id)
    if one is None:
        raise Http404
    return one


def _saved(request: HttpRequest, ref: UUID, form: Any, title: str, keep: Any) -> HttpResponse:
    standing: Sequence[str] = ()
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(form, keep):
                messages.success(request, _("Saved."))
                return redirect("education:programme_desk", ref)
        except actions.ChangedMeanwhile as changed:
            words = _("Save again, and yours takes its place. What stands there now is below.")
            form.add_error(None, f"{changed} {words}")
            _opened_on(form, changed.mark)
            standing = changed.lines
    context = {
        "form": form, "title": title, "label": _("Save"), "standing": standing,
        "back": reverse("education:programme_desk", args=[ref]),
    }  # fmt: skip
    return render(request, "education/desk/programme_form.html", context, status=status_of(form))


def _opened_on(form: Any, mark: str) -> None:
    """What was typed stays; it is about this text from now on."""
    form.data = form.data.copy()
    form.data["mark"] = mark
