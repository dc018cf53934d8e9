"""For moderators: a topic kept in order. Decisions about posts are taken in cases."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.actions.deciding import keep_topic
from members.asking import signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.MODERATOR, health=True)
@require_POST
def keep(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Pinned or not, open to answers or not."""
    keep_topic(
        actor=signed_in_actor(request),
        topic=ref,
        pinned=request.POST.get("pinned") == "yes",
        locked=request.POST.get("locked") == "yes",
        pause=_number(request.POST.get("pause", "")),
    )
    messages.success(request, _("Saved."))
    return redirect("forums:topic", ref)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
