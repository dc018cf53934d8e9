"""The link in a mail that stops mails, and the demo's page of sent mails."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from po_platform.access.declare import public

from .actions import opt_in, opt_out
from .kinds import groups
from .queries import kept_mails
from .tokens import read_stop_token

PER_PAGE = 50


@public
@csrf_exempt  # the signed word is the proof; mail programs post it without a cookie (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, POST stops the e-mails, POST with act=again takes it back."""
    asked = read_stop_token(token)
    if asked is None:
        return render(request, "notifications/stop_unknown.html", status=404)
    state = "asked"
    if request.method == "POST":
        again = request.POST.get("act") == "again"
        change = opt_in if again else opt_out
        change(person_id=asked.person_id, groups=asked.groups)
        state = "again" if again else "stopped"
    labels = [group.label for group in groups() if group.name in asked.groups]
    return render(request, "notifications/stop.html", {"state": state, "labels": labels})


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404


@public
@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """Every mail the demo would have sent, newest first."""
    _demo_only()
    page = Paginator(kept_mails(), PER_PAGE).get_page(request.GET.get("page"))
    newer = f"?page={page.previous_page_number()}" if page.has_previous() else ""
    older = f"?page={page.next_page_number()}" if page.has_next() else ""
    words = {"page": page, "newer_url": newer, "older_url": older}
    return render(request, "notifications/mails.html", words)


@public
@require_GET
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: as plain text, and the source of its HTML."""
    _demo_only()
    return render(
        request, "notifications/mail.html", {"mail": get_object_or_404(kept_mails(), pk=number)}
    )
