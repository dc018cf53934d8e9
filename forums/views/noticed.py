"""What happened for the reader: one page for answers, names, what she follows, messages, decisions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forums.on_start_pages import returned_waiting
from forums.queries.noticed import noticed, wrote_to_me
from forums.sight import sight_of
from members.asking import signed_in_actor
from moderation.on_start_pages import decision_waiting, words_waiting
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """By topic, newest first; before them what moderators and other members want of her."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    before = request.GET.get("before", "")
    page = noticed(sight=sight, before=before)
    if before and not page.lines:  # she has read what stood there: the first page says what waits
        return redirect("forums:notices")
    of_team = [*returned_waiting(actor), *words_waiting(actor), *decision_waiting(actor)]
    context = {
        "page": page,
        "of_team": [] if before else of_team,
        "wrote": [] if before else wrote_to_me(actor=actor, sight=sight),
        "older_url": f"?{urlencode({'before': page.older})}" if page.older else "",
        "newer_url": "?" if before else "",
    }
    return render(request, "forums/notices.html", context)
