"""While a title is typed: a few topics that may answer it already."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from forums.forms import TitleForm
from forums.queries.boards import board_row
from forums.queries.topics import topics_alike
from forums.rules import may_start_topic
from forums.sight import sight_of
from members.asking import signed_in_actor
from members.limits import count_try, patient
from po_platform.access.declare import signed_in
from po_platform.access.refusals import demand

FEW = 3


@signed_in(health=True)
@patient
@require_POST
def alike(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Part of the first step of a new topic; 204 where there is nothing to show.

    Sent, not asked for: what somebody types stands in no address. Nothing of it is kept.
    """
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    board = board_row(sight=sight, ref=ref)
    choices = sight.choices(board)
    demand(may_start_topic(sight, board, choices[0] if choices else ""))
    typed = TitleForm(request.POST)
    if not typed.is_valid():
        return HttpResponse(status=204)
    count_try(request, "topics_alike", str(actor.account_id))
    found = topics_alike(sight=sight, title=typed.cleaned_data["title"])[:FEW]
    if not found:
        return HttpResponse(status=204)
    return render(request, "forums/_alike.html", {"topics": found})
