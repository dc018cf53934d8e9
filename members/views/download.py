"""Taking everything along: the way in, how far it is, and the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from files.actions.jobs import cancel_job
from files.progress import looking_again
from files.queries import open_job
from members.actions.download import start_download
from members.asking import signed_in_actor
from members.own_data_rules import DOWNLOAD_LASTS
from members.queries.download import DOWNLOAD, download_of
from po_platform.access.declare import signed_in


@signed_in(health=True, fresh=True)
def download(request: HttpRequest) -> HttpResponse:
    """Asks for it, waits for it, gives it; the page looks again by itself while it is made."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        start_download(actor=actor)
        return redirect("members:download")
    found = download_of(actor=actor)
    context = {"download": found, "days": DOWNLOAD_LASTS.days}
    return looking_again(render(request, "members/me/download.html", context), found.job)


@signed_in(health=True)
@require_POST
def cancel_download(request: HttpRequest) -> HttpResponse:
    """Stops it; nothing of it is left."""
    actor = signed_in_actor(request)
    job = open_job(actor=actor, kind=DOWNLOAD)
    if job is not None:
        cancel_job(actor=actor, ref=job.ref)
        messages.success(request, _("Stopped. Nothing of it is left."))
    return redirect("members:download")
