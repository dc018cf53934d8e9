"""Error pages that help: what happened, what to do now, whom to call."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.queries.organisation import kept_organisation


def _answer(request: HttpRequest, status: int, words: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": words}, status=status)
    return render(request, f"{status}.html", {"words": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what arrived could not be read."""
    return _answer(request, 400, _("We could not read what your browser sent."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: visible, but not allowed; with the reason the rule gave."""
    return _answer(request, 403, str(exception) or _("You may not do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not yours; both look the same."""
    return _answer(request, 404, _("There is no such page."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; the page needs neither database nor session."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Something broke on our side."}, status=500)
    organisation = kept_organisation(get_language() or "en")
    page = get_template("500.html").render({"organisation": organisation})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key was missing or old; nothing was sent, going back keeps what was typed."""
    context: dict[str, Any] = {}
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("Send the CSRF token with this request.")}, status=403)
    return render(request, "csrf.html", context, status=403)
