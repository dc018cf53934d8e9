"""Pictures and documents: their page, their bytes, a small picture; taken off by whoever put them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from files.sending import handed_out
from forums.actions.attaching import take_off_post
from forums.models import PostFile
from forums.queries.attached import file_to_show
from forums.queries.topics import address
from members.asking import actor_of, signed_in_actor
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public_with_own, signed_in
from po_platform.kit.engines import not_for_engines


@dataclass(frozen=True, slots=True)
class Small:
    """The small picture of a file, as files.sending takes it."""

    name: str
    content_type: str
    size: int
    place: str


@public_with_own
@not_for_engines
@require_safe
def file(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A picture as large as it is kept, or a document to save."""
    actor = actor_of(request)
    row = file_to_show(actor=actor, ref=ref)
    post = row.post if isinstance(row, PostFile) else None
    mine = post is not None and isinstance(actor, SignedIn) and post.author_id == actor.person_id
    context = {
        "file": row,
        "post": post,
        "mine": mine,
        "back": address(post.topic.ref, post.no) if post and post.no else "",
    }
    return render(request, "forums/file.html", context)


@public_with_own
@not_for_engines
@require_safe
def whole(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """Its bytes, to be shown inside a page or saved; never as a page of their own."""
    return handed_out(file_to_show(actor=actor_of(request), ref=ref))


@public_with_own
@not_for_engines
@require_safe
def small(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """The small picture; documents have none."""
    row = file_to_show(actor=actor_of(request), ref=ref)
    if not row.is_picture:
        raise Http404
    response = handed_out(Small(row.name, row.content_type, 0, row.small))
    if response.has_header("Content-Length"):
        del response.headers["Content-Length"]  # only that of the whole one is known
    return response


@signed_in(health=True)
@require_POST
def away(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Off her own post, for good."""
    post = take_off_post(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken off. Nobody can look at it any more."))
    return redirect("forums:post", post.ref)
