"""A file a page gives its readers, as it was uploaded: what it is, is found in its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from files.actions.storing import shown_name
from files.checking import passes_check
from files.sniffing import kind_of_document

from .captions import CAPTIONS, BrokenCaptions, read_captions
from .sections import DOWNLOAD, VIDEO

MB = 1024 * 1024
SOUND = "audio/mpeg"
# The limits of the forum: a document, and the largest thing anybody sends.
MOST_DOCUMENT, MOST_SOUND, MOST_CAPTIONS = 5 * MB, 15 * MB, MB


class NotKept(ValueError):
    """This cannot be kept; the message says why and what to do, in plain words."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What will be stored of it; the name is ours, with the ending its content has."""

    name: str
    content_type: str
    content: bytes


def document_from(name: str, content: bytes) -> Upload:
    """Of a section with something to fetch. Raises NotKept."""
    if len(content) > MOST_SOUND:  # what is cut may not say any more what it is
        raise NotKept(_("Choose a file of up to 5 MB, or a recording (MP3) of up to 15 MB."))
    kind = kind_of_document(content)
    if kind is None:
        raise NotKept(
            _("We can keep PDF, DOCX, ODT, XLSX, CSV, EPUB and MP3 files. Choose one of these.")
        )
    if kind != SOUND and len(content) > MOST_DOCUMENT:
        raise NotKept(_("Choose a file of up to 5 MB, or a recording (MP3) of up to 15 MB."))
    return _checked(name, kind, content)


def captions_from(name: str, content: bytes) -> Upload:
    """Of a film. Raises NotKept, with the line that is broken."""
    if len(content) > MOST_CAPTIONS:
        raise NotKept(_("Choose a caption file of up to 1 MB."))
    try:
        read_captions(content)
    except BrokenCaptions as broken:
        raise NotKept(
            _("Line %(line)s of the caption file: %(why)s")
            % {"line": broken.line, "why": broken.why}
        ) from None
    return _checked(name, CAPTIONS, content)


def _checked(name: str, kind: str, content: bytes) -> Upload:
    if not passes_check(content):
        raise NotKept(
            _("Our check of files did not let this one pass. Choose another one, or call us.")
        )
    return Upload(shown_name(name, kind), kind, content)


READERS: Mapping[str, Callable[[str, bytes], Upload]] = {
    DOWNLOAD: document_from,
    VIDEO: captions_from,
}


def upload_from(file: UploadedFile[Any], kind: str) -> Upload:
    """What an editor sent for a section of this kind; no more of it is read than may be kept."""
    file.seek(0)
    return READERS[kind](file.name or "", file.read(MOST_SOUND + 1))
