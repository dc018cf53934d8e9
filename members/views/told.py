"""Somebody tells us that a member has died: a short form, and a person calls."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from members.actions.told import tell_of_a_death
from members.asking import actor_of, sent
from members.attempts import status_of
from members.call_secrets import figures_of
from members.forms.ending import TidingsForm
from members.limits import count_try, patient
from members.queries.calls import promised_days
from po_platform.access.declare import public


@public
@never_cache
@patient
def told(request: HttpRequest) -> HttpResponse:
    """Three lines to fill in; nothing changes before somebody of the office has talked to them."""
    form = TidingsForm(sent(request), initial={"language": get_language() or "en"})
    if form.is_valid():
        count_try(request, "ask_call", figures_of(form.cleaned_data["number"]))
        count_try(request, "ask_call_visitors", "all")
        code = tell_of_a_death(actor=actor_of(request), tidings=form.tidings())
        return redirect("members:call_wish", code)
    context = {"form": form, "days": promised_days()}
    return render(request, "members/calls/told.html", context, status=status_of(form))
