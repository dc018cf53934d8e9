"""What the organisation only offers: a member reads it, and begins it herself or not."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in
from proms.actions.taking_part import change_for_everybody, take_part
from proms.models import Schedule
from proms.queries.offers import offers
from proms.queries.schedules import rhythm_of
from proms.readers import who_will_see
from proms.schedule_forms import ChangeForm


@signed_in(health=True)
@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """What can be begun, how long it takes, and who will see the answers."""
    actor = signed_in_actor(request)
    context = {"rows": offers(actor=actor), "readers": who_will_see(actor)}
    return render(request, "proms/schedules/offered.html", context)


@signed_in(health=True)
@require_POST
def begin(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She takes part from now on."""
    held = take_part(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("You take part. It comes on its day; you can leave on any day."))
    return redirect("proms:schedule", held.ref)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Days, reminders and the end of a plan, for windows to come."""
    found = get_object_or_404(
        Schedule, ref=ref, meant_for=Schedule.For.EVERYBODY, ended_at__isnull=True
    )
    form = ChangeForm(sent(request), schedule=found)
    if form.is_valid():
        actor = signed_in_actor(request)
        change_for_everybody(actor=actor, schedule=found, changed=form.changed())
        messages.success(request, _("Saved. It holds for what opens from now on."))
        return redirect("proms:schedules_for_everybody")
    context = {"form": form, "rhythm": rhythm_of(found), "visits": found.anchor == "visit"}
    return render(request, "proms/schedules/change.html", context, status=status_of(form))
