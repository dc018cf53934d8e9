"""One form of one record as a page: shown, taken, saved; for whoever keeps it or is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.asking import sent
from po_platform.access.actor import SignedIn
from questionnaires.answers import in_form_order
from questionnaires.asking import told
from registry.actions.entries import ChangedMeanwhile, save_entry
from registry.code_fields import CodeFields
from registry.entry_flow import At, EntryFlow
from registry.forms.datasets import OccasionForm
from registry.models import Entry
from registry.oddities import LIKELY, REQUIRED, in_words
from registry.queries.datasets import version_in_use
from registry.queries.quality import odd_now
from registry.rules import may_change

UNUSABLE = 422


@dataclass(frozen=True)
class Desk:
    """Where a form is filled in: by whom, with which fields around it, and where it goes on."""

    template: str
    own: bool
    about: type[OccasionForm]
    back: Callable[[At], str]  # address
    again: Callable[[Entry], str]  # address of the form once it is saved
    may_enter: Callable[[SignedIn, At], bool]


def fill_in(
    request: HttpRequest, actor: SignedIn, desk: Desk, at: At, found: Entry | None
) -> HttpResponse:
    """GET shows the form as it is known, POST takes what was sent."""
    version = version_in_use(at.dataset)
    if version is None:
        raise Http404
    flow = EntryFlow.of(actor=actor, at=at, version=version, entry=found)
    if f"form:{at.form.name}" not in flow.definition.by_link_id:
        messages.info(request, _("This form is no part of the dataset any more."))
        return redirect(desk.back(at))
    if request.method == "POST":
        return _take(request, actor, desk, flow)
    kept = {
        "occurred_on": found.occurred_on if found else "",
        "status": found.status if found else None,
        "seen_version": found.row_version if found else 0,
    }
    form = desk.about(initial=kept, new=found is None)
    return _show(request, actor, desk, CodeFields(flow), form, flow.asked())


def _take(request: HttpRequest, actor: SignedIn, desk: Desk, flow: EntryFlow) -> HttpResponse:
    form = desk.about(sent(request), new=flow.entry is None)
    before = {name for name, _rows in flow.visible.places}
    codes, posted = CodeFields(flow), dict(request.POST.lists())
    problems, typed = flow.take(posted)
    find = request.POST.get("find", "")
    unknown = codes.take(posted, find=find)
    if find:
        typed_in = {name: request.POST.get(name) for name in form.fields}
        as_typed = desk.about(initial=typed_in, new=flow.entry is None)
        return _show(request, actor, desk, codes, as_typed, flow.asked((), typed))
    problems = in_form_order(flow.definition, [*problems, *unknown])
    if problems or not form.is_valid():
        asked = flow.asked(problems, typed)
        return _show(request, actor, desk, codes, form, asked, problems=problems, status=UNUSABLE)
    flow.state.status = form.cleaned_data.get("status", Entry.Status.UNVERIFIED)
    try:
        saved = save_entry(
            actor=actor,
            at=flow.at,
            entry=flow.entry,
            state=flow.state,
            occurred_on=form.cleaned_data["occurred_on"],
            seen_version=form.cleaned_data["seen_version"],
            own=desk.own,
            why=form.cleaned_data.get("why", ""),
        )
    except ChangedMeanwhile:
        words = _(
            "Somebody else wrote this form meanwhile. Nothing of yours was saved; look again."
        )
        messages.info(request, words)
        return redirect(desk.back(flow.at))
    for one in odd_now(actor=actor, entry=saved, kinds=LIKELY - {REQUIRED})[:3]:
        words = _("Saved as you wrote it. Look once more at “%(question)s”: %(odd)s.")
        told = {"question": one.question, "odd": in_words(one.odd)}
        messages.info(request, words % told)
    opened = {name for name, _rows in flow.visible.places} - before
    if opened & set(flow.page.asks):
        messages.success(request, _("Saved. Because of your answers there are more questions."))
        return redirect(desk.again(saved))
    messages.success(request, _("Saved."))
    return redirect(desk.back(flow.at))


def _show(
    request: HttpRequest,
    actor: SignedIn,
    desk: Desk,
    codes: CodeFields,
    form: OccasionForm,
    asked: Any,
    *,
    problems: Any = (),
    status: int = 200,
) -> HttpResponse:
    flow = codes.flow
    questions = codes.shown(asked.page(flow.page))
    found = told(problems, asked.targets, flow.words, by_name=True)
    context = {
        "at": flow.at,
        "entry": flow.entry,
        "title": flow.words.texts.label(flow.group),
        "questions": questions,
        "searches": any(one.finder for one in questions),
        "worked_out": flow.worked_out(),
        "form": form,
        "may_enter": desk.may_enter(actor, flow.at) and bool(may_change(flow.entry)),
        **({"problems": found} if found else {}),
    }
    return render(request, desk.template, context, status=status)
