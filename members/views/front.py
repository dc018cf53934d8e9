"""The public front: who the organisation is, how to join, how to sign in, and its own texts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.queries.news import newest_news
from members.queries.organisation import OrganisationView, current_organisation, is_set_up
from po_platform.access.declare import public

from .first_run import first_run

ON_FRONT = 3  # news items


def _organisation() -> OrganisationView:
    return current_organisation(get_language() or "en")


@public
def front(request: HttpRequest) -> HttpResponse:
    """The organisation in its own words; on an empty installation the first run."""
    if not is_set_up():
        return first_run(request)
    return render(request, "members/front.html", {"news": newest_news(ON_FRONT)})


@public
def imprint(request: HttpRequest) -> HttpResponse:
    """Who is responsible."""
    return _page(request, _("Who we are"), _organisation().imprint)


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """How data is kept."""
    return _page(request, _("How we keep your data"), _organisation().privacy)


@public
def rules(request: HttpRequest) -> HttpResponse:
    """What everybody accepts when joining."""
    return _page(request, _("The rules of being together"), _organisation().rules)


def _page(request: HttpRequest, title: str, text: str) -> HttpResponse:
    return render(request, "members/own_words.html", {"title": title, "text": text})
