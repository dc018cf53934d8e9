"""One topic: a page of its posts, a post by its number, on paper; following, and what helped."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.actions import changing, reading
from forums.beside_names import to_choose
from forums.forms import AttachForm, ReplyForm
from forums.models import Level
from forums.models.boards import Pause
from forums.numbered import numbered, page_number
from forums.post_acts import with_acts
from forums.queries import posts as queries
from forums.queries.attached import draft_files
from forums.queries.drafts import place_of
from forums.queries.mailed_words import words_here
from forums.queries.naming import offered_among
from forums.queries.not_out import not_out
from forums.queries.topics import TopicShown, address, merged_lately, stood_in, topic_page
from forums.queries.turns import turn_of
from forums.rules import lets_engines_in, may_moderate, may_reply, signs_for_team
from forums.sight import Sight, sight_of
from forums.wording import hint_for, who_reads
from members.asking import actor_of, signed_in_actor
from members.next_page import with_next
from moderation.queries.help_lines import box_lines_here
from notifications.replies import mails_come_in
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public_with_own, signed_in
from po_platform.kit.engines import may_be_found, not_for_engines

ON_PAPER = 200  # posts printed at once
FOLLOW = (Level.ALL, Level.USUAL, Level.NOTHING)


def found_topic(request: HttpRequest, sight: Sight, ref: UUID) -> TopicShown | None:
    """The topic; None for a visitor, who may find it after signing in. Raises Http404."""
    try:
        return topic_page(sight=sight, ref=ref)
    except Http404:
        if isinstance(actor_of(request), SignedIn):
            raise
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(with_next("members:sign_in", request.get_full_path()))


@public_with_own
@not_for_engines
@require_safe
def topic(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Twenty posts by their numbers; the reader's mark moves when there was something new."""
    sight = sight_of(actor_of(request))
    found = found_topic(request, sight, ref)
    if found is None:
        return _to_sign_in(request)
    if found.row.ref != ref:
        return HttpResponseRedirect(address(found.row.ref))
    page = page_number(request)
    posts = queries.posts_on_page(sight=sight, topic=found, page=page)
    if sight.writes and sight.person_id and posts[-1].no > found.seen:
        reading.mark_read(person_id=sight.person_id, topic_id=found.row.pk, no=posts[-1].no)
    is_last = page == found.pages
    in_danger = any(post.in_danger for post in posts)
    context = {
        "sight": sight,
        "topic": found,
        "posts": with_acts(posts, sight=sight, topic=found.row),
        "pages": numbered(found, page),
        "who_reads": who_reads(found.row),
        "without_engines": found.row.kept_from_engines and lets_engines_in(found.row.board),
        "may_arrange": (arranges := bool(may_moderate(sight, found.row.board))),
        "merged": merged_lately(topic=found.row) if arranges else (),
        "stood_in": stood_in(topic=found.row) if arranges else None,
        "may_reply": bool(may_reply(sight, found.row)),
        "helpful_url": address(ref, found.row.helpful) if found.row.helpful else "",
        "levels": [(one.value, one.label, one.value == found.level) for one in FOLLOW],
        "waiting": not_out(sight=sight, topic=found) if is_last else None,
        "form": _reply_form(request, sight, found) if is_last else None,
        "attach": AttachForm(),
        "to_name": to_choose(offered_among(posts)) if is_last else (),
        "files": draft_files(actor=actor_of(request), place=place_of(found.row)) if is_last else (),
        "mail_comes_in": bool(mails_come_in()),
        "words_here": words_here(sight=sight, board=found.row.board, audience=found.row.audience),
        "turn_to": box_lines_here(actor=actor_of(request)) if in_danger else (),
        "pause": Pause(found.row.pause_here),
        "pauses": Pause,
        "turn": turn_of(sight=sight, topic=found.row) if is_last else None,
    }
    response = render(request, "forums/topic.html", context)
    found_by_all = lets_engines_in(found.row.board, found.row) and not in_danger
    return may_be_found(response) if found_by_all else response


def _reply_form(request: HttpRequest, sight: Sight, found: TopicShown) -> ReplyForm | None:
    actor = actor_of(request)
    if not isinstance(actor, SignedIn):
        return None
    mailed = found.row.board.words_by_mail
    signs = signs_for_team(actor, sight, found.row.board)
    hint = hint_for(actor.display_name, found.row.audience, mailed=mailed, signs=signs)
    return ReplyForm(hint=hint, signs=signs)


@public_with_own
@not_for_engines
@require_safe
def place(request: HttpRequest, ref: UUID, no: int) -> HttpResponse:
    """The lasting address of a post leads to its page, wherever that is now."""
    sight = sight_of(actor_of(request))
    found = found_topic(request, sight, ref)
    if found is None:
        return _to_sign_in(request)
    moved = queries.where_it_went(sight=sight, topic=ref, no=no)
    if moved is not None:
        return HttpResponseRedirect(address(moved.topic.ref, moved.no or 1))
    if found.row.ref != ref:
        return HttpResponseRedirect(address(found.row.ref))
    if not 1 <= no <= found.row.posts:
        raise Http404
    return HttpResponseRedirect(address(ref, no))


@public_with_own
@not_for_engines
@require_safe
def on_paper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Two hundred posts without anything around them."""
    sight = sight_of(actor_of(request))
    found = found_topic(request, sight, ref)
    if found is None:
        return _to_sign_in(request)
    first = (page_number(request) - 1) * ON_PAPER + 1
    if first > found.row.posts:
        raise Http404
    last = first + ON_PAPER - 1
    posts = queries.posts_between(sight=sight, topic=found, first=first, last=last)
    context = {
        "topic": found,
        "posts": [replace(post, on_paper=True) for post in posts],
        "who_reads": who_reads(found.row),
        "next_page": first // ON_PAPER + 2 if last < found.row.posts else 0,
    }
    return render(request, "forums/on_paper.html", context)


@signed_in(health=True)
@require_POST
def follow(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How much somebody hears of this topic by e-mail."""
    level = request.POST.get("level", "")
    reading.follow_topic(actor=signed_in_actor(request), ref=ref, level=level)
    messages.success(request, _("Saved."))
    return redirect("forums:topic", ref)


@signed_in(health=True)
@require_POST
def helpful(request: HttpRequest, ref: UUID) -> HttpResponse:
    """This answer helped; pressed again, the mark is gone."""
    number = request.POST.get("no", "")
    if number and not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise Http404
    no = int(number) if number else None
    changing.mark_helpful(actor=signed_in_actor(request), topic=ref, no=no)
    messages.success(
        request, _("Marked. Others find it from the top of the topic.") if no else _("Undone.")
    )
    return HttpResponseRedirect(address(ref, no or 1))
