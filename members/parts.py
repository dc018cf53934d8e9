"""Whole parts of the portal can be switched off: then no word of a menu, no mail and no page is left.

What is off is one column of the organisation's row, which every page has at hand for a few seconds
anyway. Nothing is deleted: a part that is switched on again is as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .purposes import Words
from .queries.organisation import current_organisation

Respond = Callable[[HttpRequest], HttpResponse]
# App → what people call it. The app's name is also that of its addresses, mails and jobs.
PARTS: dict[str, Words] = {
    "forums": _("Talk"),
    "education": _("Health pages"),
    "proms": _("Questionnaires"),
    "registry": _("Registries"),
}


def parts_off() -> frozenset[str]:
    """The apps that are switched off; asks the database once in a few seconds."""
    return current_organisation(get_language() or "en").parts_off


@cache
def _app_of(url: str) -> str:
    try:
        return resolve(url.split("?")[0].split("#")[0]).app_name
    except Resolver404:
        return ""


def is_on(url: str) -> bool:
    """Whether an address of ours leads anywhere now."""
    off = parts_off()
    return not off or _app_of(url) not in off


def speaks(provider: Callable[..., Any]) -> bool:
    """Whether what an app says on pages of others is to be asked for now."""
    off = parts_off()
    return not off or provider.__module__.split(".")[0] not in off


class PartsOff:
    """Before the door: nobody is asked to sign in for something that is not there."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        match = request.resolver_match
        if match is not None and match.app_name in PARTS and match.app_name in parts_off():
            raise Http404
