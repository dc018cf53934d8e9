"""Bytes of a text file as text, in the encodings people's programs write."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from .incoming import Found, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")


def as_text(raw: bytes, found: Found) -> str:
    """With line ends of one kind. Older Windows text is read too, and said. Raises Unreadable."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        text = raw.decode("cp1252", "replace")
        if _NO_TEXT.search(text) or encoding != "utf-8":
            line = raw.count(b"\n", 0, error.start) + 1
            words = _("The file is not saved as UTF-8 (line %(line)s). Save it as UTF-8.")
            raise Unreadable(words % {"line": line}) from error
        found.note("", _("The file is older Windows text. Look whether all letters are right."))
    return text.replace("\r\n", "\n").replace("\r", "\n")
