"""A file with pages or sources: what would happen, then taken over as drafts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from education.actions.taking_in import take_upload
from education.forms.writing import FileForm
from education.reading_in.incoming import tidy
from education.reading_in.report import Report
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.kit.waiting_file import forget_file, keep_file, kept_file

from .desk import WRITE

UNUSABLE = 422


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def bring(request: HttpRequest) -> HttpResponse:
    """Says what a file would become; nothing is stored yet."""
    actor = signed_in_actor(request)
    form = FileForm(sent(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form}
        return render(request, "education/desk/bring.html", context, status=status_of(form))
    file = form.cleaned_data["file"]
    raw, name = file.read(), tidy(file.name, 200)
    report = take_upload(actor=actor, raw=raw, name=name, dry_run=True)
    word = keep_file(actor.account_id, raw) if report.status != "refused" else ""
    return _told(request, report, word=word, name=name)


@only(Hat.EDITOR)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """The file that was just looked at."""
    actor, word = signed_in_actor(request), request.POST.get("word", "")
    raw = kept_file(actor.account_id, word)
    if raw is None:
        messages.info(request, _("The file is no longer here. Choose it once more."))
        return redirect("education:bring")
    name = tidy(request.POST.get("name"), 200)
    report = take_upload(actor=actor, raw=raw, name=name, dry_run=False)
    forget_file(actor.account_id, word)
    if report.status == "refused":
        return _told(request, report, word="", name=name)
    messages.success(request, _("Taken over. Every page is a draft and needs its checks."))
    if len(report.refs) == 1:
        return redirect("education:desk_page", report.refs[0])
    return redirect("education:desk" if report.refs else "education:sources")


def _told(request: HttpRequest, report: Report, *, word: str, name: str) -> HttpResponse:
    context = {
        "report": report,
        "groups": report.grouped(),
        "pages": report.in_words()[:200],
        "word": word,
        "name": name,
    }
    status = 200 if report.status != "refused" else UNUSABLE
    return render(request, "education/desk/bring_report.html", context, status=status)
