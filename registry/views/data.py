"""A data file: tried first, then taken in whole, and taken back if it was the wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from po_platform.kit.waiting_file import forget_file, keep_file, kept_file
from registry.actions.imports import Wish, import_data
from registry.actions.undo_import import Undone, undo_import
from registry.file_formats import EXCEL, empty_table
from registry.forms.datasets import DataForm
from registry.models import Dataset
from registry.queries.data_file import blank_header
from registry.queries.datasets import my_rights, version_in_use
from registry.rules import may_manage, may_undo
from registry.templatetags.registry_words import form_words
from registry.views.found import my_dataset

UNUSABLE = 422
NAMED = 5


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Says what a file would change; nothing is written yet."""
    actor, dataset = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
    form = DataForm(sent(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "registry/bring_data.html", {"form": form, "dataset": dataset})
    file = form.cleaned_data["file"]
    raw = file.read()
    wish = Wish(
        blank_erases=form.cleaned_data["blanks"] == "erase",
        new_visits=form.cleaned_data["new_visits"],
        dry_run=True,
        file_name=file.name,
    )
    report = import_data(actor=actor, dataset=dataset, raw=raw, wish=wish)
    word = keep_file(actor.account_id, raw) if report.usable else ""
    context = {
        "dataset": dataset,
        "report": report,
        "told": report.to_json(),
        "word": word,
        "wish": wish,
    }
    status = 200 if report.usable else UNUSABLE
    return render(request, "registry/data_report.html", context, status=status)


@only(Hat.CURATOR)
@require_safe
def empty(request: HttpRequest, slug: str) -> HttpResponse:
    """A workbook with the dataset's columns and nobody in it, to be filled in."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    version = version_in_use(found)
    if version is None:
        raise Http404
    out = BytesIO()
    empty_table(blank_header(found, version), out)
    named = {"Content-Disposition": f'attachment; filename="{found.slug}.xlsx"'}
    return HttpResponse(out.getvalue(), content_type=EXCEL, headers=named)


@only(Hat.CURATOR, health=True)
@require_POST
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    """The file that was just tried."""
    actor, dataset = my_dataset(request, slug)
    word = request.POST.get("word", "")
    raw = kept_file(actor.account_id, word)
    if raw is None:
        messages.info(request, _("The file is no longer here. Choose it once more."))
        return redirect("registry:bring_data", slug=slug)
    wish = Wish(
        blank_erases="blank_erases" in request.POST,
        new_visits="new_visits" in request.POST,
        file_name=request.POST.get("file_name", "")[:200].replace("\x00", ""),
    )
    report = import_data(actor=actor, dataset=dataset, raw=raw, wish=wish)
    forget_file(actor.account_id, word)
    if not report.usable:
        context = {"dataset": dataset, "report": report, "told": report.to_json()}
        return render(request, "registry/data_report.html", context, status=UNUSABLE)
    words = ngettext("%(count)d row was taken in.", "%(count)d rows were taken in.", report.rows)
    messages.success(request, words % {"count": report.rows})
    return redirect("registry:dataset", slug=slug)


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, slug: str, batch: UUID) -> HttpResponse:
    """Asks once, then everything is as before the file came."""
    actor, dataset = my_dataset(request, slug)
    found = get_object_or_404(dataset.batches.select_related("dataset"), ref=batch)
    demand(may_undo(actor, found, my_rights(actor=actor, registry_id=dataset.registry_id)))
    if request.method == "POST":
        undone = undo_import(actor=actor, batch=found)
        messages.success(request, _("The file was taken back."))
        if undone.changed_since:
            words = ngettext(
                "%(count)d entry was changed since and stays.",
                "%(count)d entries were changed since and stay.",
                undone.changed_since,
            )
            messages.info(request, words % {"count": undone.changed_since})
        _tell_left(request, dataset, undone)
        return redirect("registry:dataset", slug=slug)
    return render(request, "registry/undo_data.html", {"dataset": dataset, "batch": found})


def _tell_left(request: HttpRequest, dataset: Dataset, undone: Undone) -> None:
    """What stays: of who wants nothing changed, and what somebody saved on a page since."""
    if undone.closed:
        words = ngettext(
            "The person wants nothing changed, so it stays as the file wrote it: record %(names)s."
            " Put it right when new data are allowed again.",
            "These people want nothing changed, so it stays as the file wrote it: records %(names)s."
            " Put it right when new data are allowed again.",
            len(undone.closed),
        )
        # All of them: nothing names them a second time.
        messages.info(request, words % {"names": ", ".join(f"“{name}”" for name in undone.closed)})
    if undone.records:
        words = ngettext(
            "%(count)d record stays without entries: somebody wrote down what is known of the person.",
            "%(count)d records stay without entries: somebody wrote down what is known of the people.",
            undone.records,
        )
        messages.info(request, words % {"count": undone.records})
    if undone.visits:
        words = _("Saved on a page since, so it stays as it is: the visit %(names)s.")
        messages.info(request, words % {"names": _quoted(undone.visits)})
    if undone.forms:
        forms = dataset.forms.filter(name__in=undone.forms).order_by("position")
        words = _("Chosen on a page since, so it stays: %(names)s can be filled in anew each time.")
        messages.info(request, words % {"names": _quoted([form_words(one) for one in forms])})


def _quoted(names: Sequence[str]) -> str:
    """The first of them; a page is no list of hundreds."""
    more = ["…"] if len(names) > NAMED else []
    return ", ".join([*(_("“%(name)s”") % {"name": one} for one in names[:NAMED]), *more])
