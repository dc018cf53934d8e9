"""A dataset's data as a file, for whoever may take it out; what she may not see is not in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from files.progress import looking_again
from files.sending import handed_out
from members.asking import signed_in_actor
from members.attempts import status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions import take_outs as actions
from registry.forms.data_out import OutForm
from registry.models import Dataset, Right
from registry.queries.datasets import my_rights
from registry.queries.take_outs import file_of, job_of, my_take_out, my_take_outs
from registry.rules import may_take_out
from registry.views.found import my_dataset


@only(Hat.CURATOR, Hat.CLINICIAN, health=True, fresh=True)
@require_safe
def data_out(request: HttpRequest, slug: str) -> HttpResponse:
    """Which files there are, and what goes out of each form."""
    actor, dataset = my_dataset(request, slug)
    levels = actions.levels_of(dataset, my_rights(actor=actor, registry_id=dataset.registry_id))
    demand(may_take_out(actor, levels.values()))
    return _page(request, dataset, levels, OutForm())


def _page(
    request: HttpRequest, dataset: Dataset, levels: dict[str, str], form: OutForm
) -> HttpResponse:
    words = dict(Right.Export.choices)
    context = {
        "dataset": dataset,
        "forms": [(name, words[level]) for name, level in levels.items()],
        "form": form,
        "made": my_take_outs(actor=signed_in_actor(request), dataset=dataset),
    }
    return render(request, "registry/data_out.html", context, status=status_of(form))


@only(Hat.CURATOR, Hat.CLINICIAN, health=True, fresh=True)
@require_POST
def take_out(request: HttpRequest, slug: str) -> HttpResponse:
    """Begins the file; everybody in it can see that it went out."""
    actor, dataset = my_dataset(request, slug)
    levels = actions.levels_of(dataset, my_rights(actor=actor, registry_id=dataset.registry_id))
    demand(may_take_out(actor, levels.values()))
    form = OutForm(request.POST)
    if not form.is_valid():
        return _page(request, dataset, levels, form)
    made = actions.begin_take_out(actor=actor, dataset=dataset, wish=form.wish())
    return redirect("registry:out_file", made.ref)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_safe
def out_file(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How far the file is."""
    take = my_take_out(actor=signed_in_actor(request), ref=ref)
    job = job_of(take)
    context = {"take": take, "dataset": take.dataset, "job": job, "file": file_of(take)}
    return looking_again(render(request, "registry/out_file.html", context), job)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True)
@require_POST
def stop_out_file(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Not this one; what was made of it goes."""
    actor = signed_in_actor(request)
    take = my_take_out(actor=actor, ref=ref)
    actions.stop_take_out(actor=actor, take=take)
    messages.success(request, _("Stopped. Nothing of it is left."))
    return redirect("registry:dataset", take.dataset.slug)


@only(Hat.CURATOR, Hat.CLINICIAN, health=True, fresh=True)
@require_safe
def fetch_out_file(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """The file itself, for whoever asked."""
    actor = signed_in_actor(request)
    take = my_take_out(actor=actor, ref=ref)
    file = actions.fetch_take_out(actor=actor, take=take)
    if file is None:
        words = _("Somebody left or your rights were changed since it was made. Ask for it again.")
        messages.warning(request, words)
        return redirect("registry:data_out", take.dataset.slug)
    return handed_out(file, request)
