"""Everything calculated of a dataset worked out anew by the version in use, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from files.progress import looking_again
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.working_out import CLOSED, LEFT, LOCKED, OTHERWISE, UNDECIDED
from registry.actions.working_out_all import begin_working_out, stop_working_out
from registry.models import WorkingOut
from registry.queries.datasets import my_rights
from registry.queries.working_out import has_calculations, job_of, workings_out
from registry.rules import may_manage
from registry.views.found import my_dataset


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def working_out(request: HttpRequest, slug: str) -> HttpResponse:
    """What it does, a button, how far it is, and what came of it each time."""
    actor, dataset = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
    if request.method == "POST":
        begin_working_out(actor=actor, dataset=dataset)
        return redirect("registry:working_out", slug=slug)
    listed = workings_out(dataset)
    job = job_of(listed[0]) if listed else None
    going_on = job is not None and job.is_open
    context = {
        "dataset": dataset,
        "job": job,
        "going_on": going_on,
        "calculates": has_calculations(dataset),
        "times": [(one, list(_came_of(one))) for one in listed],
    }
    return looking_again(render(request, "registry/working_out.html", context), job)


@only(Hat.CURATOR, health=True)
@require_POST
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    """It goes no further; what is done stays."""
    actor, dataset = my_dataset(request, slug)
    stop_working_out(actor=actor, dataset=dataset)
    messages.success(request, _("Stopped. What was worked out by then stays."))
    return redirect("registry:working_out", slug=slug)


def _came_of(one: WorkingOut) -> Iterator[str]:
    """What came of one time, a sentence each."""
    said = [
        ngettext("%(n)s form came out otherwise.", "%(n)s forms came out otherwise.", one.changed)
        % {"n": one.changed},
        ngettext("%(n)s form stayed as it was.", "%(n)s forms stayed as they were.", one.unchanged)
        % {"n": one.unchanged},
    ]
    yield from said
    for reason, count in sorted(one.left.items()):
        yield _left(reason, count) % {"n": count}


def _left(reason: str, count: int) -> str:
    words = {
        LOCKED: ngettext(
            "%(n)s form was left: it is locked.", "%(n)s forms were left: they are locked.", count
        ),
        CLOSED: ngettext(
            "%(n)s form was left: the person wants nothing changed about her.",
            "%(n)s forms were left: the people want nothing changed about them.",
            count,
        ),
        UNDECIDED: ngettext(
            "%(n)s form was left: the person is of age now and has not decided yet.",
            "%(n)s forms were left: the people are of age now and have not decided yet.",
            count,
        ),
        LEFT: ngettext(
            "%(n)s form was left: the person has left the registry.",
            "%(n)s forms were left: the people have left the registry.",
            count,
        ),
        OTHERWISE: ngettext(
            "%(n)s form was left: the version it was filled in with asked otherwise.",
            "%(n)s forms were left: the version they were filled in with asked otherwise.",
            count,
        ),
    }
    return words[reason]
