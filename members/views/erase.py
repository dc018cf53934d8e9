"""Leaving for good: what goes and what stays, asked twice, and seven days to change one's mind."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.actions.erase import request_erase, stop_erase
from members.asking import signed_in_actor
from members.own_data_rules import SECOND_THOUGHTS
from members.queries.erase import farewell_of, open_wish
from members.queries.erase_office import prepared_of
from po_platform.access.declare import signed_in


@signed_in(health=True, fresh=True)
def erase(request: HttpRequest) -> HttpResponse:
    """Shows exactly what goes; the first press asks once more, the second one is the wish."""
    actor = signed_in_actor(request)
    if open_wish(person_id=actor.person_id) is not None:
        return redirect("members:keep_data")
    step = request.POST.get("step", "")
    if step == "erase":
        request_erase(actor=actor, person_id=actor.person_id)
        return redirect("members:keep_data")
    days = SECOND_THOUGHTS.days
    if step == "sure":
        return render(request, "members/me/erase_sure.html", {"days": days})
    context = {"farewell": farewell_of(actor=actor), "days": days}
    return render(request, "members/me/erase.html", context)


@signed_in()
def keep(request: HttpRequest) -> HttpResponse:
    """The day on which everything goes, or what the office prepared, and the press that keeps it."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        if stop_erase(actor=actor, person_id=actor.person_id):
            messages.success(request, _("Nothing is erased. Everything is as it was."))
        return redirect("members:me")
    wish = open_wish(person_id=actor.person_id)
    prepared = prepared_of(actor.person_id)
    if wish is None and prepared is None:
        return redirect("members:me")
    return render(request, "members/me/erase_waits.html", {"wish": wish, "prepared": prepared})
