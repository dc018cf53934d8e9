"""The parts of a check-in, one a page: title, question, answers, scale, bands."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms import check_in_writing as writing
from proms.check_in import Content, Question, Scale
from proms.check_in_forms import BandsForm, QuestionForm, ScaleForm, TitleForm
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
        writing.write_title(actor=signed_in_actor(request), ref=ref, form=form)
        return redirect("proms:check_in", ref=ref)
    return render(request, "proms/check_ins/title.html", context_of(found, content, form=form))


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """One question, new or written before."""
    found, content = check_in(ref)
    held = _question(content, name)
    room = writing.room_for_a_question(content)
    if held is None and not room:
        messages.info(request, getattr(room, "reason", ""))
        return redirect("proms:check_in", ref=ref)
    before = writing.asked_before(content, name)
    form = QuestionForm(sent(request), question=held, before=before)
    if form.is_valid():
        actor = signed_in_actor(request)
        kept = writing.write_question(actor=actor, ref=ref, name=name, form=form)
        if held is None and kept.kind != "text":
            return redirect("proms:check_in_answers", ref=ref, name=kept.name)
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
    form = writing.answers_form(held)(sent(request), question=held)
    if form.is_valid():
        writing.write_answers(actor=signed_in_actor(request), ref=ref, held=held, form=form)
        return redirect("proms:check_in", ref=ref)
    context = context_of(found, content, form=form, question=held, said=said(held.words))
    return render(request, "proms/check_ins/answers.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def scale(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """A number made of answers."""
    found, content = check_in(ref)
    held, counting = _scale(content, name), writing.that_count(content)
    form = ScaleForm(sent(request), scale=held or Scale("", {}), questions=counting)
    if form.is_valid():
        writing.write_scale(actor=signed_in_actor(request), ref=ref, name=name, form=form)
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
        writing.write_bands(actor=signed_in_actor(request), ref=ref, held=held, form=form)
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
        writing.move_up(actor=actor, ref=ref, name=name)
    else:
        writing.put_out(actor=actor, ref=ref, name=name, out="out" in request.POST)
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
