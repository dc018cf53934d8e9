"""The moderators' pages until cases take over: what is held, one decision, a topic kept in order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.actions.deciding import decide_post, keep_topic
from forums.forms import DecideForm
from forums.queries.posts import held_posts, post_to_show, versions_of
from forums.rules import may_moderate
from forums.sight import sight_of
from forums.wording import why_it_waits
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand


@only(Hat.MODERATOR, health=True)
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Everything that waits, longest first."""
    rows = held_posts(sight=sight_of(signed_in_actor(request)))
    return render(request, "forums/held.html", {"posts": rows})


@only(Hat.MODERATOR, health=True)
def decide(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One post as it stands, and what becomes of it."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    demand(may_moderate(sight))
    row = post_to_show(sight=sight, ref=ref)
    form = DecideForm(sent(request), initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: decide_post(
                actor=actor,
                ref=ref,
                version=given["version"],
                state=given["state"],
                why=given["why"],
            ),
        ):
            messages.success(
                request, _("Decided. We wrote to the author that there is a decision.")
            )
            return redirect("forums:held")
    context = {
        "post": row,
        "form": form,
        "why": why_it_waits(row.reasons),
        "versions": versions_of(sight=sight, post=row),
    }
    return render(request, "forums/decide.html", context, status=status_of(form))


@only(Hat.MODERATOR, health=True)
@require_POST
def keep(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Pinned or not, open to answers or not."""
    keep_topic(
        actor=signed_in_actor(request),
        topic=ref,
        pinned=request.POST.get("pinned") == "yes",
        locked=request.POST.get("locked") == "yes",
    )
    messages.success(request, _("Saved."))
    return redirect("forums:topic", ref)
