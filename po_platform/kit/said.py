"""Words as a reader hears them, however they were typed: without signs nobody sees; pure."""

from __future__ import annotations

import sys
import unicodedata

# Soft hyphens, spaces of no width, marks of direction, joiners: a PDF leaves them in the middle of
# words. The last two ranges are shapes of signs.
_UNSEEN = dict.fromkeys(
    [
        *(one for one in range(sys.maxunicode + 1) if unicodedata.category(chr(one)) == "Cf"),
        0x34F,
        *range(0xFE00, 0xFE10),
    ]
)


def as_heard(text: str) -> str:
    """In small letters and one way of writing each sign; spaces and all other signs stay."""
    return unicodedata.normalize("NFKC", text).translate(_UNSEEN).casefold()
