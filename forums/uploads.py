"""What somebody uploads becomes what we keep: a picture drawn anew, or a document as it is."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from files.actions.storing import shown_name
from files.checking import passes_check
from files.pictures import FORMATS, NotAPicture, as_jpeg, redrawn, smaller, square
from files.sniffing import kind_of_text

if TYPE_CHECKING:
    from PIL.Image import Image

MB = 1024 * 1024
MOST_PICTURE, MOST_DOCUMENT = 15 * MB, 5 * MB
WHOLE, SMALL = (1600, 1600), (480, 480)  # pixels
SIDE = 192  # of a picture beside a name, three times as sharp as it is shown
PDF = "application/pdf"
TEXTS = ("text/plain", "text/csv")


class UploadRefused(ValueError):
    """This cannot be kept; the message says why and what to do, in plain words."""


class NotKept(ValueError):
    """Why a file of an older forum stays behind, as the report of the move says it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of it; `small` is empty for documents."""

    name: str
    content_type: str
    whole: bytes
    small: bytes = b""


def kept(upload: UploadedFile[Any]) -> Kept:
    """Its name is for people, and what it calls itself does not count. Raises UploadRefused."""
    source, size = cast("BinaryIO", upload.file), upload.size or 0
    source.seek(0)
    is_pdf = source.read(5) == b"%PDF-"
    if is_pdf and size > MOST_DOCUMENT:
        raise UploadRefused(_("This document is larger than 5 MB. Choose a smaller one."))
    if size > MOST_PICTURE:
        raise UploadRefused(_("This picture is larger than 15 MB. Choose a smaller one."))
    source.seek(0)
    if not passes_check(source.read(MOST_PICTURE + 1)):
        raise UploadRefused(
            _("Our check of files did not let this one pass. Choose another one, or call us.")
        )
    source.seek(0)
    if is_pdf:
        return Kept(shown_name(upload.name or "", PDF), PDF, source.read(MOST_DOCUMENT + 1))
    try:
        picture = redrawn(source, largest=WHOLE)
    except NotAPicture:
        raise UploadRefused(
            _("We can keep pictures (JPEG, PNG or WebP) and PDF documents. Choose one of these.")
        ) from None
    return _drawn(picture)


def moved(content: bytes, name: str) -> Kept:
    """A file of an older forum, by the same rules; plain text and GIF too. Raises NotKept."""
    is_pdf = content.startswith(b"%PDF-")
    if not content:
        raise NotKept("attached files that are empty")
    if len(content) > (MOST_DOCUMENT if is_pdf else MOST_PICTURE):
        raise NotKept("attached files that are too large")
    if not passes_check(content):
        raise NotKept("attached files the check of files did not let pass")
    kind = PDF if is_pdf else kind_of_text(content[: MOST_DOCUMENT + 1])
    if is_pdf or (kind in TEXTS and len(content) <= MOST_DOCUMENT):
        return Kept(shown_name(name, kind or PDF), kind or PDF, content)
    try:
        return _drawn(redrawn(BytesIO(content), largest=WHOLE, formats=(*FORMATS, "GIF")))
    except NotAPicture:
        raise NotKept("attached files of kinds that are not kept") from None


def _drawn(picture: Image) -> Kept:
    """The name of a picture's file may say where and when it was taken."""
    return Kept("picture.jpg", "image/jpeg", as_jpeg(picture), as_jpeg(smaller(picture, SMALL)))


def drawn_small(upload: UploadedFile[Any]) -> bytes:
    """The square picture beside a name; nothing of the file itself is in it. Raises UploadRefused."""
    source, size = cast("BinaryIO", upload.file), upload.size or 0
    if size > MOST_PICTURE:
        raise UploadRefused(_("This picture is larger than 15 MB. Choose a smaller one."))
    source.seek(0)
    if not passes_check(source.read(MOST_PICTURE + 1)):
        raise UploadRefused(
            _("Our check of files did not let this one pass. Choose another one, or call us.")
        )
    source.seek(0)
    try:
        return _small_square(source, FORMATS)
    except NotAPicture:
        raise UploadRefused(_("Choose a picture: JPEG, PNG or WebP.")) from None


def moved_small(content: bytes) -> bytes:
    """The same of an account of an older forum; GIF too. Raises NotKept."""
    if not content or len(content) > MOST_PICTURE:
        raise NotKept("pictures of people that are empty or too large")
    if not passes_check(content):
        raise NotKept("pictures of people the check of files did not let pass")
    try:
        return _small_square(BytesIO(content), (*FORMATS, "GIF"))
    except NotAPicture:
        raise NotKept("pictures of people that cannot be opened") from None


def _small_square(source: BinaryIO, formats: tuple[str, ...]) -> bytes:
    return as_jpeg(square(redrawn(source, largest=WHOLE, formats=formats), SIDE))
