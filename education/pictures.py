"""An uploaded picture becomes a PNG made here; nothing of the file itself is kept."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from files.pictures import NotAPicture, redrawn

from .models import Picture

__all__ = ["LARGEST", "MOST_BYTES", "NotAPicture", "picture_from"]

MOST_BYTES = 8 * 1024 * 1024
LARGEST = (1400, 1400)  # pixels; twice the width of a column, so that it is sharp on every screen


def picture_from(file: BinaryIO) -> Picture:
    """Not saved yet. Raises NotAPicture."""
    picture = redrawn(file, largest=LARGEST)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Picture(png=out.getvalue(), width=picture.width, height=picture.height)
