"""Somebody's page in talk: the name others see, the topics she began, and what one can do."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums.person_cases import KIND
from forums.queries.people import person_shown, topics_begun
from forums.sight import sight_of
from forums.views.boards import older_url
from members.asking import signed_in_actor
from po_platform.access.declare import signed_in
from po_platform.kit.engines import not_for_engines


@signed_in(health=True)
@not_for_engines
@require_safe
def person(request: HttpRequest, ref: UUID) -> HttpResponse:
    """For members and who moderates; of who died it is kept as it was, and nothing is sent there."""
    sight = sight_of(signed_in_actor(request))
    found = person_shown(sight=sight, ref=ref)
    before = request.GET.get("before", "")
    page = topics_begun(sight=sight, person=found.row, before=before)
    lives = not (found.mine or found.in_memory)
    context = {
        "person": found,
        "page": page,
        "older_url": older_url(page),
        "newer_url": "?" if before else "",
        "may_message": lives and sight.belongs and not found.left and not found.ignored,
        "may_report": lives,
        "may_remember": found.in_memory and sight.moderates and found.remembered is None,
        "may_look": lives and sight.moderates,
        "may_take_off": bool(found.picture) and sight.moderates and not found.mine,
        "kind": KIND,
    }
    return render(request, "forums/person.html", context)
