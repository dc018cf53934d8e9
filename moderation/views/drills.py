"""Drills of the crisis lane: begin one, who was reached, stop it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import signed_in_actor
from moderation.actions import drilling as actions
from moderation.drill_times import minutes
from moderation.queries import drills as queries
from moderation.queries.reveals import contact_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

LARGEST = 2**62


@only(Hat.MODERATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def drills(request: HttpRequest) -> HttpResponse:
    """What was practised; whoever is named for the lane begins another."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        try:
            with transaction.atomic():
                row = actions.begin_drill(actor=actor)
            messages.success(request, _("It has begun. People are called now."))
            return redirect("moderation:drill", row.pk)
        except PermissionDenied as refused:
            messages.warning(request, str(refused))
            return redirect("moderation:drills")
    context = {
        "drills": queries.drills(actor=actor),
        "may_begin": contact_of(actor.person_id) is not None and queries.running() is None,
    }
    return render(request, "moderation/drills.html", context)


@only(Hat.MODERATOR, health=True)
@require_safe
def drill(request: HttpRequest, number: int) -> HttpResponse:
    """Who was reached, after how long."""
    actor = signed_in_actor(request)
    page = queries.drill_page(actor=actor, number=min(number, LARGEST))
    people = [
        (one, name, minutes(one.after) if one.after is not None else None)
        for one, name in page.people
    ]
    context = {
        "page": page,
        "people": people,
        "lasted": minutes(page.row.ended_at - page.row.at) if page.row.ended_at else None,
        "may_stop": page.row.ended_at is None and contact_of(actor.person_id) is not None,
    }
    return render(request, "moderation/drill.html", context)


@only(Hat.MODERATOR, health=True)
@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """It ends without an outcome."""
    actor, number = signed_in_actor(request), min(number, LARGEST)
    try:
        with transaction.atomic():
            actions.stop_drill(actor=actor, number=number)
        messages.success(request, _("The drill is over."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("moderation:drill", number)
