"""The parts of a check-in, one a page: title, question, answers, scale, bands."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.check_ins import change_check_in, set_out
from proms.check_in import Content, Question, Scale
from proms.check_in.content import MOST_QUESTIONS
from proms.check_in_forms import (
    AnswersForm,
    BandsForm,
    QuestionForm,
    RatingForm,
    ScaleForm,
    TitleForm,
)
from proms.queries.check_ins import check_in, said
from proms.views.check_ins import context_of

NEW = "new"


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def title(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What it is called."""
    found, content = check_in(ref)
    form = TitleForm(sent(request), content=content)
    if form.is_valid():
        called, about = form.words("title"), form.words("about")
        change_check_in(
            actor=signed_in_actor(request),
            ref=ref,
            change=lambda now: replace(now, title=called, about=about),
        )
        return redirect("proms:check_in", ref=ref)
    return render(request, "proms/check_ins/title.html", context_of(found, content, form=form))


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """One question, new or written before."""
    found, content = check_in(ref)
    held = _question(content, name)
    if held is None and len(content.asked) >= MOST_QUESTIONS:
        messages.info(request, _("40 questions are enough for a short check-in."))
        return redirect("proms:check_in", ref=ref)
    names = [one.name for one in content.asked]
    earlier = content.asked[: names.index(name)] if name in names else content.asked
    before = [(one.name, said(one.words)) for one in earlier if one.kind != "text"]
    form = QuestionForm(sent(request), question=held, before=before)
    if form.is_valid():
        kept: list[Question] = []

        def change(now: Content) -> Content:
            start = now.question(name) or Question(
                now.new_name("q"), form.cleaned_data.get("kind", "choice"), {}
            )
            words, aid = form.words("words"), form.words("help")
            kept.append(replace(start, words=words, help=aid, **form.condition))
            return now.with_question(kept[-1])

        change_check_in(actor=signed_in_actor(request), ref=ref, change=change)
        if held is None and kept[-1].kind != "text":
            return redirect("proms:check_in_answers", ref=ref, name=kept[-1].name)
        return redirect("proms:check_in", ref=ref)
    context = context_of(found, content, form=form, question=held)
    return render(request, "proms/check_ins/question.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """What can be answered, and what each answer counts."""
    found, content = check_in(ref)
    held = _question(content, name)
    if held is None or held.kind == "text":
        raise Http404
    form = (AnswersForm if held.kind == "choice" else RatingForm)(sent(request), question=held)
    if form.is_valid():

        def change(now: Content) -> Content:
            one = now.question(name) or held
            if isinstance(form, AnswersForm):
                listed, given = form.answers(now)
                return replace(now.with_question(replace(one, answers=listed)), given=given)
            low, high = form.words("low_words"), form.words("high_words")
            ends = {name: form.cleaned_data[name] for name in ("low", "high")}
            return now.with_question(replace(one, low_words=low, high_words=high, **ends))

        change_check_in(actor=signed_in_actor(request), ref=ref, change=change)
        return redirect("proms:check_in", ref=ref)
    context = context_of(found, content, form=form, question=held, said=said(held.words))
    return render(request, "proms/check_ins/answers.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def scale(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """A number made of answers."""
    found, content = check_in(ref)
    held = _scale(content, name)
    counting = [(one.name, said(one.words)) for one in content.asked if one.kind != "text"]
    form = ScaleForm(sent(request), scale=held or Scale("", {}), questions=counting)
    if form.is_valid():
        names = ("combine", "missing", "direction")
        given = {one: form.cleaned_data[one] for one in names}

        def change(now: Content) -> Content:
            start = now.scale(name) or Scale(now.new_name("s"), {})
            of = tuple(form.cleaned_data["of"])
            words, about = form.words("words"), form.words("about")
            return now.with_scale(replace(start, words=words, about=about, of=of, **given))

        change_check_in(actor=signed_in_actor(request), ref=ref, change=change)
        return redirect("proms:check_in", ref=ref)
    context = context_of(found, content, form=form, scale=held, counting=counting)
    return render(request, "proms/check_ins/scale.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def bands(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """Words for stretches of a scale."""
    found, content = check_in(ref)
    held = _scale(content, name)
    if held is None:
        raise Http404
    form = BandsForm(sent(request), scale=held)
    if form.is_valid():
        listed = form.bands()
        change_check_in(
            actor=signed_in_actor(request),
            ref=ref,
            change=lambda now: now.with_scale(replace(now.scale(name) or held, bands=listed)),
        )
        return redirect("proms:check_in", ref=ref)
    low, high = content.reach(held) if _counts(content, held) else (None, None)
    more = {"form": form, "said": said(held.words), "low": low, "high": high}
    return render(request, "proms/check_ins/bands.html", context_of(found, content, **more))


@only(Hat.CURATOR)
@require_POST
def move(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """Up, out, or back in."""
    _found, content = check_in(ref)
    part = content.question(name) or content.scale(name)
    if part is None:
        raise Http404
    actor = signed_in_actor(request)
    if "up" in request.POST:
        change_check_in(actor=actor, ref=ref, change=lambda now: now.moved_up(name))
    else:
        set_out(actor=actor, ref=ref, name=name, out="out" in request.POST)
        if "out" in request.POST:
            messages.info(request, _("Taken out. You find it at the end of this page."))
    return redirect("proms:check_in", ref=ref)


def _question(content: Content, name: str) -> Question | None:
    found = content.question(name)
    if found is None and name != NEW:
        raise Http404
    return found


def _scale(content: Content, name: str) -> Scale | None:
    found = content.scale(name)
    if found is None and name != NEW:
        raise Http404
    return found


def _counts(content: Content, scale: Scale) -> bool:
    return any(one.counts for one in content.asked if one.name in scale.of)
