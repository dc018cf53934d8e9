"""Handing out a stored file: always to be saved, never shown as a page, never kept by a browser."""

from __future__ import annotations

import re
from typing import BinaryIO, Protocol
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from .places import path_of

ONE_RANGE = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?", re.ASCII)


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


class _Piece:
    """Some bytes of a file, from where it stands."""

    def __init__(self, stream: BinaryIO, left: int) -> None:
        self._stream, self._left = stream, left

    def read(self, size: int = -1) -> bytes:
        """The next of them."""
        read = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(read)
        return read

    def close(self) -> None:
        """The file is closed too."""
        self._stream.close()


def handed_out(row: Kept, request: HttpRequest | None = None) -> HttpResponseBase:
    """The file as a response; nginx sends the bytes where STORED_FILES_REDIRECT says so.

    Everything that needs the database is read before; raises Http404 when the bytes are gone.
    `request`: a download that broke off goes on from where it stopped, if the file has a checksum.
    """
    path, mark = path_of(row.place), f'"{checksum}"' if (checksum := _checksum(row)) else ""
    response: HttpResponseBase
    if settings.STORED_FILES_REDIRECT:
        if not path.is_file():
            raise Http404
        response = HttpResponse()
        response.headers["X-Accel-Redirect"] = settings.STORED_FILES_REDIRECT + quote(row.place)
    else:
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = _sent(stream, row.size, _wanted(request, mark) if mark else "")
        if mark:
            response.headers["ETag"], response.headers["Accept-Ranges"] = mark, "bytes"
    response.headers["Content-Type"] = row.content_type
    response.headers["Content-Disposition"] = content_disposition_header(True, row.name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _checksum(row: Kept) -> str:
    found: str = getattr(row, "sha256", "")
    return found


def _wanted(request: HttpRequest | None, mark: str) -> str:
    """The part that is asked for; '' for all of it, as where it was another file before."""
    if request is None or request.method != "GET":
        return ""
    before = request.headers.get("If-Range", mark)
    return request.headers.get("Range", "") if before == mark else ""


def _sent(stream: BinaryIO, size: int, wanted: str) -> HttpResponseBase:
    """All of it, or one part. Several parts at once, and what is no range, are answered with all."""
    asked = ONE_RANGE.fullmatch(wanted.strip())
    first, last = asked.groups() if asked else (None, None)
    response: HttpResponseBase
    if (first is None and last is None) or (first and last and int(last) < int(first)):
        response = FileResponse(stream)
        response.headers["Content-Length"] = str(size)
        return response
    start = int(first) if first else max(size - int(last or 0), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        stream.close()
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    stream.seek(start)
    response = FileResponse(_Piece(stream, end - start + 1), status=206)
    response.headers["Content-Length"] = str(end - start + 1)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response
