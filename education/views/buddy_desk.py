"""Buddies from behind: what to read before others do, and numbers. Nobody reads what buddies write."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.actions.buddies import check_offer
from education.forms.examples import CheckExampleForm
from education.private_words import private_in
from education.queries import buddy_desk as queries
from education.queries.guiding import leads
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

WRITE = ("GET", "HEAD", "POST")


@only(Hat.GUIDE, Hat.ADMINISTRATOR, health=True)
@require_safe
def buddy_desk(request: HttpRequest) -> HttpResponse:
    """For who looks after the guides what waits to be read; for her and the office numbers."""
    actor = signed_in_actor(request)
    figures, dates = queries.figures(actor=actor)
    found = queries.offers_to_check(actor=actor)
    context = {
        "new": [one for one in found if one.is_new],
        "shown": [one for one in found if not one.is_new],
        "figures": figures,
        "dates": dates,
        "leads": leads(actor),
    }
    return render(request, "education/buddies/desk.html", context)


@only(Hat.GUIDE, health=True)
@require_http_methods(WRITE)
def buddy_offer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One of them: shown, not shown, taken off."""
    actor = signed_in_actor(request)
    found = queries.offer_to_check(actor=actor, ref=ref)
    form = CheckExampleForm(sent(request), stood=found.state)
    if form.is_valid() and attempt(
        form, lambda: check_offer(actor=actor, ref=ref, **form.cleaned_data)
    ):
        shown = form.cleaned_data["verdict"] == "shown"
        messages.success(
            request, _("Others read it now.") if shown else _("Others do not read it.")
        )
        return redirect("education:buddy_desk")
    context = {"found": found, "form": form, "private": private_in(found.words)}
    return render(request, "education/buddies/check.html", context, status=status_of(form))
