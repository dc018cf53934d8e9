"""An expert's page, by a link of her own: the questions of one session, and her answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from education.actions.expert_questions import (
    answer_as_expert,
    declare_as_expert,
    living_expert,
)
from education.forms.expert_sessions import AnswerForm, OwnInterestsForm
from education.models import SessionEntry, SessionExpert
from education.queries.expert_sessions import entries_for_expert
from members.asking import actor_of
from members.attempts import attempt, status_of
from members.limits import count_try, patient
from po_platform.access.declare import by_code

from .desk import WRITE


@by_code
@never_cache
@patient
@require_http_methods(WRITE)
def answers(request: HttpRequest, secret: str) -> HttpResponse:
    """Questions in words of the team, in the language of the session; each answer goes to the team."""
    tried = count_try(request, "try_invitation")
    expert = living_expert(secret)
    if expert is None:
        return render(request, "education/experts/over.html", status=410)
    tried.rollback()
    with override(expert.session.language):
        try:
            return _page(request, secret, expert)
        except Http404:  # the session ended a moment ago
            return render(request, "education/experts/over.html", status=410)


def _page(request: HttpRequest, secret: str, expert: SessionExpert) -> HttpResponse:
    actor, does = actor_of(request), request.POST.get("do", "")
    known = {"has_interests": "no" if expert.no_interests else "yes", "interests": expert.interests}
    interests = OwnInterestsForm(request.POST if does == "declare" else None, initial=known)
    answer = AnswerForm(request.POST) if does == "answer" else None
    if interests.is_valid() and attempt(
        interests,
        lambda: declare_as_expert(secret=secret, actor=actor, **interests.declared()),
    ):
        messages.success(request, _("Saved. It stands beside your answers."))
        return redirect("education:expert_answers", secret)
    if answer is not None and answer.is_valid():
        given = answer.cleaned_data
        if attempt(
            answer,
            lambda: answer_as_expert(
                secret=secret, actor=actor, entry=given["entry"], answer=given["answer"]
            ),
        ):
            messages.success(request, _("Thank you. The team reads it and publishes it."))
            return redirect("education:expert_answers", secret)
    lines = [(one, _form(one, expert, answer)) for one in entries_for_expert(expert)]
    has_place = any(form is answer for _one, form in lines)
    context = {
        "expert": expert,
        "lines": lines,
        "refused": None if has_place else answer,
        "interests": interests,
    }
    status = status_of(answer or interests)
    return render(request, "education/experts/answers.html", context, status=status)


def _form(one: SessionEntry, expert: SessionExpert, sent: AnswerForm | None) -> Any:
    """The form of a question she may answer now; the one that was sent keeps what was typed."""
    if one.published_at is not None or one.expert_id not in (None, expert.pk):
        return None
    typed: UUID | None = sent.cleaned_data.get("entry") if sent and sent.is_bound else None
    if sent is not None and typed == one.ref:
        return sent
    return AnswerForm(initial={"entry": one.ref, "answer": one.answer}, auto_id=f"e{one.pk}_%s")
