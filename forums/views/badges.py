"""For the office: what stands beside somebody's name in talk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.actions import badges as actions
from forums.queries import badges as queries
from forums.watching_forms import BadgeForm
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def badges(request: HttpRequest) -> HttpResponse:
    """Who has one, and one more."""
    actor = signed_in_actor(request)
    form = BadgeForm(sent(request))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: actions.give_badge(actor=actor, person=given["member"], kind=given["kind"]),
        ):
            messages.success(request, _("Done. It stands beside the name from now on."))
            return redirect("forums:badges")
    context = {"form": form, "badges": queries.badges(actor=actor)}
    return render(request, "forums/office/badges.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
@require_POST
def take_away(request: HttpRequest, ref: UUID) -> HttpResponse:
    """It no longer stands beside the name."""
    actions.take_badge_away(actor=signed_in_actor(request), person=ref)
    messages.success(request, _("Taken away. Nothing stands beside the name any more."))
    return redirect("forums:badges")
