""" "Call me back": the form at the foot of every page, what we promise, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members.actions.calls import ask_for_call, withdraw_call_by_code, withdraw_my_call
from members.asking import actor_of, sent
from members.attempts import status_of
from members.call_secrets import figures_of
from members.forms.calls import CallMeForm
from members.limits import count_try, patient
from members.models import CallRequest
from members.queries.calls import Wish, my_open_call, promised_days, wish_behind
from members.queries.identity import identity_of
from po_platform.access.actor import Actor, SignedIn, Tick
from po_platform.access.declare import by_code, helpers_too, public_with_own


@helpers_too(Tick.ARRANGE)
@public_with_own
@never_cache
@patient
def call_me(request: HttpRequest) -> HttpResponse:
    """The form; for a member who asked already, what we promised her and how to take it back."""
    actor = actor_of(request)
    own = my_open_call(actor=actor)
    if own is not None:
        return _already(request, own)
    form = CallMeForm(sent(request), initial=_known(request, actor))
    if form.is_valid():
        _count(request, actor, form.cleaned_data["number"])
        code = ask_for_call(actor=actor, wish=form.wish())
        return redirect("members:call_wish", code) if code else redirect("members:call_me")
    context = {"form": form, "days": promised_days()}
    return render(request, "members/calls/ask.html", context, status=status_of(form))


def _already(request: HttpRequest, own: CallRequest) -> HttpResponse:
    """Two presses of the button are one wish: the second lands here too."""
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_my_call(actor=actor_of(request))
        messages.success(request, _("We do not call you. Your name and number are gone here."))
        return redirect("members:start")
    wish = Wish(own.about, own.suits, own.language, own.asked_at, own.promised_on, own.state)
    return render(request, "members/calls/promised.html", {"wish": wish, "own": True})


def _known(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Her own name and number, if she gave us them; never somebody else's."""
    about = request.GET.get("about", "")
    first: dict[str, Any] = {"language": get_language() or "en"}
    if about in CallRequest.About.values:
        first["about"] = about
    if isinstance(actor, SignedIn) and actor.helping:
        first["name"] = actor.helping.name
    elif isinstance(actor, SignedIn):
        known = identity_of(actor=actor, person_id=actor.person_id)
        first |= {"name": known.real_name or actor.display_name, "number": known.phone}
    return first


def _count(request: HttpRequest, actor: Actor, number: str) -> None:
    count_try(request, "ask_call", figures_of(number))
    if not isinstance(actor, SignedIn):
        count_try(request, "ask_call_visitors", "all")


@by_code
@never_cache
def call_wish(request: HttpRequest, code: str) -> HttpResponse:
    """By when somebody calls, for whoever holds the address of her wish; and taking it back."""
    wish = wish_behind(code)
    if wish is None:
        return render(request, "members/calls/gone.html", status=410)
    if request.method == "POST":
        if withdraw_call_by_code(actor=actor_of(request), code=code):
            messages.success(request, _("We do not call you. Your name and number are gone here."))
        return redirect("members:call_wish", code)
    return render(request, "members/calls/promised.html", {"wish": wish, "own": False})
