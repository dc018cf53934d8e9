"""One post: its author's page of it, how it read before, taking back and putting back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.actions import changing
from forums.cases import POST
from forums.markup import BAKE, bake
from forums.models import Post
from forums.publishing import Reason
from forums.queries.by_mail import came_by_mail
from forums.queries.posts import SHOWN, my_post, post_to_show, tells_of_danger, versions_of
from forums.queries.topics import address
from forums.queries.usual_wait import usual_wait
from forums.rules import may_change, may_put_back, may_take_back
from forums.sight import sight_of
from forums.wording import how_long, who_reads, why_it_waits
from members.asking import signed_in_actor
from moderation.originals import open_words
from moderation.queries.duty import next_hours
from moderation.queries.help_lines import box_lines_here
from moderation.queries.mine import decisions_about
from moderation.queries.sealed import my_sealed
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_safe
def post(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her own post with its state; anybody else's leads to its place in the topic."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    row = post_to_show(sight=sight, ref=ref)
    if row.author_id != sight.person_id:
        if row.no is None or row.state not in SHOWN:
            return redirect("moderation:queue")
        return HttpResponseRedirect(address(row.topic.ref, row.no))
    now = timezone.now()
    sealed = my_sealed(actor=actor, kind=POST, thing=row.ref, piece=False) if row.sealed else None
    if sealed is not None:  # her own words are hers to read until they are deleted
        original = open_words(sealed.ref, sealed.words)
        row.text, row.note = original.text, original.note
        row.html, row.baked = bake(row.text), BAKE
        row.topic.title = original.title or row.topic.title
    in_danger = tells_of_danger(row)
    context = {
        "post": row,
        "sealed": sealed,
        "decisions": decisions_about(actor=actor, kind=POST, thing=row.ref),
        "why": why_it_waits(row.reasons) if row.state == Post.State.HELD else [],
        "when": _when(row),
        "in_danger": in_danger,
        "turn_to": box_lines_here(actor=actor) if in_danger else (),
        "folded_first": Reason.FOLDED_FIRST in row.reasons,
        "who_reads": who_reads(row.topic),
        "can_change": bool(may_change(sight, row, now)),
        "can_take_back": bool(may_take_back(sight, row)),
        "can_put_back": bool(may_put_back(sight, row, now)),
        "mailed": came_by_mail(actor=actor, post=row),
        "topic_url": address(row.topic.ref, row.no) if row.no and not row.topic.gone_at else "",
    }
    return render(request, "forums/post.html", context)


def _when(row: Post) -> list[str]:
    if row.state != Post.State.HELD:
        return []
    return how_long(row.reasons, usual_wait(), next_hours(row.topic.board.ref))


@signed_in(health=True)
@require_safe
def before(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How a post read before it was changed."""
    sight = sight_of(signed_in_actor(request))
    row = post_to_show(sight=sight, ref=ref)
    context = {"post": row, "versions": versions_of(sight=sight, post=row)}
    return render(request, "forums/before.html", context)


@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Off at once; the page that follows offers to undo it."""
    changing.take_back_post(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken back. Nobody reads it any more, and no e-mail tells of it."))
    return redirect("forums:post", ref)


@signed_in(health=True)
@require_POST
def put_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As it was."""
    actor = signed_in_actor(request)
    row = my_post(sight=sight_of(actor), ref=ref)
    try:
        if Reason.PUT_BACK not in changing.put_back_post(actor=actor, ref=row.ref).reasons:
            messages.success(request, _("Undone. Everything is as before."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("forums:post", ref)
