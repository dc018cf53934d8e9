"""A question about a page: to her guide, or to others in the forum; who reads it is said first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from education.asking import ask_places
from education.queries.asking import asked_page, my_guides
from members.asking import signed_in_actor
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_safe
def ask_about(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom she can ask. Nothing is written here."""
    article = asked_page(slug)
    if article is None:
        raise Http404
    actor = signed_in_actor(request)
    context = {
        "article": article,
        "guides": my_guides(actor=actor),
        "places": ask_places(actor),
        "about": urlencode({"about": article.slug}),
    }
    return render(request, "education/ask_about.html", context)
