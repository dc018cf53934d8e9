"""Events as they are read: what comes, one of them, its calendar file, and saying that one comes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.actions import events as actions
from members.asking import actor_of, signed_in_actor
from members.calendar_file import Entry, calendar_file
from members.forms.events import ComeForm, WhyForm
from members.next_page import with_next
from members.office_rules import may_run_the_office
from members.queries import events as queries
from members.queries.event_shown import other_clock
from members.queries.organisation import current_organisation
from notifications.letters import absolute
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public_with_own, signed_in


@never_cache
@public_with_own
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """What comes, day by day, as far as the reader may know of it."""
    actor = actor_of(request)
    found, more = queries.events(actor=actor, after=_key(request))
    context = {
        "events": found,
        "more": more,
        "clock": other_clock(),
        "may_write": bool(may_run_the_office(actor)),
    }
    return render(request, "members/events/events.html", context)


@never_cache
@public_with_own
@require_safe
def event(request: HttpRequest, ref: UUID) -> HttpResponse:
    """When, where and what; and whether the reader comes."""
    try:
        shown = queries.event_page(actor=actor_of(request), ref=ref)
    except Http404:
        if isinstance(actor_of(request), SignedIn):
            raise
        # One for members and one that is not there look the same from outside.
        return redirect(with_next("members:sign_in", request.path))
    context = {
        "event": shown,
        "clock": other_clock(),
        "why": WhyForm(),
        "coming": ComeForm(),
    }
    return render(request, "members/events/event.html", context)


@never_cache
@public_with_own
@require_safe
def calendar(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The event as a file for somebody's own calendar."""
    row = queries.event_page(actor=actor_of(request), ref=ref).row
    entry = Entry(
        uid=f"{row.ref}@{request.get_host().split(':')[0]}",
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.over_at,
        version=row.version,
        made_at=row.made_at,
        place=row.place or row.phone or row.link,
        text=row.text,
        address=absolute(reverse("members:event", args=[row.ref])),
        cancelled=row.cancelled_at is not None or row.taken_off_at is not None,
    )
    maker = current_organisation(get_language() or "en").name
    response = HttpResponse(
        calendar_file(entry, maker=maker), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="event.ics"'
    return response


@signed_in(health=True)
@require_POST
def come(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She comes; or changes whether she is reminded."""
    reminds, told = (request.POST.get(name) == "on" for name in ("reminds", "told"))
    actor = signed_in_actor(request)
    try:
        actions.come_to_event(actor=actor, ref=ref, reminds=reminds, was_told=told)
        messages.success(request, _("Noted: you come."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("members:event", ref)


@signed_in(health=True)
@require_POST
def stay_away(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She does not come after all; the page offers to say it again."""
    actions.stay_away(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Noted: you do not come."))
    return redirect("members:my_events")


@never_cache
@signed_in(health=True)
@require_safe
def my_events(request: HttpRequest) -> HttpResponse:
    """Where the reader said that she comes, also what was called off."""
    found = queries.my_events(actor=signed_in_actor(request))
    context = {"events": found, "clock": other_clock()}
    return render(request, "members/events/mine.html", context)


def _key(request: HttpRequest) -> UUID | None:
    """The event a page goes on behind; what is no key is not there."""
    key = request.GET.get("after")
    if not key:
        return None
    try:
        return UUID(key)
    except ValueError:
        raise Http404 from None
