"""Questions to experts, for members and readers: what there is, one session, asking, one's own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import expert_questions as actions
from education.forms.expert_sessions import QuestionForm
from education.models import Article
from education.queries import expert_sessions as queries
from members.asking import actor_of, sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.queries.help_lines import box_lines_here
from po_platform.access.declare import public, public_with_own, signed_in

from .desk import WRITE


@public
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """What takes questions now, and what was answered; all, or one stage."""
    stage = request.GET.get("stage", "")
    stage = stage if stage in Article.Stage else ""
    found = queries.sessions(actor=actor_of(request), language=_here(), stage=stage)
    label = str(Article.Stage(stage).label) if stage else ""
    context = {"found": found, "stage": label, "stages": Article.Stage.choices}
    return render(request, "education/experts/sessions.html", context)


@public_with_own
@require_safe
def session(request: HttpRequest, slug: str) -> HttpResponse:
    """One session in its own language: who answers, what was asked and answered."""
    shown = queries.session_page(actor=actor_of(request), slug=slug)
    with override(shown.session.language):
        return render(request, "education/experts/session.html", {"shown": shown})


@signed_in(health=True, keeps_typed=True)
@require_http_methods(WRITE)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A question; the team reads it first."""
    actor = signed_in_actor(request)
    row = queries.session_to_ask(actor=actor, slug=slug)
    form = QuestionForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: actions.ask_experts(actor=actor, session=row, **form.cleaned_data)
    ):
        messages.success(
            request, _("Thank you. The team reads it first; you see here what follows.")
        )
        return redirect("education:my_questions")
    context = {"form": form, "session": row, "experts": list(row.experts.all())}
    return render(request, "education/experts/ask.html", context, status=status_of(form))


@signed_in(health=True)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What she asked, and what became of it."""
    actor = signed_in_actor(request)
    found = queries.my_questions(actor=actor)
    in_danger = any(one.in_danger for one in found)
    turn_to = box_lines_here(actor=actor) if in_danger else ()
    context = {"questions": found, "turn_to": turn_to}
    return render(request, "education/experts/mine.html", context)


@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her question is gone."""
    try:
        actions.take_question_back(actor=signed_in_actor(request), ref=ref)
        messages.success(request, _("Taken back. Nobody reads it any more."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:my_questions")


@signed_in(health=True)
@require_POST
def name_off(request: HttpRequest, ref: UUID) -> HttpResponse:
    """No name stands beside it."""
    actions.take_asker_off(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken off. No name stands beside your question."))
    return redirect("education:my_questions")


def _here() -> str:
    return (get_language() or "en")[:2]
