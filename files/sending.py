"""Handing out a stored file: always to be saved, never shown as a page, never kept by a browser."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from .places import path_of


class Kept(Protocol):
    """A row that speaks of stored bytes: a StoredFile, or one of a feature's own."""

    @property
    def name(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def place(self) -> str: ...


def handed_out(row: Kept) -> HttpResponseBase:
    """The file as a response; nginx sends the bytes where STORED_FILES_REDIRECT says so.

    Everything that needs the database is read before; raises Http404 when the bytes are gone.
    """
    path = path_of(row.place)
    response: HttpResponseBase
    if settings.STORED_FILES_REDIRECT:
        if not path.is_file():
            raise Http404
        response = HttpResponse()
        response.headers["X-Accel-Redirect"] = settings.STORED_FILES_REDIRECT + quote(row.place)
    else:
        try:
            response = FileResponse(path.open("rb"))
        except FileNotFoundError:
            raise Http404 from None
        response.headers["Content-Length"] = str(row.size)
    response.headers["Content-Type"] = row.content_type
    response.headers["Content-Disposition"] = content_disposition_header(True, row.name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
