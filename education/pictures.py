"""An uploaded picture becomes a PNG made here; nothing of the file itself is kept."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from .models import Picture

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LARGEST = (1400, 1400)  # pixels; twice the width of a column, so that it is sharp on every screen
FORMATS = ("PNG", "JPEG", "WEBP")


class NotAPicture(ValueError):
    """No picture we can read, or one that is too large to open."""


def picture_from(file: BinaryIO) -> Picture:
    """Not saved yet. Raises NotAPicture."""
    from PIL import Image, ImageOps  # not in every web process, only where a picture is put in

    try:
        with Image.open(file, formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NotAPicture
            picture = ImageOps.exif_transpose(found).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    picture.thumbnail(LARGEST)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Picture(png=out.getvalue(), width=picture.width, height=picture.height)
