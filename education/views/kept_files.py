"""Files of pages: to be saved, never shown as a page of their own; asked for with each press."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from education.actions.outside import living_reader
from education.models import KeptFile
from education.queries import kept_files as queries
from education.queries.involving import draft_to_read
from files.sending import handed_out
from members.asking import signed_in_actor
from members.limits import count_try, patient
from po_platform.access.actor import Hat
from po_platform.access.declare import by_code, only, public, signed_in


def _sent(row: KeptFile, request: HttpRequest) -> HttpResponseBase:
    """A browser that opens it all the same runs nothing in it."""
    response = handed_out(row, request)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@public
@require_safe
def on_page(request: HttpRequest, slug: str, file_ref: UUID) -> HttpResponseBase:
    """Of a page everybody reads, as long as it does name the file."""
    return _sent(queries.file_on_page(slug=slug, ref=file_ref), request)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def at_desk(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponseBase:
    """Of any text of a page, for those who write and check it."""
    actor = signed_in_actor(request)
    return _sent(queries.file_at_desk(actor=actor, ref=ref, file_ref=file_ref), request)


@by_code
@patient
@require_safe
def by_link(request: HttpRequest, secret: str, file_ref: UUID) -> HttpResponseBase:
    """Of the one text a link opens, while it opens it."""
    tried = count_try(request, "try_invitation")
    reader = living_reader(secret)
    if reader is None:
        raise Http404
    tried.rollback()
    return _sent(queries.file_in(reader.text.body, file_ref), request)


@signed_in(health=True)
@require_safe
def of_draft(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponseBase:
    """Of a draft somebody reads for the editors, while it waits for readers."""
    try:
        call = draft_to_read(actor=signed_in_actor(request), ref=ref)
    except PermissionDenied:
        raise Http404 from None
    if call.version is not None:
        raise Http404
    return _sent(queries.file_in(call.text.body, file_ref), request)
