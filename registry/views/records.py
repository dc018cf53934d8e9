"""The records of a registry, and one of them with all its forms."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import Looked, record_read, record_reads
from members.asking import sent
from members.queries.tidings import told_about
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from registry.actions.entries import NumberElsewhere, add_record
from registry.forms.datasets import RecordForm
from registry.forms.work_lists import WorkListForm
from registry.models import Participation, Subject
from registry.queries.completeness import Complete, completeness
from registry.queries.datasets import forms_seen, my_rights
from registry.queries.participation import participation_of
from registry.queries.records import PAGE, WorkList, occasions, record_of, records
from registry.queries.sites import sites_to_choose
from registry.queries.visits import visits_with_days
from registry.rules import may_say_state, may_tell_office
from registry.site_rules import may_move
from registry.views.found import my_dataset

UNUSABLE = 422
LIST, RECORD = "registry.records", "registry.record"  # what a reader looked at


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def all_records(request: HttpRequest, slug: str) -> HttpResponse:
    """Records, newest first; one is opened, or made, by its number."""
    actor, dataset = my_dataset(request, slug)
    form = RecordForm(sent(request))
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip()
        try:
            found = add_record(actor=actor, dataset=dataset, number=number)
        except NumberElsewhere:
            form.add_error("number", _("Another site uses this number already. Write another one"))
        else:
            return redirect("registry:record", slug=slug, record=found.ref)
    after = request.GET.get("after", "")
    seen = forms_seen(actor=actor, dataset=dataset)
    sites = sites_to_choose(actor=actor, registry=dataset.registry)
    wanted = WorkListForm(
        request.GET, listed=seen, visits=visits_with_days(dataset, seen), sites=sites
    )
    chosen = wanted.is_valid()
    work = wanted.work() if chosen else WorkList()
    asked = records(
        actor=actor,
        dataset=dataset,
        after=int(after) if after.isdecimal() and len(after) < 18 else 0,
        work=work,
    )
    shown = asked[:PAGE]
    record_reads(
        actor=actor, what=LIST, looked=[Looked(one.subject_id, ref=one.ref) for one in shown]
    )
    titles = {site.pk: site.title for site in sites}
    whole = completeness(actor=actor, dataset=dataset, record_ids=[one.pk for one in shown])
    context = {
        "dataset": dataset,
        "form": form,
        "columns": [_("Record"), _("Forms filled in"), _("Answered"), _("Confirmed")],
        "rows": [
            _row(slug, one, whole.get(one.pk, Complete()), titles.get(one.site_id or 0, ""))
            for one in shown
        ],
        "wanted": wanted,
        "some": work != WorkList(),
        "older_url": _page(request, str(shown[-1].pk)) if len(asked) > PAGE else "",
        "newer_url": _page(request) if after else "",
    }
    status = 200 if chosen and not form.errors else UNUSABLE
    return render(request, "registry/records.html", context, status=status)


def _page(request: HttpRequest, after: str = "") -> str:
    """Another page of the same list; the first with no `after`."""
    asked = request.GET.copy()
    asked.pop("after", None)
    if after:
        asked["after"] = after
    return f"{request.path}?{asked.urlencode()}".rstrip("?")


def _row(slug: str, one: Subject, whole: Complete, site: str) -> dict[str, object]:
    words = ngettext("%(count)d form", "%(count)d forms", whole.forms) % {"count": whole.forms}
    state = str(one.get_takes_part_display()) if one.takes_part != Subject.Takes.ACTIVE else ""
    parts = {"answered": whole.answered, "asked": whole.asked, "percent": whole.percent}
    return {
        "title": _("Record %(number)s") % {"number": one.number},
        "url": reverse("registry:record", args=[slug, one.ref]),
        "sub": ", ".join(part for part in (site, state) if part),
        "cells": [
            {"text": words},
            {"text": _("%(answered)d of %(asked)d (%(percent)d %%)") % parts},
            {"text": str(whole.confirmed)},
        ],
    }


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def record(request: HttpRequest, slug: str, record: UUID) -> HttpResponse:
    """Every form of one record: filled in, or waiting."""
    actor, dataset = my_dataset(request, slug)
    found = record_of(actor=actor, ref=record)
    if found is None or found.registry_id != dataset.registry_id:
        raise Http404
    record_read(actor=actor, subject=found.subject_id, what=RECORD, ref=found.ref)
    taking_part = participation_of(actor=actor, record=found)
    active = taking_part is not None and taking_part.state == Participation.State.ACTIVE
    joined = timezone.localdate(taking_part.since) if taking_part and active else None
    given = occasions(actor=actor, record=found, dataset=dataset, joined=joined)
    rights = my_rights(actor=actor, registry_id=found.registry_id)
    context = {
        "dataset": dataset,
        "record": found,
        "filled": [one for one in given if one.entry],
        "waiting": [one for one in given if not one.entry],
        "joined": joined,
        "closed": taking_part.closed_at if taking_part and active else None,
        "says_state": bool(may_say_state(actor, found, rights, taking_part)),
        "told": told_about(found.subject_id),
        "moves": dataset.registry.sited and bool(may_move(actor, found, rights)),
        "tells": bool(may_tell_office(actor, found, rights, taking_part)),
    }
    return render(request, "registry/record.html", context)
