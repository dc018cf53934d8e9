"""The rota with its gaps, a moderator's own hours, the note for the next one, whom to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import duty as actions
from moderation.actions.crisis import look_in_again
from moderation.duty_forms import ContactForm, HandOverForm, ShiftForm
from moderation.models import SafetyContact
from moderation.queries import duty as queries
from moderation.rules import HANDLERS, is_of_whole_team
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only

ACTS: dict[str, Callable[..., object]] = {
    "give_up": actions.give_up_shift,
    "ask": actions.ask_for_somebody,
    "keep": actions.keep_hours,
    "take": actions.take_over,
}
DONE = {
    "give_up": gettext_lazy("These hours are free again."),
    "ask": gettext_lazy("Asked. They are your hours until a colleague takes them."),
    "keep": gettext_lazy("They stay your hours."),
    "take": gettext_lazy("Thank you. These hours are yours now."),
}


@only(*HANDLERS, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def rota(request: HttpRequest) -> HttpResponse:
    """A week of hours; taking some."""
    actor = signed_in_actor(request)
    form = ShiftForm(sent(request), initial={"day": timezone.localdate()})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        starts, ends = (
            timezone.make_aware(datetime.combine(given["day"], given[name]))
            for name in ("begins", "ends")
        )
        if attempt(form, lambda: actions.take_shift(actor=actor, starts_at=starts, ends_at=ends)):
            messages.success(
                request, _("Thank you. These hours are yours; give them up at any time.")
            )
            return redirect("moderation:rota")
    context = {**_shown(actor), "form": form, "whole_team": is_of_whole_team(actor)}
    return render(request, "moderation/rota.html", context, status=status_of(form))


def _shown(actor: SignedIn) -> dict[str, Any]:
    named = queries.contacts()
    return {
        "rota": queries.rota(actor=actor),
        "hand_over": HandOverForm(),
        "contacts": [(step.label, named.get(step, "")) for step in SafetyContact.Step],
    }


@only(*HANDLERS, health=True)
@require_POST
def shift(request: HttpRequest, number: int) -> HttpResponse:
    """Her own hours: given up, asked about, or with a note for the next one; a colleague's: taken."""
    actor = signed_in_actor(request)
    act, number = request.POST.get("do", ""), min(number, 2**62)
    try:
        with transaction.atomic():
            if act in DONE:
                ACTS[act](actor=actor, number=number)
            else:
                note = request.POST.get("note", "").replace("\r\n", "\n")  # as the page counts them
                form = HandOverForm({"note": note})
                if not form.is_valid():
                    raise PermissionDenied(
                        _("This note is too long. Make it shorter and send it again.")
                    )
                actions.leave_note(actor=actor, number=number, note=form.cleaned_data["note"])
        messages.success(request, DONE.get(act, _("The next one reads it above the queue.")))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("moderation:rota")


@only(Hat.MODERATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """Whom the crisis lane calls, step by step."""
    actor = signed_in_actor(request)
    form = ContactForm(sent(request), people=queries.who_moderates(actor=actor))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: actions.name_contact(
                actor=actor, step=given["step"], person_id=int(given["person"])
            ),
        ):
            messages.success(request, _("Saved."))
            return redirect("moderation:contacts")
    context = {**_shown(actor), "form": form}
    return render(request, "moderation/contacts.html", context, status=status_of(form))


@only(*HANDLERS, health=True)
@require_POST
def followed(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody looked in again."""
    try:
        with transaction.atomic():
            look_in_again(actor=signed_in_actor(request), number=min(number, 2**62))
        messages.success(request, _("Written into the case."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("moderation:queue")
