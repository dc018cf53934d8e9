"""An uploaded picture, drawn anew: nothing of the file itself is kept, so nothing hides in it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
QUALITY = 85


class NotAPicture(ValueError):
    """No picture we can read, or one that is too large to open."""


def redrawn(
    file: BinaryIO, *, largest: tuple[int, int], formats: tuple[str, ...] = FORMATS
) -> Image:
    """The first frame, upright, on white, at most `largest` pixels, without any words in the file:
    no place, no camera, no name. Raises NotAPicture.
    """
    from PIL import Image, ImageOps  # not in every web process, only where a picture is put in

    try:
        with Image.open(file, formats=formats) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NotAPicture
            found.draft("RGB", largest)
            shown = ImageOps.exif_transpose(found)
            if shown.mode != "RGB":
                shown = shown.convert("RGBA")
            shown.thumbnail(largest)
            shown = shown.convert("RGBA")
    except NotAPicture:
        raise
    except Exception as error:  # whatever a decoder makes of bytes somebody prepared
        raise NotAPicture from error
    picture = Image.new("RGB", shown.size, "white")
    picture.paste(shown, mask=shown.getchannel("A"))
    return picture


def smaller(picture: Image, largest: tuple[int, int]) -> Image:
    """A copy that fits."""
    copy = picture.copy()
    copy.thumbnail(largest)
    return copy


def as_jpeg(picture: Image) -> bytes:
    """What is kept of a photograph."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def square(picture: Image, side: int) -> Image:
    """Its middle, `side` pixels wide and high."""
    from PIL import Image, ImageOps  # as above

    return ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
