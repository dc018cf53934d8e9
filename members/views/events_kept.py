"""Events for whoever looks after them: the leads of a group, and the office for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions import events as actions
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.events import EventForm, WhyForm, initial_of_event
from members.models import Event, Group
from members.next_page import with_next
from members.queries import events as queries
from members.queries.event_shown import other_clock
from members.queries.group_people import led_group
from members.queries.groups import name_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in


@only(Hat.ADMINISTRATOR)
def new_event(request: HttpRequest) -> HttpResponse:
    """One more for everybody."""
    return _written(request, None)


@signed_in()
def new_group_event(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One more of a group the reader leads."""
    actor = signed_in_actor(request)
    group = led_group(actor=actor, ref=ref)
    if not actor.strong:
        return redirect(with_next("members:second_factor", request.path))
    return _written(request, group)


def _written(request: HttpRequest, group: Group | None) -> HttpResponse:
    actor, made = signed_in_actor(request), list[Event]()
    form = EventForm(sent(request), group=group)
    if form.is_valid() and attempt(
        form,
        lambda: made.append(actions.write_event(actor=actor, group=group, **form.values())),
    ):
        messages.success(request, _("It stands in the list now."))
        return redirect("members:event", made[0].ref)
    context = {"form": form, "event": None, "group": group, "group_name": _name(group)}
    return render(request, "members/events/edit.html", context, status=status_of(form))


@signed_in()
def change_event(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another day, place or text. Who said that they come are told, where it matters."""
    actor = signed_in_actor(request)
    if _needs_factor(request, ref):
        return redirect(with_next("members:second_factor", request.path))
    row = queries.kept_event(actor=actor, ref=ref)
    form = EventForm(sent(request), group=row.group, initial=initial_of_event(row))
    if form.is_valid() and attempt(
        form, lambda: actions.change_event(actor=actor, ref=ref, **form.values())
    ):
        messages.success(request, _("Saved."))
        return redirect("members:event", ref)
    context = {"form": form, "event": row, "group": row.group, "group_name": _name(row.group)}
    return render(request, "members/events/edit.html", context, status=status_of(form))


@signed_in()
@require_POST
def cancel_event(request: HttpRequest, ref: UUID) -> HttpResponse:
    """It does not take place, with the reason; or it does after all."""
    actor = signed_in_actor(request)
    if request.POST.get("cancelled") == "no":
        actions.cancel_event(actor=actor, ref=ref, cancelled=False)
        messages.success(request, _("It takes place. We tell those who said that they come."))
        return redirect("members:event", ref)
    form = WhyForm(request.POST)
    if not form.is_valid():
        context: dict[str, Any] = {
            "event": queries.event_page(actor=actor, ref=ref),
            "clock": other_clock(),
            "why": form,
            "form": form,
        }
        return render(request, "members/events/event.html", context, status=422)
    actions.cancel_event(actor=actor, ref=ref, cancelled=True, why=form.cleaned_data["why"])
    messages.success(request, _("Cancelled. We tell those who said that they come."))
    return redirect("members:event", ref)


@signed_in()
@require_POST
def take_off_event(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Out of the list at once, or back into it."""
    off = request.POST.get("off") != "no"
    actions.take_off_event(actor=signed_in_actor(request), ref=ref, off=off)
    messages.success(
        request,
        _("Off the list. You can put it back here.") if off else _("It stands in the list again."),
    )
    return redirect("members:event", ref)


@signed_in(health=True)
@require_safe
def event_people(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who comes, of those who know that they are shown; each look is kept."""
    actor = signed_in_actor(request)
    if _needs_factor(request, ref):
        return redirect(with_next("members:second_factor", request.path))
    named = queries.people_of_event(actor=actor, ref=ref)
    context = {"event": queries.event_page(actor=actor, ref=ref), "named": named}
    return render(request, "members/events/people.html", context)


def _needs_factor(request: HttpRequest, ref: UUID) -> bool:
    """Whether the reader leads the group and only has to show her second factor."""
    actor = signed_in_actor(request)
    return not actor.strong and queries.leads_event(actor=actor, ref=ref)


def _name(group: Group | None) -> str:
    return name_of(group) if group else ""
