"""A dataset's data as a file, for whoever may take it out; what she may not see is not in it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.attempts import status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.data_out import record_data_out
from registry.file_formats import FORMATS, written
from registry.forms.data_out import OutForm
from registry.models import Dataset, Right
from registry.queries.data_file import data_file
from registry.queries.datasets import my_rights, version_in_use
from registry.rules import may_take_out, right_for
from registry.views.found import my_dataset

MOST = 20_000  # entries a page writes; the command on the host writes any number


def _levels(dataset: Dataset, rights: Sequence[Right]) -> dict[str, str]:
    """What may go out of each form."""
    found = {}
    for form in dataset.forms.all():
        right = right_for(form.pk, rights)
        found[form.name] = right.export if right is not None and right.sees else Right.Export.NONE
    return found


@only(Hat.CURATOR, Hat.CLINICIAN, health=True, fresh=True)
@require_safe
def data_out(request: HttpRequest, slug: str) -> HttpResponse:
    """Which files there are, and what goes out of each form."""
    actor, dataset = my_dataset(request, slug)
    levels = _levels(dataset, my_rights(actor=actor, registry_id=dataset.registry_id))
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
    }
    return render(request, "registry/data_out.html", context, status=status_of(form))


@only(Hat.CURATOR, Hat.CLINICIAN, health=True, fresh=True)
@require_POST
def take_out(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file itself; everybody in it can see that it went out."""
    actor, dataset = my_dataset(request, slug)
    levels = _levels(dataset, my_rights(actor=actor, registry_id=dataset.registry_id))
    demand(may_take_out(actor, levels.values()))
    form, version = OutForm(request.POST), version_in_use(dataset)
    if version is None:
        raise Http404
    if not form.is_valid():
        return _page(request, dataset, levels, form)
    kind, hiding = form.cleaned_data["kind"], form.hiding()
    file = data_file(
        actor=actor, dataset=dataset, version=version, level=Right.Export.NONE, levels=levels,
        hiding=hiding,
    )  # fmt: skip
    if file.entries()[MOST:].exists():
        words = _("There are too many entries for this page. Ask whoever runs the portal.")
        context = {"dataset": dataset, "forms": [], "too_many": words}
        return render(request, "registry/data_out.html", context, status=422)
    record_data_out(actor=actor, file=file, kind=kind, levels=levels, left_out=hiding.plain())
    return FileResponse(
        written(file, kind),
        as_attachment=True,
        filename=f"{dataset.slug}-{FORMATS[kind].name}",
        content_type=FORMATS[kind].mime,
    )
