"""Members who read a programme before others begin it: offered, closed, what they said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from education.actions.involving import take_thanks_off
from education.actions.programme_panel import close_programme_offer, offer_programme
from education.forms.involving import OfferForm, ReaderForm
from education.queries.involving import call_of_programme, readers_of_programme
from education.queries.programme_desk import programme_desk
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only

from .desk import WRITE


@only(Hat.EDITOR, Hat.REVIEWER)
@require_http_methods(WRITE)
def readers(request: HttpRequest, ref: UUID) -> HttpResponse:
    """For how many it is, and what was said; names nobody who does not want it."""
    actor = signed_in_actor(request)
    found = programme_desk(actor=actor, ref=ref)
    done = _pressed(request, actor, ref)
    if done:
        messages.success(request, done)
        return redirect("education:programme_readers", ref)
    call = call_of_programme(found.draft)
    form = OfferForm(sent(request), initial={"wanted": call.wanted if call else 5})
    if form.is_valid() and attempt(
        form, lambda: offer_programme(actor=actor, ref=ref, wanted=form.cleaned_data["wanted"])
    ):
        messages.success(request, _("Offered. You are told about each answer."))
        return redirect("education:programme_readers", ref)
    context = {
        "found": found,
        "call": call,
        "form": form,
        "readers": readers_of_programme(found.programme),
    }
    return render(request, "education/desk/programme_readers.html", context, status=status_of(form))


def _pressed(request: HttpRequest, actor: SignedIn, ref: UUID) -> str:
    """What one of the smaller buttons did, in words; '' for none of them."""
    if request.POST.get("do") == "close":
        close_programme_offer(actor=actor, ref=ref)
        return _("Nobody more is asked. What was said stays here.")
    reader = ReaderForm(request.POST)
    if request.POST.get("do") == "name-off" and reader.is_valid():
        take_thanks_off(actor=actor, ref=ref, reader=reader.cleaned_data["reader"])
        return _("The name does not stand on the page. What was said stays.")
    return ""
