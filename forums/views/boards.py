"""Boards and lists of topics: the front of the forum, one board, what is new, what nobody answered."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.actions import reading
from forums.models import Level
from forums.queries import boards as queries
from forums.queries import topics as lists
from forums.queries.former import had_a_former
from forums.queries.mailed_words import words_here
from forums.queries.pictures import has_picture
from forums.queries.topics import Lines
from forums.rules import lets_engines_in, may_start_topic
from forums.sight import sight_of
from members.asking import actor_of, signed_in_actor
from members.news_start import news_for
from members.next_page import with_next
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public_with_own, signed_in
from po_platform.kit.engines import may_be_found, not_for_engines


def older_url(lines: Lines, **kept: str) -> str:
    """The address of the next page of a list; `kept`: what else the address says."""
    return f"?{urlencode({**kept, 'before': lines.older})}" if lines.older else ""


@public_with_own
@not_for_engines
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """Every board the reader may know of, closed ones and those for members alone apart, and the
    newest the organisation wrote to her.
    """
    actor = actor_of(request)
    sight = sight_of(actor)
    every = queries.boards(sight=sight, with_closed=True)
    found = [one for one in every if one.row.closed_at is None]
    context = {
        "sight": sight,
        "of_groups": [one for one in found if one.row.group_id],
        "about_themes": [one for one in found if not one.row.group_id],
        "for_members": queries.named_boards(sight=sight),
        "closed": [one for one in every if one.row.closed_at is not None],
        "any_new": any(one.has_new for one in found),
        "had_a_former": sight.writes and had_a_former(),
        "words_somewhere": sight.belongs and any(one.row.words_by_mail for one in found),
        "news": news_for(actor),
        "has_picture": not sight.writes and has_picture(actor=actor),
    }
    return render(request, "forums/boards.html", context)


@public_with_own
@not_for_engines
@require_safe
def board(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A board's topics, newest first."""
    actor = actor_of(request)
    sight = sight_of(actor)
    try:
        found = queries.board_page(sight=sight, ref=ref)
    except Http404:
        if isinstance(actor, SignedIn):
            raise
        # A board for members and one that is not there look the same from outside.
        return redirect(with_next("members:sign_in", request.path))
    before = request.GET.get("before", "")
    page = lists.topics_on(sight=sight, board=found, before=before)
    choices = [*sight.choices(found.row), ""]
    context = {
        "sight": sight,
        "board": found,
        "page": page,
        "older_url": older_url(page),
        "newer_url": "?" if before else "",
        "may_begin": bool(may_start_topic(sight, found.row, choices[0])),
        "levels": [(value, label, value == found.level) for value, label in Level.choices],
        "words_here": words_here(sight=sight, board=found.row),
    }
    response = render(request, "forums/board.html", context)
    return may_be_found(response) if lets_engines_in(found.row) else response


@signed_in(health=True)
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Everything with something unread, wherever it stands; ?answers=mine: what answers her."""
    sight = sight_of(actor_of(request))
    before = request.GET.get("before", "")
    answers = request.GET.get("answers") == "mine"
    page = lists.new_topics(sight=sight, before=before, answers=answers)
    mine = {"answers": "mine"} if answers else {}
    context = {
        "page": page,
        "answers": answers,
        "older_url": older_url(page, **mine),
        "newer_url": f"?{urlencode(mine)}" if before else "",
    }
    return render(request, "forums/new.html", context)


@public_with_own
@not_for_engines
@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """Topics that wait for a first answer."""
    sight = sight_of(actor_of(request))
    before = request.GET.get("before", "")
    page = lists.unanswered(sight=sight, before=before)
    context = {"page": page, "older_url": older_url(page), "newer_url": "?" if before else ""}
    return render(request, "forums/unanswered.html", context)


@signed_in(health=True)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Nothing is new any more."""
    reading.mark_all_read(actor=signed_in_actor(request))
    messages.success(request, _("Everything counts as read."))
    return redirect("forums:boards")


@signed_in(health=True)
@require_POST
def read_board(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nothing on this board is new any more."""
    reading.mark_board_read(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Everything on this board counts as read."))
    return redirect("forums:board", ref)


@signed_in(health=True)
@require_POST
def follow_board(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How much somebody hears of this board by e-mail."""
    level = request.POST.get("level", "")
    reading.follow_board(actor=signed_in_actor(request), ref=ref, level=level)
    messages.success(request, _("Saved."))
    return redirect("forums:board", ref)
