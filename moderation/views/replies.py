"""Texts of the team: the list, a new one, a change, putting one away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import status_of
from moderation.actions.replies import put_reply_away, save_reply
from moderation.queries.replies import reply_to_change, saved_replies
from moderation.reply_forms import ReplyTextForm
from po_platform.access.actor import Hat
from po_platform.access.declare import only

LARGEST = 2**62


@only(Hat.MODERATOR)
@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """All of them, those put away last."""
    rows = saved_replies(actor=signed_in_actor(request))
    return render(request, "moderation/replies.html", {"replies": rows})


@only(Hat.MODERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new text, or one that is changed."""
    actor = signed_in_actor(request)
    first: dict[str, Any] = {}
    if number is not None:
        row = reply_to_change(actor=actor, number=min(number, LARGEST))
        for name in ReplyTextForm.in_languages:
            first |= {f"{name}_{code}": text for code, text in getattr(row, name).items()}
        first |= {"use": row.use, "triage": row.triage, "read": row.triage and not row.unread}
    form = ReplyTextForm(sent(request), initial=first)
    if form.is_bound and form.is_valid():
        texts = {name: form.texts(name) for name in form.in_languages}
        save_reply(
            actor=actor, number=number, title=texts["title"], text=texts["text"],
            use=form.cleaned_data["use"], triage=form.cleaned_data["triage"],
            read=form.cleaned_data["read"],
        )  # fmt: skip
        messages.success(request, _("Saved. All moderators find it at their cases."))
        return redirect("moderation:replies")
    context = {"form": form, "is_new": number is None}
    return render(request, "moderation/reply.html", context, status=status_of(form))


@only(Hat.MODERATOR)
@require_POST
def put_away(request: HttpRequest, number: int) -> HttpResponse:
    """No longer offered, or offered again."""
    away = request.POST.get("away") != "no"
    put_reply_away(actor=signed_in_actor(request), number=min(number, LARGEST), away=away)
    messages.success(request, _("Put away. You can bring it back here.") if away else _("Back."))
    return redirect("moderation:replies")
