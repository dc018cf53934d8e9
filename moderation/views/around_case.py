"""Around a case: left to others, a colleague asked, a note, and what to do where somebody is in danger."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.asking import signed_in_actor
from moderation.actions import claiming, crisis
from moderation.drill_case import DRILL
from moderation.duty_forms import TriageForm
from moderation.forms import NoteForm
from moderation.rules import HANDLERS
from po_platform.access.declare import only


@only(*HANDLERS, health=True)
@require_POST
def leave(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Back for the others; or not today, without a reason."""
    not_today = request.POST.get("when") == "not_today"
    claiming.leave_case(actor=signed_in_actor(request), ref=ref, not_today=not_today)
    messages.success(
        request,
        _("It is not on your list any more today. Others look at it.")
        if not_today
        else _("It is free again."),
    )
    return redirect("moderation:queue")


@only(*HANDLERS, health=True)
@require_POST
def ask_lead(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Whoever leads on safety is asked to look."""
    try:
        with transaction.atomic():
            claiming.raise_case(actor=signed_in_actor(request), ref=ref)
        messages.success(request, _("Asked. The case is free for whoever leads on safety."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
        return redirect("moderation:case", ref)
    return redirect("moderation:queue")


@only(*HANDLERS, health=True)
@require_POST
def note(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A note for the other moderators."""
    form = NoteForm(request.POST)
    if form.is_valid():
        claiming.add_note(actor=signed_in_actor(request), ref=ref, text=form.cleaned_data["text"])
        messages.success(request, _("Kept for the other moderators."))
    else:
        messages.warning(request, _("Write the note first, up to 1,000 characters."))
    return redirect("moderation:case", ref)


@only(*HANDLERS, health=True)
@require_POST
def look_now(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She reads it now; nobody else is called for an hour."""
    crisis.look_now(actor=signed_in_actor(request), ref=ref)
    return redirect("moderation:case", ref)


@only(*HANDLERS, health=True)
@require_POST
def triage(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What she reads in worrying words; the next steps follow on the same page."""
    form = TriageForm(request.POST)
    if form.is_valid():
        case = crisis.triage_case(
            actor=signed_in_actor(request), ref=ref, triage=form.cleaned_data["triage"]
        )
        if case.kind == DRILL:
            messages.success(request, _("Thank you. With that the drill is over."))
            return redirect("moderation:drill", case.drill.pk)
    else:
        messages.warning(request, _("Choose what you read in it. You can change it later."))
    return redirect("moderation:case", ref)
