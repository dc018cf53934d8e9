"""What a member agreed to in a registry: her copy, and one answer changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent
from po_platform.access.actor import SignedIn, Tick
from po_platform.access.declare import helpers_too, signed_in
from po_platform.access.refusals import demand
from registry.actions.joining import change_answer
from registry.consent import Sheet, in_language
from registry.consent_words import PARTS, SAID
from registry.forms.joining import QuestionForm, initial_of
from registry.models import Participation
from registry.queries.participation import (
    current_sheet,
    my_answers,
    my_decisions,
    my_participations,
)
from registry.rules import may_change_answer
from registry.views.joining import herself_or_by_law, language_of

UNUSABLE = 422


def hers(request: HttpRequest, slug: str) -> tuple[SignedIn, Participation]:
    """Her own taking part, or a child’s she decides for. Raises Http404."""
    actor = herself_or_by_law(request)
    found = my_participations(actor=actor).filter(registry__slug=slug).first()
    if found is None:
        raise Http404
    return actor, found


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def my_consent(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question with her answer now, and everything she decided, to read and to print."""
    actor, mine = hers(request, slug)
    sheet = Sheet.of(mine.sheet.content)
    language = language_of(sheet)
    answers = my_answers(actor=actor, registry=mine.registry, sheet=sheet)
    current = current_sheet(mine.registry)
    context = {
        "mine": mine,
        "helping": actor.helping,
        "may_change": bool(may_change_answer(actor, mine)),
        "language": language,
        "short": in_language(sheet.short, language),
        "more": in_language(sheet.more, language),
        "answers": [
            (
                one,
                in_language(one.question.words, language),
                [(PARTS[part], SAID[one.said[part]]) for part in one.question.parts],
            )
            for one in answers
        ],
        "decisions": my_decisions(actor=actor, registry=mine.registry)[:50],
        "newer": current if current and current.pk != mine.sheet_id else None,
        "ends_at": min((one.ends_at for one in answers if one.ends_at), default=None),
    }
    return render(request, "registry/mine/consent.html", context)


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def my_answer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One answer, changed with one press; it holds from the next moment on."""
    actor, mine = hers(request, slug)
    sheet = Sheet.of(mine.sheet.content)
    question = sheet.question(code)
    if question is None:
        raise Http404
    demand(may_change_answer(actor, mine))
    language = language_of(sheet)
    now = next(
        one
        for one in my_answers(actor=actor, registry=mine.registry, sheet=sheet)
        if one.question.code == code
    )
    if now.over_at is not None:
        return redirect("registry:join", slug=slug)
    form = QuestionForm(sent(request), question=question, initial=initial_of({code: now.said}))
    if request.method == "POST" and form.is_valid():
        change_answer(
            actor=actor, taking_part=mine, question=question, said=form.said(), language=language
        )
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("registry:my_consent", slug=slug)
    context = {
        "mine": mine,
        "form": form,
        "language": language,
        "question": in_language(question.words, language),
        "more": in_language(question.more, language),
    }
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/mine/answer.html", context, status=status)
