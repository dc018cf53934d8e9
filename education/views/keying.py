"""On paper or by telephone: a member's own sheets with a code, and the desk that enters steps with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from education.actions.keying import FromPaper, key_step, make_step_code, withdraw_step_code
from education.actions.stepping import Written
from education.forms.programmes import PlanForm, WorksheetForm
from education.page_text import as_html, line_as_html
from education.paper_pack import paper_pack
from education.programme_shape import PLAN, Step, minutes_of, steps_of
from education.queries.keying import Keying, holder_of, keying_behind, my_step_code
from education.queries.on_call import on_line
from education.queries.programmes import ProgrammeShown
from education.queries.reading import explained_in
from education.queries.ways import my_walk
from education.step_questions import questions_of
from members.asking import sent, signed_in_actor
from members.keyed_codes import Keyed, keyed_before
from members.queries.organisation import current_organisation
from members.reply_codes import in_groups
from notifications.typesetting import NotTypeset
from po_platform.access.actor import Hat, acting_as
from po_platform.access.declare import only, signed_in

WRITE = ("GET", "HEAD", "POST")


# ---------- The member's side ----------


@signed_in(health=True)
@require_http_methods(WRITE)
def on_paper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How it goes; a button makes the code, which then stands here and on the sheets."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    if request.method == "POST":
        if "take_back" in request.POST:
            withdraw_step_code(actor=actor, ref=ref)
            messages.success(request, _("The code is taken back. It opens nothing any more."))
        else:
            make_step_code(actor=actor, ref=ref)
        return redirect("education:on_paper", ref)
    found = my_step_code(actor=actor, enrolment=walk.enrolment)
    context = {"walk": walk, "found": found, "code": in_groups(found.code) if found else ""}
    return render(request, "education/programmes/on_paper.html", context)


@signed_in(health=True)
@require_safe
def own_sheets(request: HttpRequest, ref: UUID) -> HttpResponse:
    """All steps of her version in large letters, with her code if she made one."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    programme, version = walk.enrolment.programme, walk.enrolment.version
    if version.stop_id is not None:
        return redirect("education:way", ref)
    count = sum(1 for _step in steps_of(walk.modules))
    shown = ProgrammeShown(programme, version, walk.modules, count, minutes_of(walk.modules), [])
    found = my_step_code(actor=actor, enrolment=walk.enrolment)
    try:
        with override(programme.language):
            organisation = current_organisation(programme.language)
            code = in_groups(found.code) if found else ""
            made = paper_pack(shown, organisation, code=code)
    except NotTypeset:
        messages.warning(request, _("The print-out could not be made. Call us, and we send one."))
        return redirect("education:on_paper", ref)
    headers = {"Content-Disposition": 'attachment; filename="my-sheets.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


# ---------- The desk's side ----------


def _with_keying(
    request: HttpRequest, ticket_id: int, then: Callable[[Keying, str], HttpResponse]
) -> HttpResponse:
    """As the code opens it; whoever did not key it in this session is asked for it."""
    keyed = keyed_before(request, ticket_id)
    bearer = holder_of(keyed.hashed) if keyed and _still_said(request, keyed) else None
    if keyed is None or bearer is None:
        messages.info(request, _("Key the code of these sheets first."))
        return redirect("members:start")
    with acting_as(bearer):
        keying = keying_behind(bearer)
        if keying is None:
            return render(request, "education/desk/keying_over.html", status=410)
        return then(keying, keyed.way)


def _still_said(request: HttpRequest, keyed: Keyed) -> bool:
    """What was opened for a call opens nothing once that call is over, or another's."""
    if not keyed.call:
        return True
    try:
        on_line(actor=signed_in_actor(request), ref=UUID(keyed.call))
    except Http404:
        return False
    return True


@only(Hat.DESK, health=True)
@require_safe
def keyed_steps(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Whose sheets, by first name, and which steps are there."""

    def show(keying: Keying, _way: str) -> HttpResponse:
        context = {"keying": keying, "lines": keying.lines(), "ticket_id": ticket_id}
        return render(request, "education/desk/keying.html", context)

    return _with_keying(request, ticket_id, show)


@only(Hat.DESK, health=True)
@require_http_methods(WRITE)
def keyed_step(request: HttpRequest, ticket_id: int, step_id: str) -> HttpResponse:
    """One step, as it stands on the sheet; empty, whatever was there before."""
    return _with_keying(
        request, ticket_id, lambda keying, way: _step(request, ticket_id, keying, step_id, way)
    )


def _step(
    request: HttpRequest, ticket_id: int, keying: Keying, step_id: str, way: str
) -> HttpResponse:
    step = keying.step(step_id)
    if step is None:
        raise Http404
    form, asked = _form(request, step), questions_of(step, None, keying.language)
    fine = asked is None or request.method != "POST" or asked.take(request)
    if request.method == "POST" and fine and (form is None or form.is_valid()):
        values = form.cleaned_data if form is not None else {}
        written = Written(values.get("words", ""))
        if asked is not None and not step.is_practice:
            written = Written(written.words, asked.answers, asked.missing, asked.form)
        plan = {name: values[name] for name in ("if_text", "then_text") if name in values}
        key_step(
            keying=keying, entered_by=signed_in_actor(request), step_id=step_id,
            paper=FromPaper(written, way, **plan),
        )  # fmt: skip
        messages.success(request, _("Entered. They read it in their record."))
        return redirect("education:keyed_steps", ticket_id)
    explained = explained_in(keying.language)
    questions, problems = asked.shown() if asked is not None else ([], [])
    context = {
        "keying": keying, "step": step, "ticket_id": ticket_id, "form": form,
        "html": as_html(step.text, explained), "questions": questions, "problems": problems,
        "items": [line_as_html(one, explained) for one in step.items],
    }  # fmt: skip
    wrong = bool(problems) or (form is not None and form.is_bound and not form.is_valid())
    return render(request, "education/desk/keyed_step.html", context, status=422 if wrong else 200)


def _form(request: HttpRequest, step: Step) -> Any:
    if step.kind == PLAN:
        return PlanForm(sent(request))
    if not step.ask:
        return None
    who_reads = _("Write it as it stands there.")
    return WorksheetForm(sent(request), ask=step.ask, who_reads=who_reads)
