"""The moderators' desk: one queue, and what was decided last."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from members.asking import signed_in_actor
from members.queries.office import waiting_joiners
from members.work_table import work_table
from moderation.actions.opening import look_at
from moderation.on_start_pages import work_line
from moderation.queries.duty import follow_ups, last_note
from moderation.queries.exposure import rest_prompt
from moderation.queries.lead import leads
from moderation.queries.queue import MANY, done_lately
from moderation.queries.queue import queue as queue_of
from moderation.queries.reveals import waiting_reviews
from moderation.queries.training import not_ready
from moderation.queries.words import answers_waiting
from moderation.rules import HANDLERS, is_of_whole_team
from po_platform.access.declare import only
from po_platform.kit.spoken import numeral


@only(*HANDLERS, health=True)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Someone in danger first, then the oldest risk; nothing of what was written."""
    actor, after = signed_in_actor(request), request.GET.get("after", "")
    whole_team = is_of_whole_team(actor)
    found = queue_of(actor=actor, after=after)
    danger = [one for one in found.lines if one.in_danger]
    rest = [work_line(one) for one in found.lines if not one.in_danger]
    context: dict[str, Any] = {
        "whole_team": whole_team,
        "danger": [(work_line(one), one) for one in danger],
        "work": work_table(rest),
        "left_out": _not_shown(found.left_out),
        "unready": not_ready(actor=actor),
        "leads": leads(actor),
        "rest": None if after else rest_prompt(actor=actor),
        "note": None if after or not whole_team else last_note(actor=actor),
        "joiners": 0 if after else waiting_joiners(actor=actor).count(),  # for who may decide
        "reviews": [] if after or not whole_team else waiting_reviews(actor=actor),
        "now": timezone.now(),
        "answers": [] if after else answers_waiting(actor=actor),
        "follow_ups": [] if after else follow_ups(actor=actor),
        "later_url": f"?{urlencode({'after': found.later})}" if found.later else "",
        "first_url": "?" if after else "",
    }
    return render(request, "moderation/queue.html", context)


def _not_shown(count: int) -> str:
    """How many wait that she is not given, '' for none; never what they are."""
    if not count:
        return ""
    if count > MANY:
        return _("More than %(n)s cases are not shown to you.") % {"n": numeral(MANY)}
    words = ngettext("%(n)s case is not shown to you.", "%(n)s cases are not shown to you.", count)
    return words % {"n": numeral(count)}


@only(*HANDLERS, health=True)
@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    """The last twenty; a decision is undone on its page."""
    found = done_lately(actor=signed_in_actor(request))
    rows = [work_line(one, next_step=_("See it, or undo it")) for one in found]
    work = work_table(rows, first_waits=False)
    return render(request, "moderation/decided.html", {"work": work})


@only(*HANDLERS, health=True)
@require_POST
def look(request: HttpRequest, kind: str, ref: UUID) -> HttpResponse:
    """A moderator wants to look at something nobody reported."""
    case = look_at(actor=signed_in_actor(request), kind=kind, ref=ref)
    return redirect("moderation:case", case.ref)
