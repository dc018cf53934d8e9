"""An organisation's own check-ins: all of them, one of them, trying it out, publishing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.check_ins import ChangedMeanwhile, begin_check_in, publish_check_in
from proms.check_in import Content, changes, lacking, languages_in, read_content
from proms.check_in_forms import PublishForm, TitleForm
from proms.how import how_examples
from proms.models import CheckIn
from proms.queries.check_ins import (
    check_in,
    check_ins,
    form_made_of,
    seen_as,
    sources_in,
    spec_made_of,
    title_of,
)
from proms.spoken import language_name
from questionnaires import paging
from questionnaires.asking import Asked
from questionnaires.visibility import everything


@only(Hat.CURATOR)
@require_safe
def all_check_ins(request: HttpRequest) -> HttpResponse:
    """Those being written and those in use."""
    rows = [(found, title_of(read_content(found.content))) for found in check_ins()]
    return render(request, "proms/check_ins/all.html", {"rows": rows})


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A title, and there it is."""
    form = TitleForm(sent(request), content=Content())
    if form.is_valid():
        made = begin_check_in(
            actor=signed_in_actor(request), title=form.words("title"), about=form.words("about")
        )
        return redirect("proms:check_in", ref=made.ref)
    return render(request, "proms/check_ins/title.html", {"form": form})


@only(Hat.CURATOR)
@require_safe
def one(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What it says so far, and what to do next."""
    found, content = check_in(ref)
    return render(request, "proms/check_ins/one.html", context_of(found, content))


def context_of(found: CheckIn, content: Content, **more: Any) -> dict[str, Any]:
    """What every page about one of them shows."""
    return {
        "found": found,
        "title": title_of(content),
        "content": content,
        "out": [
            *(one for one in content.questions if one.out),
            *(one for one in content.scales if one.out),
        ],
        "lacking": lacking(content),
        "whole_in": [language_name(one) for one in languages_in(content)],
        "changed": found.content != found.published,
        **more,
    }


@only(Hat.CURATOR)
@require_safe
def look(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As members see it on a phone, and as it prints; nothing chosen here is kept."""
    found, content = check_in(ref)
    if lacking(content):
        return redirect("proms:check_in", ref=ref)
    language = request.GET.get("in") or get_language() or "en"
    form = form_made_of(content, found, language)
    asked = Asked(form, {}, {}, everything(form.definition))
    context = context_of(found, content) | {
        "questions": asked.page(paging.pages(form.definition, "all")[0]),
        "texts": form.texts,
        "choices": [(one, language_name(one)) for one in languages_in(content)],
        "shown_in": form.language,
        "depends": any(one.only_if for one in content.asked),
    }
    return render(request, "proms/check_ins/look.html", context)


@only(Hat.CURATOR)
@require_safe
def numbers(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What comes out of example answers, step by step."""
    found, content = check_in(ref)
    if lacking(content):
        return redirect("proms:check_in", ref=ref)
    spec, language = spec_made_of(content, found), get_language() or "en"
    form = form_made_of(content, found, language)
    shown = how_examples(spec, sources_in(spec, form), form, language) if spec else []
    context = context_of(found, content, examples=shown)
    return render(request, "proms/check_ins/numbers.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What is different now, then one press."""
    found, content = check_in(ref)
    if lacking(content) or found.content == found.published:
        return redirect("proms:check_in", ref=ref)
    instrument = found.instrument
    now = {
        "seen": seen_as(found),
        "minutes": instrument.minutes if instrument else max(1, len(content.asked) // 3),
        "open_to_members": instrument.open_to_members if instrument else False,
    }
    form = PublishForm(sent(request), initial=now)
    if form.is_valid():
        try:
            made = publish_check_in(actor=signed_in_actor(request), ref=ref, **form.cleaned_data)
        except ChangedMeanwhile:
            words = _("Somebody changed it while you looked. See what is different, then publish.")
            messages.info(request, words)
            return redirect("proms:publish_check_in", ref=ref)
        messages.success(request, _("Published. It can be put on lists now."))
        return redirect("proms:instrument", slug=made.slug)
    before = read_content(found.published) if found.published else Content()
    context = context_of(found, content, form=form, changes=changes(before, content))
    return render(request, "proms/check_ins/publish.html", context)
