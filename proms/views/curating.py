"""The curator's pages of one instrument: use, look, everybody's list."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.kit.spoken import plain_day
from proms.actions.instruments import put_in_use
from proms.actions.rounds import start_round
from proms.forms import UseForm
from proms.models import CheckIn, Instrument
from proms.queries.instruments import instruments, newest_version, not_taken_up, standing_of
from proms.queries.licences import register_of
from proms.spoken import language_name
from proms.take_along import questionnaire_as_fhir
from proms.views.files import FHIR, as_file
from questionnaires import paging
from questionnaires.asking import Asked
from questionnaires.queries import Form, form_of
from questionnaires.unreachable import never_shown
from questionnaires.visibility import everything


@only(Hat.CURATOR)
@require_safe
def all_instruments(request: HttpRequest) -> HttpResponse:
    """All instruments: what, may it be used, is it in use."""
    found = list(instruments())
    context = {
        "columns": [_("What"), _("May we use it?"), _("Who holds the rights?"), _("In use?")],
        "rows": [
            {
                "title": one.name,
                "url": reverse("proms:instrument", args=[one.slug]),
                "cells": [
                    {"text": _licence(one)},
                    {"text": one.holder or "–"},
                    {"text": _("Yes") if one.in_use else _("No")},  # type: ignore[attr-defined]  # annotated
                ],
            }
            for one in found
        ],
        "others": not_taken_up(),
    }
    return render(request, "proms/instruments.html", context)


def _licence(one: Instrument) -> str:
    said = str(one.get_licence_display())
    if one.licence_ends_on is None:
        return said
    until = _("until %(day)s") % {"day": plain_day(one.licence_ends_on)}
    return f"{said}, {until}"


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def instrument(request: HttpRequest, slug: str) -> HttpResponse:
    """Where it stands: licence, scoring, use; one next step."""
    found = get_object_or_404(Instrument, slug=slug)
    kept = {
        "open_to_members": found.open_to_members,
        "minutes": found.minutes,
        "keyed_twice": found.keyed_twice,
    }
    form = UseForm(sent(request), initial=kept)
    if request.method == "POST" and form.is_valid():
        put_in_use(actor=signed_in_actor(request), instrument=found, **form.cleaned_data)
        messages.success(request, _("It can be put on lists now."))
        return redirect("proms:instrument", slug=slug)
    standing = standing_of(found)
    context = {
        "instrument": found,
        "standing": standing,
        "register": [
            (language_name(entry.language), entry)
            for entry in register_of(found, standing.version)
            if entry.language
        ],
        "form": form,
        "never": _never(form_of(standing.version, get_language() or "en")),
        "value_sets": any(scale.levels for spec in standing.specs for scale in spec.scales),
        "check_in": CheckIn.objects.filter(instrument=found).first(),
    }
    return render(request, "proms/instrument.html", context)


def _never(form: Form) -> list[str]:
    """What can never show however somebody answers, told before it is put in use."""
    words = {
        "answer": _(
            "“%(question)s” never shows: it waits for an answer nobody can choose at “%(other)s”."
        ),
        "number": _("“%(question)s” never shows: it waits for a number “%(other)s” does not take."),
        "unseen": _("“%(question)s” never shows: it waits for “%(other)s”, which never shows."),
    }
    by_id = form.definition.by_link_id

    def name(link_id: str) -> str:
        return form.texts.label(by_id[link_id]) or link_id

    return [
        words[one.why] % {"question": name(one.link_id), "other": name(one.waits_for)}
        for one in never_shown(form.definition)
    ]


@only(Hat.CURATOR)
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions as a member will see them; nothing is kept."""
    found = get_object_or_404(Instrument, slug=slug)
    form = form_of(newest_version(found), get_language() or "en")
    page = paging.pages(form.definition, "all")[0]
    asked = Asked(form, {}, {}, everything(form.definition))
    context = {
        "instrument": found,
        "texts": form.texts,
        "questions": asked.page(page),
        "depends": any(item.show_if for item in form.definition.walk()),
    }
    return render(request, "proms/preview.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Puts it on the list of every active member, once, by a job."""
    found = get_object_or_404(Instrument, slug=slug)
    if request.method == "POST":
        if start_round(actor=signed_in_actor(request), instrument=found):
            messages.success(request, _("Done. The lists fill within a few minutes."))
        else:
            messages.info(request, _("Everybody was asked today already. Nobody is asked twice."))
        return redirect("proms:instrument", slug=slug)
    return render(request, "proms/ask_all.html", {"instrument": found})


@only(Hat.CURATOR)
@require_safe
def as_fhir(request: HttpRequest, slug: str) -> HttpResponse:
    """The questionnaire as a FHIR R4 file, with everything that was kept from the original."""
    found = get_object_or_404(Instrument, slug=slug)
    form = questionnaire_as_fhir(newest_version(found))
    return as_file(json.dumps(form, ensure_ascii=False, indent=1), FHIR, f"{found.slug}.json")
