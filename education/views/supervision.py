"""The monthly page of guides: questions without names, answers, and when they meet."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from education.actions import supervision as actions
from education.forms.supervision import AnswerForm, MeetingForm, QuestionForm
from education.programme_rules import may_supervise
from education.queries import supervision as queries
from education.queries.guiding import leads
from education.supervision import month_of
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand

WRITE = ("GET", "HEAD", "POST")


@only(Hat.GUIDE)
@require_http_methods(WRITE)
def supervision(request: HttpRequest) -> HttpResponse:
    """One month of it, this one without a word; a question is brought into the month that runs."""
    actor = signed_in_actor(request)
    form = QuestionForm(sent(request), actor=actor)
    if form.is_valid() and attempt(
        form, lambda: actions.ask_supervision(actor=actor, **form.cleaned_data)
    ):
        messages.success(request, _("It stands here now, and nothing says that it is yours."))
        return redirect("education:supervision")
    now = month_of(timezone.localdate())
    first = _asked_for(request.GET.get("month", "")) or now
    context = {
        "shown": queries.month(actor=actor, first=first),
        "is_now": first == now,
        "form": form,
        "leads": leads(actor),
    }
    return render(request, "education/guides/supervision.html", context, status=status_of(form))


def _asked_for(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@only(Hat.GUIDE)
@require_http_methods(WRITE)
def answer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One question, for who looks after the guides."""
    actor = signed_in_actor(request)
    row = queries.question(actor=actor, ref=ref)
    if request.method == "POST" and request.POST.get("do") == "off":
        actions.take_question_off(actor=actor, ref=ref)
        messages.success(request, _("Taken off."))
        return redirect("education:supervision")
    known = {"state": row.state, "answer": row.answer}
    form = AnswerForm(sent(request), initial=known, actor=actor)
    if form.is_valid() and attempt(
        form, lambda: actions.answer_question(actor=actor, ref=ref, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect("education:supervision")
    context = {"row": row, "form": form}
    template = "education/guides/supervision_answer.html"
    return render(request, template, context, status=status_of(form))


@only(Hat.GUIDE)
@require_http_methods(WRITE)
def meeting(request: HttpRequest) -> HttpResponse:
    """When and where guides meet, set by who looks after them."""
    actor = signed_in_actor(request)
    demand(may_supervise(actor, leads=leads(actor)))
    form = MeetingForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: actions.set_meeting(actor=actor, **form.meeting())
    ):
        messages.success(request, _("Saved. All guides get an e-mail that there is a day."))
        return redirect("education:supervision")
    template = "education/guides/supervision_meeting.html"
    return render(request, template, {"form": form}, status=status_of(form))
