"""The curator's desk for quality: what looks odd, one finding, own rules, what was found right."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import Looked as Read
from audit.actions import record_read, record_reads
from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.quality import accept, add_rule, end_rule, look_again
from registry.forms.quality import AcceptForm, RuleForm
from registry.models import Accepted
from registry.oddities import KINDS, LIKELY, in_words
from registry.queries.datasets import layout_of, my_rights, version_in_use
from registry.queries.quality import (
    PAGE,
    Finding,
    accepted_in,
    finding_of,
    look_through,
    own_rules,
)
from registry.queries.records import entry_of
from registry.queries.sites import AT_NONE, chosen, sites_to_choose
from registry.queries.working_out import has_calculations
from registry.rules import may_accept, may_ask, may_enter, may_manage, may_type_in
from registry.templatetags.registry_words import form_words
from registry.views.entries import ENTRY
from registry.views.found import my_dataset

QUALITY = "registry.quality"  # what a reader looked at
UNUSABLE = 422


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    """What looks odd in a dataset, record by record. `?kind`, `?site` narrow, `?after` goes on."""
    actor, dataset = my_dataset(request, slug)
    rules = {str(rule.ref): rule.title for rule in own_rules(dataset)}
    kind = request.GET.get("kind", "")
    kinds = {kind} if kind in {*KINDS, *rules} else {*LIKELY, *rules}
    sites = sites_to_choose(actor=actor, registry=dataset.registry)
    site = chosen(sites, request.GET.get("site", ""))
    looked = look_through(
        actor=actor, dataset=dataset, kinds=kinds, after=_key(request, "after"), site=site
    )
    _record(request, [one.entry.subject_id for one in looked.findings])
    context = {
        "dataset": dataset,
        "kind": kind if len(kinds) == 1 else "",
        "kinds": [*KINDS.items(), *rules.items()],
        "sites": sites,
        "site": "" if site is None else site.site.name if site.site else AT_NONE,
        "columns": [_("Record"), _("Question and answer"), _("What looks odd")],
        "rows": [_row(one) for one in looked.findings],
        "records": looked.records,
        "after": looked.after,
        "manages": bool(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id))),
        "calculates": has_calculations(dataset),
    }
    return render(request, "registry/quality.html", context)


def _key(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 18 else 0


def _record(request: HttpRequest, subjects: Iterable[UUID]) -> None:
    looked = [Read(subject) for subject in dict.fromkeys(subjects)]
    record_reads(actor=signed_in_actor(request), what=QUALITY, looked=looked)


def _row(one: Finding) -> dict[str, object]:
    names = [one.entry.ref, one.odd.kind, one.odd.link_id]
    return {
        "title": _("Record %(number)s") % {"number": one.entry.record.number},
        "url": reverse("registry:oddity", args=names),
        "sub": form_words(one.entry.form),
        "cells": [
            {"text": one.question, "sub": one.answer[:140]},
            {"text": in_words(one.odd)},
        ],
    }


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def oddity(request: HttpRequest, ref: UUID, kind: str, link_id: str) -> HttpResponse:
    """One finding: put it right, ask about it, or say why it is right."""
    actor = signed_in_actor(request)
    entry = entry_of(actor=actor, ref=ref)
    if entry is None:
        raise Http404
    _actor, dataset = my_dataset(request, entry.form.dataset.slug)
    finding = finding_of(actor=actor, entry=entry, kind=kind, link_id=link_id)
    if finding is None:
        messages.info(request, _("Nothing looks odd there any more."))
        return redirect("registry:quality", slug=dataset.slug)
    record_read(actor=actor, subject=entry.subject_id, what=ENTRY, ref=entry.ref)
    form = AcceptForm(sent(request))
    if request.method == "POST" and form.is_valid():
        accept(actor=actor, finding=finding, reason=form.cleaned_data["reason"])
        messages.success(request, _("Noted as right. It shows again when an answer changes."))
        return redirect("registry:quality", slug=dataset.slug)
    rights = my_rights(actor=actor, registry_id=entry.registry_id)
    context = {
        "dataset": dataset,
        "entry": entry,
        "finding": finding,
        "words": in_words(finding.odd),
        "form": form,
        "may_enter": bool(may_type_in(entry.form) and may_enter(actor, entry.form_id, rights)),
        "may_ask": bool(may_ask(actor, entry.form_id, rights)),
        "may_accept": bool(may_accept(actor, entry, rights)),
    }
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/oddity.html", context, status=status)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def found_right(request: HttpRequest, slug: str) -> HttpResponse:
    """What looked odd and is right, with the reason; each can be looked at again."""
    actor, dataset = my_dataset(request, slug)
    rules = {str(rule.ref): rule.title for rule in dataset.quality_rules.all()}
    listed = accepted_in(actor=actor, dataset=dataset, before=_key(request, "before"))
    rows = listed[:PAGE]
    _record(request, [one.subject_id for one in rows])
    context = {
        "dataset": dataset,
        "rows": [(one, rules.get(one.kind) or KINDS.get(one.kind, "")) for one in rows],
        "older_url": f"?before={rows[-1].pk}" if len(listed) > PAGE else "",
        "newer_url": reverse("registry:found_right", args=[slug]) if "before" in request.GET else "",
    }  # fmt: skip
    return render(request, "registry/found_right.html", context)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_POST
def open_again(request: HttpRequest, slug: str, ref: UUID) -> HttpResponse:
    """It was not right after all."""
    actor, dataset = my_dataset(request, slug)
    mine = Accepted.objects.visible_to(actor).filter(form__in=dataset.forms.values("pk"))
    found = mine.filter(ref=ref).first()
    if found is None:
        raise Http404
    look_again(actor=actor, accepted=found)
    messages.success(request, _("It stands among what looks odd again."))
    return redirect("registry:found_right", slug=slug)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The dataset's own rules; another one is added here."""
    actor, dataset = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
    version = version_in_use(dataset)
    if version is None:
        raise Http404
    layout = layout_of(dataset, version)
    known = {item.link_id for items in layout.questions.values() for item in items}
    form = RuleForm(sent(request), known=known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        add_rule(actor=actor, dataset=dataset, title=given["title"], logic=given["logic"])
        messages.success(request, _("The rule is in use."))
        return redirect("registry:quality_rules", slug=slug)
    context = {"dataset": dataset, "rules": own_rules(dataset), "form": form}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/quality_rules.html", context, status=status)


@only(Hat.CURATOR)
@require_POST
def stop_rule(request: HttpRequest, slug: str, ref: UUID) -> HttpResponse:
    """A rule is not looked at any more."""
    actor, dataset = my_dataset(request, slug)
    end_rule(actor=actor, rule=get_object_or_404(dataset.quality_rules, ref=ref))
    messages.success(request, _("The rule is not used any more."))
    return redirect("registry:quality_rules", slug=slug)
