"""Fetching a file: by its person, with a fresh proof that it is her."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.declare import signed_in

from .queries import my_file
from .sending import handed_out


@signed_in(health=True, fresh=True)
@require_safe
def stored_file(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """One of the actor's own files, to be saved."""
    actor = cast("Actor", request.actor)  # type: ignore[attr-defined]  # set by WhoActs
    row = my_file(actor=actor, ref=ref)
    if row is None:
        raise Http404
    response = handed_out(row, request)
    record(actor=actor, verb="files.file.fetched", thing=row, subject=row.subject_id)
    return response
