"""An uploaded picture becomes a small PNG made here; nothing of the file itself is kept."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
LARGEST = (480, 144)  # pixels; shown at a third of it, so that it is sharp on every screen
FORMATS = ("PNG", "JPEG", "WEBP")


class NotALogo(ValueError):
    """No picture we can read, or one that is too large to open."""


@dataclass(frozen=True, slots=True)
class Logo:
    """The PNG we made, and its size in pixels."""

    png: bytes
    width: int
    height: int

    @property
    def ref(self) -> str:
        """ "3f9a0c2b1d4e-240x96": names content and size, so that browsers may keep it for ever."""
        return f"{sha256(self.png).hexdigest()[:12]}-{self.width}x{self.height}"


def size_of(ref: str) -> tuple[int, int]:
    """(width, height) in pixels, as `Logo.ref` says."""
    width, _by, height = ref.partition("-")[2].partition("x")
    return int(width), int(height)


def logo_from(file: BinaryIO) -> Logo:
    """Raises NotALogo."""
    from PIL import Image, ImageOps  # not in every web process, only where a logo is put in

    try:
        with Image.open(file, formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NotALogo
            picture = ImageOps.exif_transpose(found).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotALogo from error
    picture.thumbnail(LARGEST)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), picture.width, picture.height)
