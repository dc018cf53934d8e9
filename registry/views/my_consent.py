"""What a member agreed to in a registry: her copy, one answer changed, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent
from po_platform.access.actor import SignedIn, Tick
from po_platform.access.declare import helpers_too, signed_in
from po_platform.access.refusals import demand
from registry.actions.joining import change_answer, leave_registry
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
from registry.rules import may_change_answer, may_leave
from registry.views.joining import herself_or_by_law, language_of

UNUSABLE = 422


def _mine(request: HttpRequest, slug: str) -> tuple[SignedIn, Participation]:
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
    actor, mine = _mine(request, slug)
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
    }
    return render(request, "registry/mine/consent.html", context)


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def my_answer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One answer, changed with one press; it holds from the next moment on."""
    actor, mine = _mine(request, slug)
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


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """What ends and what stays, then one button."""
    actor, mine = _mine(request, slug)
    demand(may_leave(actor, mine))
    if mine.state == Participation.State.WITHDRAWN:
        return redirect("registry:about", slug=slug)
    if request.method == "POST":
        language = language_of(Sheet.of(mine.sheet.content))
        leave_registry(actor=actor, taking_part=mine, language=language)
        messages.success(
            request, _("You have left the registry. Nothing of yours is used any more.")
        )
        return redirect("registry:about", slug=slug)
    context = {"mine": mine, "less": _less_than_leaving(actor, mine), **_what_leaving_does()}
    return render(request, "registry/mine/leave.html", context)


def _less_than_leaving(actor: SignedIn, mine: Participation) -> list[tuple[str, str, str]]:
    """(question, what a change does, address) of what she allows now and could end alone."""
    if not may_change_answer(actor, mine):
        return []
    sheet = Sheet.of(mine.sheet.content)
    language = language_of(sheet)
    does = {
        "contact": _("No letters about studies any more; you go on taking part."),
        "data": _("No new use; what you gave stays and you go on giving data."),
    }
    return [
        (
            in_language(one.question.words, language),
            does[one.question.kind],
            reverse("registry:my_answer", args=[mine.registry.slug, one.question.code]),
        )
        for one in my_answers(actor=actor, registry=mine.registry, sheet=sheet)
        if one.question.kind in does and one.question.scope(one.said)
    ]


def _what_leaving_does() -> dict[str, list[str]]:
    return {
        "goes": [
            _("Everything you agreed to in this registry ends now."),
            _("Nobody of the registry sees your data any more, and nobody enters any."),
            _("You are in no new count and in nothing that goes out to researchers."),
            _("Nobody writes to you because of this registry."),
        ],
        "stays": [
            _("Your data stay in your own file. You can read them here and take them along."),
            _("What researchers already worked with. We tell them that you have left."),
            _("What you decided, word for word, as proof for you and for us."),
            _("Your membership, and everything else here."),
        ],
    }
