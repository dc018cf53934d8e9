"""A moderator's own hours in her own calendar: the secret address is made, ended, and asked."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.asking import signed_in_actor
from members.calendar_file import Entry, calendar_of
from moderation.actions.duty import end_feed, make_feed
from moderation.queries.feed import hours_behind
from moderation.rules import HANDLERS
from po_platform.access.declare import by_code, only


@only(*HANDLERS, health=True)
@never_cache
@require_POST
def my_feed(request: HttpRequest) -> HttpResponse:
    """A new address stands on the answer to the press and nowhere else."""
    actor = signed_in_actor(request)
    if request.POST.get("do") == "end":
        end_feed(actor=actor)
        messages.success(request, _("Your calendar finds nothing there any more."))
        return redirect("moderation:for_you")
    path = reverse("moderation:feed", args=[make_feed(actor=actor)])
    return render(request, "moderation/feed_made.html", {"address": settings.BASE_URL + path})


@by_code
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Her hours and nobody else's, in words that say nothing about us.

    Calendars of many people ask from one address, so tries are not counted; nobody guesses 256 bits.
    """
    found = hours_behind(secret)
    if found is None:
        raise Http404
    host = urlsplit(settings.BASE_URL).hostname or "portal"
    with override(found.language or settings.LANGUAGE_CODE):
        title, now = _("On duty"), timezone.now()
        entries = [
            Entry(f"duty-{one.pk}@{host}", title, one.starts_at, one.ends_at, 0, now)
            for one in found.shifts
        ]
    return HttpResponse(
        calendar_of(entries, maker=host), content_type="text/calendar; charset=utf-8"
    )
