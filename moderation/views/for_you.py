"""A moderator's own page: what she is not given, and what she looked at. Nobody else sees any of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from members.attempts import status_of
from moderation.actions.duty import say_number
from moderation.actions.team import arrange_desk, say_rested
from moderation.duty_forms import NumberForm
from moderation.queries.avoided import kinds_to_choose, my_avoided, themes
from moderation.queries.duty import my_number as my_number_now
from moderation.queries.exposure import care, my_exposure, pictures_open
from moderation.queries.feed import my_feed
from moderation.queries.training import newest_training
from moderation.rules import HANDLERS
from moderation.team_forms import WishesForm
from moderation.team_words import exposure_words
from po_platform.access.declare import only


@only(*HANDLERS, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def for_you(request: HttpRequest) -> HttpResponse:
    """Kinds of cases she would rather not be given, and how her desk is."""
    actor = signed_in_actor(request)
    first = {
        "kinds": sorted(my_avoided(actor=actor)),
        "pictures_open": pictures_open(actor=actor),
    }
    form = WishesForm(sent(request), kinds=kinds_to_choose(), initial=first)
    if form.is_bound and form.is_valid():
        arrange_desk(actor=actor, **form.cleaned_data)
        messages.success(request, _("Saved. It is so from now on."))
        return redirect("moderation:for_you")
    names = {row.pk: name for row, name in themes()}
    context: dict[str, Any] = {
        "form": form,
        "exposure": exposure_words(my_exposure(actor=actor), names),
        "care": care(),
        "training": newest_training(),
        "feed": my_feed(actor=actor),
        "calls_out": bool(settings.CALL_URL),
        "number_form": NumberForm(initial={"number": my_number_now(actor=actor)}),
    }
    return render(request, "moderation/for_you.html", context, status=status_of(form))


@only(*HANDLERS, health=True)
@require_POST
def my_number(request: HttpRequest) -> HttpResponse:
    """Where she is called; nothing typed takes it away."""
    form = NumberForm(request.POST)
    if not form.is_valid():
        messages.warning(request, str(form.errors["number"][0]))
        return redirect("moderation:for_you")
    number = form.cleaned_data["number"]
    say_number(actor=signed_in_actor(request), number=number)
    messages.success(request, _("Saved. It is so from now on.") if number else _("Taken away."))
    return redirect("moderation:for_you")


@only(*HANDLERS, health=True)
@require_POST
def rested_now(request: HttpRequest) -> HttpResponse:
    """The word above the queue is gone until the next hard case."""
    given = request.POST.get("last", "")
    if given.isascii() and given.isdecimal() and len(given) < 18:
        say_rested(actor=signed_in_actor(request), last=int(given))
    return redirect("moderation:queue")
