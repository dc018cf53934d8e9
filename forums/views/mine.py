"""What concerns only the reader: topics she wrote in, what she began, whom she ignores."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.actions import drafts as draft_actions
from forums.actions import reading
from forums.actions.leaving import choose_words_stay
from forums.queries import drafts as draft_queries
from forums.queries import posts as post_queries
from forums.queries import topics as lists
from forums.queries.not_out import not_out
from forums.queries.watching import my_read_first
from forums.sight import sight_of
from forums.views.boards import older_url
from members.asking import signed_in_actor
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_safe
def wrote_in(request: HttpRequest) -> HttpResponse:
    """Topics the reader wrote in, and what of hers still waits."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    before = request.GET.get("before", "")
    page = lists.topics_of_mine(sight=sight, before=before)
    context = {
        "page": page,
        "waiting": None if before else not_out(sight=sight),
        "first": None if before else my_read_first(actor=actor),
        "older_url": older_url(page),
        "newer_url": "?" if before else "",
    }
    return render(request, "forums/wrote_in.html", context)


@signed_in(health=True)
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """What was begun and not sent."""
    found = draft_queries.my_drafts(actor=signed_in_actor(request))
    return render(request, "forums/drafts.html", {"drafts": found})


@signed_in(health=True)
@require_POST
def throw_away(request: HttpRequest, number: int) -> HttpResponse:
    """One of them goes."""
    draft_actions.throw_away(actor=signed_in_actor(request), draft_id=min(number, 2**62))
    messages.success(request, _("Thrown away."))
    return redirect("forums:drafts")


@signed_in()
@require_safe
def ignored(request: HttpRequest) -> HttpResponse:
    """Whose posts the reader finds folded."""
    rows = post_queries.ignored_people(sight=sight_of(signed_in_actor(request)))
    return render(request, "forums/ignored.html", {"people": [row.ignored for row in rows]})


@signed_in()
@require_POST
def ignore(request: HttpRequest, ref: UUID) -> HttpResponse:
    """This person's posts are folded for the reader."""
    person = reading.ignore(actor=signed_in_actor(request), person=ref)
    name = {"name": person.display_name}
    messages.success(
        request, _("Posts of %(name)s are folded for you from now on. Nobody is told.") % name
    )
    return redirect("forums:ignored")


@signed_in()
@require_POST
def see_again(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As before."""
    person = reading.stop_ignoring(actor=signed_in_actor(request), person=ref)
    name = {"name": person.display_name}
    messages.success(request, _("You see posts of %(name)s again.") % name)
    return redirect("forums:ignored")


@signed_in()
def settings(request: HttpRequest) -> HttpResponse:
    """What becomes of the reader's posts when she is erased one day."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        choose_words_stay(actor=actor, stay=request.POST.get("words") == "stay")
        messages.success(request, _("Saved."))
        return redirect("forums:settings")
    writer = post_queries.writer_of(sight=sight_of(actor))
    return render(request, "forums/settings.html", {"stay": bool(writer and writer.words_stay)})
