"""For moderators: a topic kept in order, moved, renamed, split. About posts they decide in cases."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.actions import arranging as actions
from forums.arranging_forms import ArrangeForm, SplitForm
from forums.queries.boards import places_for
from forums.queries.posts import posts_with_numbers
from forums.queries.topics import topic_page
from forums.rules import may_moderate
from forums.sight import sight_of
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.rules import HANDLERS
from po_platform.access.declare import only
from po_platform.access.refusals import demand

READS_AND_WRITES = ["GET", "HEAD", "POST"]


@only(*HANDLERS, health=True)
@require_POST
def keep(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Pinned or not, open to answers or not, slowed down or not."""
    actions.keep_topic(
        actor=signed_in_actor(request),
        topic=ref,
        pinned=request.POST.get("pinned") == "yes",
        locked=request.POST.get("locked") == "yes",
        holds_all=request.POST.get("holds_all") == "yes",
        pause=_number(request.POST.get("pause", "")),
    )
    messages.success(request, _("Saved."))
    return redirect("forums:topic", ref)


@only(*HANDLERS, health=True)
@require_http_methods(READS_AND_WRITES)
def arrange(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another board, another title, in lists or not."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    found = topic_page(sight=sight, ref=ref)
    demand(may_moderate(sight, found.row.board))
    if found.row.ref != ref:  # it became part of that one
        return redirect("forums:arrange_topic", found.row.ref)
    row = found.row
    first = {"board": row.board.ref, "title": row.title, "told": row.told, "unlisted": row.unlisted}
    form = ArrangeForm(sent(request), initial=first, places=places_for(sight=sight, topic=row))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.arrange_topic(actor=actor, topic=ref, **given)):
            messages.success(request, _("Saved. Whoever began it gets an e-mail."))
            return redirect("forums:topic", ref)
    context = {"form": form, "topic": found}
    return render(request, "forums/arrange.html", context, status=status_of(form))


@only(*HANDLERS, health=True)
@require_http_methods(READS_AND_WRITES)
def split(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Posts become a topic of their own; looked at first, then done."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    found = topic_page(sight=sight, ref=ref)
    demand(may_moderate(sight, found.row.board))
    if found.row.ref != ref:
        return redirect("forums:split_topic", found.row.ref)
    form = SplitForm(sent(request))
    posts = []
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        posts = posts_with_numbers(sight=sight, topic=found, numbers=given["numbers"])
        if not posts:
            form.add_error("numbers", _("No post with these numbers is there to read. Look again."))
        if request.POST.get("act") == "split":
            made = []
            if attempt(
                form, lambda: made.append(actions.split_topic(actor=actor, topic=ref, **given))
            ):
                messages.success(request, _("Done. Whoever wrote these posts gets an e-mail."))
                return redirect("forums:topic", made[0].ref)
    context = {"form": form, "topic": found, "posts": posts}
    return render(request, "forums/split.html", context, status=status_of(form))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
